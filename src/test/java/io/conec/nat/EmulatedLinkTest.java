package io.conec.nat;

import io.conec.nat.Udp.Datagram;
import io.conec.nat.Udp.Socket;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The emulator of links itself: what it does to packets, measured from outside. */
@Tag("timing")
class EmulatedLinkTest {

  private static final int UDP_IPV4_HEADERS = 28;
  private static final int MANY = 200;
  private static final Duration DELAY = Duration.ofMillis(30);
  /** A thread may have to wait for a processor; the quickest of several datagrams has hardly waited. */
  private static final long TOLERANCE = TimeUnit.MILLISECONDS.toNanos(10);
  /** Latin letters look like the first byte of a short header of QUIC, others like that of a long one. */
  private static final String SHORT_HEADER = "s %d";
  private static final String LONG_HEADER = "\u00e4 %d";

  private static Lab lab;
  private static Udp near;
  private static Udp far;
  private static EmulatedLink link;

  private Socket here;
  private Socket there;

  @BeforeAll
  static void build() {
    lab = LabSupport.lab();
    Host farHost = lab.publicHost("far");
    link = lab.emulate(farHost);
    near = new Udp(lab.publicHost("near"));
    far = new Udp(farHost);
  }

  @AfterAll
  static void close() {
    if (near != null) {
      near.close();
      far.close();
    }
    if (lab != null) {
      lab.close();
    }
  }

  @BeforeEach
  void open() {
    link.set(LinkConditions.PERFECT);
    here = near.open();
    there = far.open();
    there.receive(here.send(there.own()));
    here.receive(there.send(here.own()));
  }

  /** How long each has taken, when they were sent one after the other. */
  private static long[] transitTimes(Socket from, Socket to) {
    return LongStream.range(0, 20).map(i -> {
      long sent = from.send(to.own(), "single " + i, 1);
      to.receive("single " + i);
      return to.received().get(to.received().size() - 1).at() - sent;
    }).toArray();
  }

  /** Send many at once, and wait until each has come or is lost. @return what has come of them */
  private List<Datagram> burst(String format, int count) {
    long before = link.toHost().dropped();
    int already = there.received().size();
    here.send(there.own(), format, count);
    Awaitility.await().until(() -> there.received().size() - already + link.toHost().dropped() - before >= count);
    return there.received().subList(already, there.received().size());
  }

  private static List<Integer> numbers(List<Datagram> datagrams) {
    return datagrams.stream().map(datagram -> Integer.parseInt(datagram.text().split(" +")[1])).toList();
  }

  @Test
  void delaysEachDirectionByItself() {
    link.setToHost(LinkConditions.PERFECT.delay(DELAY));
    long least = LongStream.of(transitTimes(here, there)).min().orElseThrow();
    assertTrue(least >= DELAY.toNanos() && least < DELAY.toNanos() + TOLERANCE, Times.millis(least));
    long back = LongStream.of(transitTimes(there, here)).min().orElseThrow();
    assertTrue(back < TOLERANCE, Times.millis(back));
  }

  @Test
  void jitterIsDifferentForEachAndKeepsTheOrder() {
    link.set(LinkConditions.PERFECT.delay(DELAY).jitter(DELAY));
    long[] times = transitTimes(here, there);
    long least = LongStream.of(times).min().orElseThrow();
    assertTrue(least >= DELAY.toNanos(), Times.millis(least));
    long beyond = LongStream.of(times).max().orElseThrow() - least;
    assertTrue(beyond > DELAY.toNanos() / 4, Times.millis(beyond));
    List<Integer> numbers = numbers(burst(SHORT_HEADER, MANY));
    assertEquals(MANY, numbers.size());
    assertEquals(numbers.stream().sorted().toList(), numbers);
  }

  @Test
  void losesItsPart() {
    link.setToHost(LinkConditions.PERFECT.loss(0.2));
    int received = burst(SHORT_HEADER, MANY).size();
    assertTrue(received > 0.7 * MANY && received < 0.9 * MANY, received + " of " + MANY);
  }

  @Test
  void letsSomeOvertakeOthers() {
    link.set(LinkConditions.PERFECT.reordering(0.1, Duration.ofMillis(20)));
    List<Integer> numbers = numbers(burst(SHORT_HEADER, MANY));
    assertEquals(MANY, numbers.size());
    assertNotEquals(numbers.stream().sorted().toList(), numbers);
  }

  @Test
  void aBottleneckHasARateAndAQueue() {
    int packet = 1000;
    long millisEach = 8;
    link.set(LinkConditions.PERFECT.rate(1_000_000, 10 * packet));
    List<Datagram> received = burst("s %02d " + "-".repeat(packet - UDP_IPV4_HEADERS - 5), 100);
    int count = received.size();
    assertTrue(count >= 10 && count < 100, count + " passed");
    assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), numbers(received).subList(0, 10));
    long time = received.get(9).at() - received.get(0).at();
    long expected = TimeUnit.MILLISECONDS.toNanos(9 * millisEach);
    assertTrue(Math.abs(time - expected) < 3 * TOLERANCE, Times.millis(time));
  }

  @Test
  void longerPacketsVanish() {
    int mtu = 1280;
    link.setToHost(LinkConditions.PERFECT.mtu(mtu));
    String fits = "f".repeat(mtu - UDP_IPV4_HEADERS);
    assertEquals(1, burst(fits, 1).size());
    assertEquals(List.of(), burst(fits + "f", 1));
    here.receive(there.send(here.own()));
  }

  @Test
  void nothingPassesWhileItIsDown() {
    link.set(LinkConditions.PERFECT.delay(DELAY));
    String underWay = here.send(there.own());
    link.set(LinkConditions.DOWN);
    assertEquals(List.of(), burst(SHORT_HEADER, 10));
    link.set(LinkConditions.PERFECT);
    there.receive(here.send(there.own()));
    assertFalse(there.hasReceived(underWay));
  }

  @Test
  void shortHeadersOfOneAddressVanish() {
    link.setToHost(LinkConditions.PERFECT.withoutShortHeaders(here.own().address()));
    assertEquals(List.of(), burst(SHORT_HEADER, 1));
    assertEquals(1, burst(LONG_HEADER, 1).size());
    link.setToHost(LinkConditions.PERFECT.withoutShortHeaders(lab.coordinator().address()));
    assertEquals(1, burst(SHORT_HEADER, 1).size());
  }
}
