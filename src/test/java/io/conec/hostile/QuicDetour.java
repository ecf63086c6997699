package io.conec.hostile;

import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawUdp;
import io.conec.test.raw.RawUdp.Datagram;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/** Sends and receives the QUIC packets of a raw client directly, while its own socket sees them as relayed. */
final class QuicDetour implements AutoCloseable {

  private static final int RELAY_HEADER = 9;

  private final RawClient client;
  private final InetSocketAddress target;
  private final RawUdp inside = new RawUdp("127.0.0.1", this::leave);
  private volatile byte[] inboundHeader;
  private volatile RawUdp sendFrom;
  private volatile UnaryOperator<byte[]> change = packet -> packet;
  private volatile byte[] lastQuic;

  /** @param target the destination of packets that do not go to the Coordinator */
  QuicDetour(RawClient client, InetSocketAddress target) {
    this.client = client;
    this.target = target;
  }

  /** Direct packets are for this channel. */
  void channel(byte inboundType, long id) {
    inboundHeader = ByteBuffer.allocate(RELAY_HEADER).put(inboundType).putLong(id).array();
  }

  /** @return the address that the client's socket has for the Coordinator */
  InetSocketAddress address() {
    return inside.address();
  }

  void arrive(byte[] packet) {
    inside.send(RawFrame.join(inboundHeader, packet), client.socket().address());
  }

  private void leave(Datagram relayed) {
    byte[] packet = Arrays.copyOfRange(relayed.bytes(), RELAY_HEADER, relayed.bytes().length);
    lastQuic = packet;
    RawUdp direct = sendFrom;
    if (direct == null) {
      client.socket().sendDatagram(relayed.bytes(), client.coordinator());
    } else {
      direct.send(change.apply(packet), target);
    }
  }

  void sendFrom(RawUdp socket) {
    sendFrom = socket;
  }

  /** Change direct packets in transit. */
  void change(UnaryOperator<byte[]> how) {
    change = how;
  }

  byte[] lastQuic() {
    return lastQuic;
  }

  @Override
  public void close() {
    inside.close();
  }
}
