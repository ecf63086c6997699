package io.conec.impl.transport;

import io.conec.impl.util.RateLimit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Only {@link #pass} moves the clock. */
class TailLossProbeTest {

  private static final InetSocketAddress REMOTE = new InetSocketAddress("127.0.0.1", 1);

  private final EmbeddedChannel socket = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
  private TailLossProbe probe;

  @BeforeEach
  void create() {
    socket.freezeTime();
    probe = new TailLossProbe(socket.pipeline().firstContext(), REMOTE, () -> 0, new RateLimit(1000, System::nanoTime));
  }

  @AfterEach
  void end() {
    probe.end();
    socket.finishAndReleaseAll();
  }

  private static ByteBuf datagram(long content) {
    return Unpooled.buffer().writeLong(content);
  }

  private void send(long content) {
    ByteBuf datagram = datagram(content);
    probe.sent(datagram);
    datagram.release();
  }

  private void hear(long content) {
    ByteBuf datagram = datagram(content);
    probe.received(datagram);
    datagram.release();
  }

  private void pass(long millis) {
    for (long i = 0; i < millis; i++) {
      socket.advanceTimeBy(1, TimeUnit.MILLISECONDS);
      socket.runScheduledPendingTasks();
    }
  }

  /** @return how often that was sent again, and nothing else */
  private int repeated(long content) {
    int times = 0;
    for (DatagramPacket packet = socket.readOutbound(); packet != null; packet = socket.readOutbound()) {
      assertEquals(REMOTE, packet.recipient());
      assertEquals(content, packet.content().readLong());
      packet.release();
      times++;
    }
    return times;
  }

  /** @return how often anything was sent */
  private int repeatedOfAll() {
    int times = 0;
    for (DatagramPacket packet = socket.readOutbound(); packet != null; packet = socket.readOutbound()) {
      packet.release();
      times++;
    }
    return times;
  }

  /** As QUIC does when nothing is acknowledged. */
  private void timeOut(int times) {
    for (int i = 1; i <= times; i++) {
      pass(30L << (i - 1));
      send(i);
    }
  }

  @Test
  void whileQuicRepeatsItIsRepeatedMoreOften() {
    send(0);
    timeOut(6);
    assertTrue(repeatedOfAll() > 5);
    pass(1920);
    int times = repeated(6);
    assertTrue(times >= 4 && times <= 6, () -> times + " times");
  }

  @Test
  void whatComesEndsTheSilence() {
    send(0);
    timeOut(6);
    assertTrue(repeatedOfAll() > 0);
    hear(100);
    assertEquals(1, repeated(6));
    pass(10_000);
    assertNull(socket.readOutbound());
  }

  @Test
  void nothingIsRepeatedWhenAllIsAnswered() {
    for (int i = 1; i < 100; i++) {
      send(i);
      pass(40);
      hear(i);
    }
    pass(10_000);
    assertNull(socket.readOutbound());
  }

  /** A datagram with only an acknowledgement is not answered. */
  @Test
  void oneThatQuicDoesNotRepeatMayNeedNoAnswer() {
    hear(100);
    send(1);
    pass(1);
    send(2);
    pass(10_000);
    assertNull(socket.readOutbound());
  }

  @Test
  void whenQuicGivesUpSoDoesThis() {
    send(0);
    timeOut(6);
    pass(4 * 1890);
    assertTrue(repeatedOfAll() > 0);
    pass(10_000);
    assertNull(socket.readOutbound());
  }

  /** The other side repeats what was answered: the answer was lost. */
  @Test
  void whatComesAgainIsAnsweredAgain() {
    hear(7);
    send(1);
    for (int i = 0; i < 100; i++) {
      pass(100);
      hear(7);
    }
    assertEquals(16, repeated(1));
    hear(8);
    pass(100);
    hear(8);
    assertEquals(1, repeated(1));
  }

  @Test
  void whatTheNetworkDoublesIsNotAnswered() {
    hear(7);
    send(1);
    pass(1);
    hear(7);
    assertNull(socket.readOutbound());
  }

  @Test
  void aMoveIsFollowed() {
    InetSocketAddress next = new InetSocketAddress("127.0.0.1", 2);
    hear(7);
    send(1);
    probe.moved(next);
    pass(100);
    hear(7);
    DatagramPacket packet = socket.readOutbound();
    assertEquals(next, packet.recipient());
    packet.release();
  }
}
