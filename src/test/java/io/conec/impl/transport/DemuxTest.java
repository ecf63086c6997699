package io.conec.impl.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Packets of strangers that reach QUIC, which then computes an answer. */
class DemuxTest {

  private static final InetSocketAddress ADDRESS = new InetSocketAddress("192.0.2.1", 4242);
  private static final int PER_SECOND = 2500;
  private static final int FLOOD = 20_000;

  /** Lets everything through. */
  private static final DatagramRouter ROUTER = new DatagramRouter() {
    @Override
    public DatagramPacket inbound(DatagramPacket packet) {
      return packet;
    }

    @Override
    public boolean admits(InetSocketAddress remote) {
      return true;
    }

    @Override
    public DatagramPacket outbound(DatagramPacket packet) {
      return packet;
    }
  };

  private final ChannelInboundHandlerAdapter codec = new ChannelInboundHandlerAdapter();
  private final EmbeddedChannel channel = new EmbeddedChannel(new Demux(ROUTER, new ConnectionTag(), codec), codec);

  private static ByteBuf packet(int first, int version, int tokenLength) {
    return Unpooled.buffer().writeByte(first).writeInt(version).writeByte(8).writeLong(1).writeByte(8).writeLong(2)
      .writeByte(tokenLength).writeZero(1200);
  }

  private int passed(int count, int first, int version, int tokenLength) {
    int passed = 0;
    for (int i = 0; i < count; i++) {
      channel.writeInbound(new DatagramPacket(packet(first, version, tokenLength), ADDRESS, ADDRESS));
      DatagramPacket packet = channel.readInbound();
      if (packet != null) {
        passed++;
        packet.release();
      }
    }
    return passed;
  }

  private void assertBounded(int first, int version) {
    long began = System.nanoTime();
    int passed = passed(FLOOD, first, version, 0);
    double seconds = (System.nanoTime() - began) / 1e9;
    assertTrue(passed >= PER_SECOND && passed <= PER_SECOND * (seconds + 1) + 1,
      () -> passed + " in " + seconds + " s");
  }

  @Test
  void initialsWithoutATokenAreLimited() {
    assertBounded(0xc0, 1);
    assertEquals(FLOOD, passed(FLOOD, 0xc0, 1, 32), "with a token: other limits hold for these");
    assertEquals(FLOOD, passed(FLOOD, 0xe0, 1, 0), "the rest of a handshake");
    assertEquals(FLOOD, passed(FLOOD, 0x40, 1, 0), "packets of connections");
  }

  @Test
  void versionNegotiationsAreLimited() {
    assertBounded(0xc0, 0x1a2a3a4a);
  }
}
