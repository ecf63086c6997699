package io.conec.hostile;

import io.conec.ClientOptions;
import io.conec.test.TestNet;
import io.conec.test.raw.RawRelay;
import io.conec.test.raw.RawUdp;
import io.conec.test.raw.RawUdp.Datagram;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A man in the middle between a client and its Coordinator: receives all datagrams of the client, and sends to the
 * client from the Coordinator's address.
 */
final class ManInTheMiddle implements AutoCloseable {

  private static final int RELAY_HEADER = 9;
  private static final int CHANNEL_OFFSET = 1;
  /** RFC 9000, section 17.2: the offset of the destination connection id in a long header, after its length. */
  private static final int ID_OFFSET = 6;

  private final InetSocketAddress coordinator;
  private final RawUdp inside = new RawUdp("127.0.0.1", this::fromClient);
  private final RawUdp outside = new RawUdp("127.0.0.1", this::fromCoordinator);
  private volatile InetSocketAddress client;

  ManInTheMiddle(int coordinatorPort) {
    coordinator = new InetSocketAddress(InetAddress.getLoopbackAddress(), coordinatorPort);
  }

  /** The options of the observed client. */
  ClientOptions before(ClientOptions options) {
    return options.setCoordinators(List.of("localhost:" + inside.address().getPort()));
  }

  private void fromClient(Datagram datagram) {
    client = datagram.source();
    outside.send(datagram.bytes(), coordinator);
  }

  private void fromCoordinator(Datagram datagram) {
    inside.send(datagram.bytes(), client);
  }

  /** The client's own address. */
  InetSocketAddress client() {
    return client;
  }

  /** Sends a datagram as if it came from the Coordinator. */
  void toClient(byte[] datagram) {
    inside.send(datagram, client);
  }

  /** The next datagram of the client to the Coordinator; {@code null} when none is sent. */
  byte[] poll(long millis) {
    Datagram datagram = inside.poll(millis);
    return datagram == null ? null : datagram.bytes();
  }

  /** Discards the datagrams of the client. */
  void clear() {
    inside.clear();
  }

  /** The channel of the relay datagram that the client sends next. */
  long awaitChannel() {
    long deadline = System.nanoTime() + TestNet.DEADLINE.toNanos();
    while (System.nanoTime() < deadline) {
      byte[] datagram = poll(100);
      if (datagram != null && isRelayed(datagram)) {
        return ByteBuffer.wrap(datagram).getLong(CHANNEL_OFFSET);
      }
    }
    throw new AssertionError("nothing is relayed");
  }

  static boolean isRelayed(byte[] datagram) {
    return datagram.length > RELAY_HEADER
      && (datagram[0] == RawRelay.TO_ACCEPTOR || datagram[0] == RawRelay.TO_INITIATOR);
  }

  static byte[] header(byte type, long channel) {
    return ByteBuffer.allocate(RELAY_HEADER).put(type).putLong(channel).array();
  }

  /** Whether this, relayed or not, is QUIC's answer to one of these packets that would open a connection. */
  static boolean isAnswer(byte[] datagram, List<byte[]> initials) {
    byte[] packet = isRelayed(datagram) ? Arrays.copyOfRange(datagram, RELAY_HEADER, datagram.length) : datagram;
    boolean longHeader = packet.length > ID_OFFSET && (packet[0] & 0x80) != 0;
    return longHeader && initials.stream().anyMatch(initial -> destination(packet).equals(source(initial)));
  }

  private static String destination(byte[] packet) {
    return id(packet, ID_OFFSET);
  }

  private static String source(byte[] packet) {
    return id(packet, ID_OFFSET + packet[ID_OFFSET - 1] + 1);
  }

  private static String id(byte[] packet, int offset) {
    int length = packet[offset - 1];
    return HexFormat.of().formatHex(packet, offset, Math.min(packet.length, offset + length));
  }

  /** The client answers this packet, which would open a connection. */
  void awaitAnswer(byte[] initial) {
    TestNet.awaitUntil(() -> {
      byte[] datagram = poll(100);
      return datagram != null && isAnswer(datagram, List.of(initial));
    });
  }

  /** Counts the answers of the client to these packets in this time. */
  int countAnswers(List<byte[]> initials, long millis) {
    int count = 0;
    long deadline = System.nanoTime() + millis * 1_000_000;
    while (System.nanoTime() < deadline) {
      byte[] datagram = poll(10);
      if (datagram != null && isAnswer(datagram, initials)) {
        count++;
      }
    }
    return count;
  }

  @Override
  public void close() {
    inside.close();
    outside.close();
  }
}
