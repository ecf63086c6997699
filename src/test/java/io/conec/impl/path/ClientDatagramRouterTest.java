package io.conec.impl.path;

import io.conec.PathKind;
import io.conec.PathOptions;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.socket.DatagramPacket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ClientDatagramRouterTest {

  private static final InetSocketAddress COORDINATOR = new InetSocketAddress("192.0.2.1", 1719);
  private static final InetSocketAddress SELF = new InetSocketAddress("192.0.2.2", 4242);
  private static final InetSocketAddress STRANGER = new InetSocketAddress("192.0.2.3", 1719);
  private static final long CHANNEL = 0x0102_0304_0506_0708L;
  private static final String ID = "0102030405060708";

  private int hints;
  private final ClientDatagramRouter router = new ClientDatagramRouter(new PathOptions(), 1350,
    new LocalCandidates(new PathOptions()));

  @BeforeEach
  void connect() {
    router.listener(new ClientDatagramRouter.Listener() {
      @Override
      public void heard() {
        // not looked at
      }

      @Override
      public void notRelayed(Route route) {
        hints++;
      }

      @Override
      public void relaySilent() {
      }

      @Override
      public void relayAwake() {
        throw new AssertionError("nothing was probed");
      }
    });
    // Connections that were opened here have ids that begin with ff.
    router.bound(SELF, packet -> packet.readableBytes() > 1 && packet.getByte(packet.readerIndex() + 1) == (byte) 0xff,
      packet -> 0);
    router.coordinator(COORDINATOR);
  }

  private DatagramPacket inbound(InetSocketAddress from, String hex) {
    return router.inbound(new DatagramPacket(Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex)), SELF, from));
  }

  private void assertDropped(InetSocketAddress from, String hex) {
    ByteBuf content = Unpooled.buffer(16).writeBytes(ByteBufUtil.decodeHexDump(hex));
    assertNull(router.inbound(new DatagramPacket(content, SELF, from)));
    assertEquals(0, content.refCnt(), "not released");
  }

  private DatagramPacket outbound(InetSocketAddress to, String hex) {
    return router.outbound(new DatagramPacket(Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex)), to));
  }

  @Test
  void theCoordinatorsPacketsPassAsTheyAre() {
    DatagramPacket packet = inbound(COORDINATOR, "c0ffee");
    assertEquals(COORDINATOR, packet.sender());
    assertEquals("c0ffee", ByteBufUtil.hexDump(packet.content()));
    assertEquals("40aa", ByteBufUtil.hexDump(outbound(COORDINATOR, "40aa").content()));
  }

  @Test
  void nobodyElsesDo() {
    router.add(CHANNEL, true);
    assertDropped(STRANGER, "c0ffee");
    assertDropped(STRANGER, "05" + ID + "40ff");
    assertDropped(STRANGER, "06" + ID);
    assertDropped(new InetSocketAddress("192.0.2.1", 1720), "40");
    assertEquals(0, hints);
  }

  @Test
  void withoutACoordinatorNothingPasses() {
    Route route = router.add(CHANNEL, true);
    router.coordinator(null);
    assertDropped(COORDINATOR, "c0ffee");
    assertNull(outbound(route.virtualAddress(), "40"));
  }

  @Test
  void theInitiatorsWayThereAndBack() {
    Route route = router.add(CHANNEL, true);
    DatagramPacket sent = outbound(route.virtualAddress(), "40beef");
    assertEquals(COORDINATOR, sent.recipient());
    assertEquals("04" + ID + "40beef", ByteBufUtil.hexDump(sent.content()));
    sent.release();

    DatagramPacket received = inbound(COORDINATOR, "05" + ID + "40ffca");
    assertEquals(route.virtualAddress(), received.sender());
    assertEquals(SELF, received.recipient());
    assertEquals(0, received.content().readerIndex(), "QUIC drops others");
    assertEquals("40ffca", ByteBufUtil.hexDump(received.content()));

    assertDropped(COORDINATOR, "04" + ID + "40");
  }

  @Test
  void theAcceptorsWayThereAndBack() {
    Route route = router.add(CHANNEL, false);
    DatagramPacket sent = outbound(route.virtualAddress(), "40beef");
    assertEquals("05" + ID + "40beef", ByteBufUtil.hexDump(sent.content()));
    sent.release();
    assertEquals(route.virtualAddress(), inbound(COORDINATOR, "04" + ID + "40").sender());
    assertDropped(COORDINATOR, "05" + ID + "40ff");
  }

  @Test
  void aChannelToOneselfHasTwoEnds() {
    Route initiator = router.add(CHANNEL, true);
    Route acceptor = router.add(CHANNEL, false);
    assertNotEquals(initiator.virtualAddress(), acceptor.virtualAddress());
    assertEquals(initiator.virtualAddress(), inbound(COORDINATOR, "05" + ID + "40ff").sender());
    assertEquals(acceptor.virtualAddress(), inbound(COORDINATOR, "04" + ID + "40").sender());
    router.remove(initiator);
    assertDropped(COORDINATOR, "05" + ID + "40ff");
    assertEquals(acceptor.virtualAddress(), inbound(COORDINATOR, "04" + ID + "40").sender());
  }

  @Test
  void nobodyConnectsToWhoHasOpened() {
    router.add(CHANNEL, true);
    assertDropped(COORDINATOR, "05" + ID + "40");
    assertDropped(COORDINATOR, "05" + ID + "c00000");
    assertDropped(COORDINATOR, "c00000");
  }

  @Test
  void aChannelIsConnectedAFewTimesAtMost() {
    Route route = router.add(CHANNEL, false);
    for (int i = 0; i < 4; i++) {
      assertTrue(router.admits(route.virtualAddress()));
    }
    assertFalse(router.admits(route.virtualAddress()));
    assertFalse(router.admits(router.add(CHANNEL, true).virtualAddress()));
    assertFalse(router.admits(COORDINATOR));
  }

  @Test
  void aRemovedRouteHasNoWay() {
    Route route = router.add(CHANNEL, true);
    router.remove(route);
    ByteBuf content = Unpooled.wrappedBuffer(new byte[] {0x40});
    assertNull(router.outbound(new DatagramPacket(content, route.virtualAddress())), "not to 240.0.0.0");
    assertEquals(0, content.refCnt());
    assertDropped(COORDINATOR, "05" + ID + "40ff");
  }

  @Test
  void theCoordinatorMayMove() {
    Route route = router.add(CHANNEL, true);
    router.coordinator(STRANGER);
    DatagramPacket sent = outbound(route.virtualAddress(), "40");
    assertEquals(STRANGER, sent.recipient());
    sent.release();
    assertDropped(COORDINATOR, "05" + ID + "40ff");
    assertEquals(route.virtualAddress(), inbound(STRANGER, "05" + ID + "40ff").sender());
  }

  @Test
  void hintsCountForOwnChannelsOnly() {
    Route initiator = router.add(CHANNEL, true);
    assertDropped(COORDINATOR, "06" + ID);
    assertEquals(1, hints);
    assertDropped(COORDINATOR, "06" + "0000000000000000");
    assertEquals(1, hints);
    router.remove(initiator);
    assertDropped(COORDINATOR, "06" + ID);
    assertEquals(1, hints);
    router.add(CHANNEL, false);
    assertDropped(COORDINATOR, "06" + ID);
    assertEquals(2, hints);
  }

  @Test
  void whatIsNeitherQuicNorOursIsDropped() {
    router.add(CHANNEL, true);
    for (String hex : new String[] {"", "05", "05" + "01020304050607", "00" + ID, "07" + ID, "3f" + ID, "bf" + ID}) {
      assertDropped(COORDINATOR, hex);
    }
  }

  @Test
  void theAddressOfAChannelIsDescribed() {
    Route route = router.add(CHANNEL, true);
    assertSame(PathKind.RELAYED, route.describe().getKind());
    assertEquals("192.0.2.1:1719", route.describe().getRemoteAddress());
    router.coordinator(null);
    assertEquals("", route.describe().getRemoteAddress());
  }
}
