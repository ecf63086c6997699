package io.conec.impl.path;

import io.conec.impl.wire.RelayFragment;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.socket.DatagramPacket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RelayFragmentsTest {

  private static final InetSocketAddress COORDINATOR = new InetSocketAddress("192.0.2.1", 1719);
  private static final Prober NOT_READY = new Prober(null, new byte[32], new byte[32], null, null);
  private static final int RELAY_HEADER = 9;
  private static final int SHORTEST_RELAYED = RELAY_HEADER + 1200;

  private final Random random = new Random(7);
  private final List<ByteBuf> buffers = new ArrayList<>();
  private final RelayReassembler reassembler = new RelayReassembler(65_498);

  @AfterEach
  void release() {
    buffers.forEach(ByteBuf::release);
  }

  private byte[] datagram(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    bytes[0] = 0x40;
    return bytes;
  }

  /** A relayed path that sends all long datagrams in fragments; the relay headers are removed. */
  private final class Sender {
    private final List<ByteBuf> sent = new ArrayList<>();
    private final RelayedPath path =
      new RelayedPath((byte) 4, 1, () -> COORDINATOR, fragment -> sent.add(fragment.content()));

    Sender(int quicSize) {
      RelayPmtuMonitor monitor = new RelayPmtuMonitor(null, NOT_READY, new Route(COORDINATOR, 1, true, path), () ->
        quicSize);
      monitor.pathLeft();
      path.pmtuMonitor(monitor);
    }

    List<ByteBuf> send(byte[] datagram) {
      sent.clear();
      sent.add(path.outbound(new DatagramPacket(Unpooled.wrappedBuffer(datagram), COORDINATOR)).content());
      buffers.addAll(sent);
      return sent.stream().map(relayed -> {
        assertTrue(relayed.readableBytes() <= SHORTEST_RELAYED || sent.size() == 1);
        return relayed.skipBytes(RELAY_HEADER);
      }).toList();
    }
  }

  private ByteBuf join(List<ByteBuf> received) {
    ByteBuf whole = null;
    for (ByteBuf fragment : received) {
      assertNull(whole, "too early");
      assertTrue(RelayFragment.isPresent(fragment));
      whole = reassembler.add(fragment);
    }
    return whole;
  }

  @Test
  void partsInAnyOrderMakeTheDatagram() {
    Sender sender = new Sender(65_498);
    for (int length : new int[] {1201, 1350, 2390, 2391, 9000, 65_498}) {
      byte[] datagram = datagram(length);
      List<ByteBuf> sent = new ArrayList<>(sender.send(datagram));
      assertEquals((length + 1194) / 1195, sent.size());
      Collections.shuffle(sent, random);
      ByteBuf whole = join(sent);
      assertEquals(0, whole.readerIndex(), "QUIC drops others");
      assertArrayEquals(datagram, ByteBufUtil.getBytes(whole));
      whole.release();
    }
  }

  @Test
  void shortDatagramsAndThoseThatTryASizeAreSentWhole() {
    Sender sender = new Sender(1300);
    for (int length : new int[] {20, 1200, 1301, 1350}) {
      byte[] datagram = datagram(length);
      assertArrayEquals(datagram, ByteBufUtil.getBytes(sender.send(datagram).get(0)));
      assertEquals(1, sender.sent.size());
    }
    assertEquals(2, sender.send(datagram(1300)).size());
  }

  @Test
  void aPartThatComesTwiceCountsOnce() {
    List<ByteBuf> sent = new Sender(1350).send(datagram(1350));
    assertNull(reassembler.add(sent.get(0)));
    assertNull(reassembler.add(sent.get(0)));
    ByteBuf whole = reassembler.add(sent.get(1));
    assertEquals(1350, whole.readableBytes());
    whole.release();
  }

  @Test
  void eightDatagramsWaitForParts() {
    Sender sender = new Sender(1350);
    List<List<ByteBuf>> datagrams = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      datagrams.add(List.copyOf(sender.send(datagram(1350))));
      assertNull(reassembler.add(datagrams.get(i).get(0)));
    }
    for (int i = 1; i < 9; i++) {
      ByteBuf whole = reassembler.add(datagrams.get(i).get(1));
      assertNotNull(whole, "datagram " + i);
      whole.release();
    }
    assertNull(reassembler.add(datagrams.get(0).get(1)), "the oldest was given up");
  }

  private static ByteBuf fragment(int number, int index, int count, int bytes) {
    ByteBuf fragment = Unpooled.buffer();
    RelayFragment.write(fragment, number, index, count);
    return fragment.writeZero(bytes);
  }

  @Test
  void whatDoesNotFitTogetherIsLost() {
    RelayReassembler small = new RelayReassembler(2000);
    assertNull(small.add(fragment(1, 0, 2, 1000)));
    assertNull(small.add(fragment(1, 1, 3, 1000)), "another count");
    assertNull(small.add(fragment(1, 1, 2, 1000)));
    assertNull(small.add(fragment(2, 0, 2, 1100)));
    assertNull(small.add(fragment(2, 1, 2, 1100)), "longer than a datagram may be");
    small.add(fragment(3, 0, 2, 1000));
    ByteBuf whole = small.add(fragment(3, 1, 2, 1000));
    assertEquals(2000, whole.readableBytes());
    whole.release();
  }

  @Test
  void onlyTrueForms() {
    assertTrue(RelayFragment.isPresent(fragment(65_535, 1, 2, 1195)));
    assertFalse(RelayFragment.isPresent(fragment(1, 1, 2, 1196)), "longer than a fragment may be");
    assertFalse(RelayFragment.isPresent(fragment(1, 1, 2, 0)));
    assertFalse(RelayFragment.isPresent(fragment(1, 2, 2, 1)));
    assertFalse(RelayFragment.isPresent(fragment(1, 0, 1, 1)), "that is no fragment");
    assertFalse(RelayFragment.isPresent(fragment(1, 0, 0, 1)));
    assertFalse(RelayFragment.isPresent(Unpooled.wrappedBuffer(new byte[] {0x40, 0, 1, 0, 2, 1})));
    assertFalse(RelayFragment.isPresent(Unpooled.EMPTY_BUFFER));
  }
}
