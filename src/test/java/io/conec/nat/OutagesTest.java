package io.conec.nat;

import io.conec.PathKind;
import io.conec.PathPolicy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import static io.conec.nat.Times.millis;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What links, Coordinators and processes do when they stop working for a while, with the options that users have who
 * set none: no channel ends, and data flows soon after everything is back.
 */
@Tag("timing")
class OutagesTest {

  /** From the end of an outage until data arrives. */
  private static final long MAX_DELAY = TimeUnit.MILLISECONDS.toNanos(1200);
  private static final int MESSAGE_SIZE = 1024;
  /** Fills packets. */
  private static final int LARGE_MESSAGE_SIZE = 8 * 1024;
  private static final long PACE = 400_000;
  private static final EventTable TABLE = new EventTable();

  private static final SharedSession SHARED =
    new SharedSession(() -> LiveSession.emulated(LabNode.clientOptions()));
  private static LiveSession session;

  @BeforeEach
  void start() {
    session = SHARED.take();
  }

  @AfterAll
  static void report() throws IOException {
    SHARED.close();
    TABLE.write("nat-outages.adoc", "");
  }

  private static void relayed(int messageSize) {
    session.open(PathPolicy.RELAY_ONLY);
    session.transfer(messageSize, PACE, PACE);
  }

  private static void direct(int messageSize) {
    session.openDirect();
    session.transfer(messageSize, PACE, PACE);
  }

  /** What begins and ends. */
  private interface Action {
    void run();
  }

  /** Nothing can arrive between the two. */
  private static void outage(String event, Action begin, Duration duration, Action end) {
    outage(event, begin, duration, end, MAX_DELAY);
  }

  private static void outage(String event, Action begin, Duration duration, Action end, long maxDelay) {
    long start = System.nanoTime();
    begin.run();
    Times.pass(duration);
    end.run();
    long outage = System.nanoTime() - start;
    String row = event + ", " + duration.toSeconds() + " s";
    check(row, start, outage, maxDelay);
    TABLE.row(row).outage(outage);
  }

  private static void check(String event, long start, long outage, long maxDelay) {
    session.firstMessageAfter(start + outage);
    session.awaitSome();
    long gap = session.largestGap(start, System.nanoTime());
    TABLE.row(event).checked(finish()).gap(gap);
    assertTrue(gap <= outage + maxDelay, event + ": " + millis(gap) + ", outage " + millis(outage));
  }

  private static long finish() {
    return SHARED.finish(() -> {
      session.nearLink.set(LinkConditions.PERFECT);
      session.coordinatorLink.set(LinkConditions.PERFECT);
    });
  }

  @EventTest(seconds = 2, tableSeconds = {10, 18, 25})
  void theRelayIsUnreachable(Duration duration) {
    relayed(MESSAGE_SIZE);
    outage("relay unreachable", () -> session.coordinatorLink.set(LinkConditions.DOWN), duration,
      () -> session.coordinatorLink.set(LinkConditions.PERFECT));
  }

  @EventTest(seconds = 2, tableSeconds = {18, 25})
  void theUplinkIsDown(Duration duration) {
    direct(MESSAGE_SIZE);
    outage("WAN link down", () -> session.nearLink.set(LinkConditions.DOWN), duration,
      () -> session.nearLink.set(LinkConditions.PERFECT));
  }

  /** It takes the default route as OpenVPN does, and answers nothing. */
  @EventTest(seconds = 2, tableSeconds = 8)
  void aVpnTakesTheDefaultRoute(Duration duration) {
    direct(MESSAGE_SIZE);
    outage("VPN takes the default route", () -> session.nearHost.run("""
      ip link add vpn type veth peer name nobody
      ip link set nobody up
      ip link set vpn arp off up
      ip addr add 10.8.0.2/24 dev vpn
      ip route add 0.0.0.0/1 dev vpn
      ip route add 128.0.0.0/1 dev vpn
      """), duration, () -> session.nearHost.run("ip link del vpn"));
  }

  @EventTest(tableSeconds = 6)
  @EnabledIfSystemProperty(named = Report.PROPERTY, matches = Report.UPDATED)
  void theCoordinatorOfADirectChannelIsKilled(Duration duration) {
    direct(MESSAGE_SIZE);
    long start = System.nanoTime();
    session.killCoordinator();
    Times.pass(duration);
    session.restartCoordinator();
    check("Coordinator killed, direct, " + duration.toSeconds() + " s", start, 0, MAX_DELAY);
  }

  @EventTest(tableSeconds = 25)
  @EnabledIfSystemProperty(named = Report.PROPERTY, matches = Report.UPDATED)
  void aProcessIsStopped(Duration duration) {
    direct(MESSAGE_SIZE);
    outage("process stopped, direct", session.near::pause, duration, session.near::resume);
  }

  @EventTest(tableSeconds = 10)
  @EnabledIfSystemProperty(named = Report.PROPERTY, matches = Report.UPDATED)
  void aProcessOfARelayedChannelIsStopped(Duration duration) {
    relayed(MESSAGE_SIZE);
    outage("process stopped, relayed", session.near::pause, duration, session.near::resume);
  }

  @EventTest
  @EnabledIfSystemProperty(named = Report.PROPERTY, matches = Report.UPDATED)
  void theMtuOfADirectPathDrops() {
    direct(LARGE_MESSAGE_SIZE);
    long start = System.nanoTime();
    session.nearLink.set(LinkConditions.PERFECT.mtu(1280));
    check("MTU drops to 1280, direct", start, 0, MAX_DELAY);
  }

  @EventTest
  @EnabledIfSystemProperty(named = Report.PROPERTY, matches = Report.UPDATED)
  void theMtuOfARelayDrops() {
    relayed(LARGE_MESSAGE_SIZE);
    long start = System.nanoTime();
    session.coordinatorLink.set(LinkConditions.PERFECT.mtu(1280));
    check("MTU drops to 1280, relayed", start, 0, MAX_DELAY);
  }

  /** A middlebox that lets probes pass, but not QUIC. */
  @EventTest
  void shortHeadersAreDropped() {
    direct(MESSAGE_SIZE);
    long start = System.nanoTime();
    session.nearLink.set(LinkConditions.PERFECT.withoutShortHeaders(session.farHost.publicAddress()));
    session.awaitPath(PathKind.RELAYED);
    check("QUIC's short headers dropped", start, 0, MAX_DELAY);
  }

  @EventTest(tableSeconds = 6)
  @EnabledIfSystemProperty(named = Report.PROPERTY, matches = Report.UPDATED)
  void theCoordinatorOfARelayedChannelIsKilled(Duration duration) {
    relayed(MESSAGE_SIZE);
    outage("Coordinator killed, relayed", session::killCoordinator, duration, session::restartCoordinator,
      MAX_DELAY);
  }

  /** The queue is one of 8 seconds. */
  @EventTest(seconds = 3, tableSeconds = 16)
  void aQueueFills(Duration duration) {
    session.openDirect();
    session.nearLink.set(LinkConditions.PERFECT.rate(1_000_000, 1_000_000));
    session.near.transfer(session.far, LARGE_MESSAGE_SIZE, 0, LARGE_MESSAGE_SIZE);
    long start = System.nanoTime();
    Times.pass(duration);
    long end = System.nanoTime();
    assertEquals(List.of(), session.pathEvents(start));
    session.nearLink.set(LinkConditions.PERFECT);
    long gap = session.far.largestGap(start, end);
    TABLE.row("1 Mbit/s with a full queue of 1 MB").checked(finish()).gap(gap);
    assertTrue(gap <= MAX_DELAY, millis(gap));
  }
}
