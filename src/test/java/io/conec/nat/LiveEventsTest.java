package io.conec.nat;

import io.conec.PathKind;
import io.conec.PathOptions;
import io.conec.PathPolicy;
import io.conec.nat.LabNode.PathEvent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static io.conec.nat.Times.max;
import static io.conec.nat.Times.median;
import static io.conec.nat.Times.millis;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What happens to networks while messages travel: none of them may be lost, repeated, reordered or changed. */
@Tag("timing")
class LiveEventsTest {

  private static final long MAX_GAP = TimeUnit.SECONDS.toNanos(1);
  /** An attempt that began too early takes 3 s, and the pause before the next one at most 2 s. */
  private static final long MAX_RECONNECT = TimeUnit.SECONDS.toNanos(5);
  private static final int BLOCKS = Report.UPDATE ? 5 : 3;
  private static final int SWITCH_PAIRS = Report.UPDATE ? 10 : 4;
  private static final EventTable TABLE = new EventTable();
  private static final SharedSession SHARED = new SharedSession(() -> new LiveSession(quick()));
  /** The gaps in undisturbed transfers. */
  private static final List<Long> USUAL = new ArrayList<>();

  static PathOptions quick() {
    return new PathOptions().setRetryDelay(Duration.ofMillis(100)).setMaxRetryDelay(Duration.ofMillis(200));
  }

  private static long finish(LiveSession session) {
    return SHARED.finish(session.lab::unblock);
  }

  @AfterAll
  static void report() throws IOException {
    SHARED.close();
    TABLE.write("nat-events.adoc", USUAL.isEmpty() ? "" : """
      Direct path unblocked: the gap that the receiver sees in the 50 ms around the moment when the sender takes the
      direct path. In other 50 ms on the direct path of the same transfer it is %s in the median,
      and at most %s.""".formatted(millis(median(USUAL)), millis(max(USUAL))));
  }

  @EventTest
  void theDirectPathIsBlockedAndUnblocked() {
    LiveSession session = SHARED.take();
    session.openDirect();
    session.transfer();
    Gaps gaps = new Gaps(session);
    for (int i = 0; i < BLOCKS; i++) {
      gaps.switchBothWays();
      gaps.watchWhatIsUsual();
    }
    long messages = finish(session);
    TABLE.row("direct path blocked").checked(messages).gaps(gaps.fallBacks());
    TABLE.row("direct path unblocked").checked(messages).gaps(gaps.upgrades()).direct(gaps.waits());
    USUAL.addAll(gaps.usual());
    assertTrue(max(gaps.fallBacks()) <= MAX_GAP, millis(max(gaps.fallBacks())));
    gaps.assertUpgradesUnnoticed();
  }

  @EventTest
  void switchesUnderFullLoad() {
    LiveSession session = SHARED.take();
    session.openDirect();
    session.transferAtFullLoad();
    Gaps gaps = new Gaps(session);
    long start = System.nanoTime();
    for (int i = 0; i < SWITCH_PAIRS; i++) {
      gaps.switchBothWays();
    }
    assertTrue(session.pathEvents(start).size() >= 4 * SWITCH_PAIRS);
    assertTrue(session.near.statistics(session.far).getSwitches() >= 2 * SWITCH_PAIRS);
    TABLE.row(2 * SWITCH_PAIRS
      + " switches under full load").checked(finish(session)).gaps(gaps.fallBacks()).direct(gaps.waits());
    assertTrue(max(gaps.fallBacks()) <= MAX_GAP, millis(max(gaps.fallBacks())));
    assertTrue(median(gaps.upgrades()) <= MAX_GAP, millis(median(gaps.upgrades())));
  }

  @EventTest
  void theDirectPathIsBlockedInOneDirection() {
    LiveSession session = SHARED.take();
    session.openDirect();
    session.transfer();
    long blocked = System.nanoTime();
    session.lab.blockOneWay(session.nearHost, session.farHost);
    session.near.awaitPath(session.far, PathKind.RELAYED, blocked);
    session.awaitSome();
    long gap = session.largestGap(blocked, System.nanoTime());
    long unblocked = System.nanoTime();
    session.lab.unblock();
    long direct = session.near.awaitPath(session.far, PathKind.DIRECT, unblocked).at();
    session.awaitSome();
    TABLE.row("direct path blocked in one direction").checked(finish(session)).gap(gap).direct(direct - unblocked);
    assertTrue(gap <= MAX_GAP, millis(gap));
  }

  @EventTest
  void theNatForgetsItsConnections() {
    survives("conntrack flush", session -> session.nearNat.flush());
  }

  @EventTest
  void theNatTakesNewExternalPorts() {
    survives("new external ports", session -> session.nearNat.newPorts());
  }

  @EventTest
  void theClientIsRenumbered() {
    survives("client renumbered", session -> session.nearHost.renumber(), LiveEventsTest::assertCoordinatorKept);
  }

  @EventTest
  void theClientRoamsToAnotherUplink() {
    NatType other = NatType.ADDRESS_RESTRICTED;
    survives("client roams to another uplink", session -> session.nearHost.roam(session.lab.nat("other-nat", other)),
      LiveEventsTest::assertCoordinatorKept);
    // Other tests expect the host behind its first NAT.
    SHARED.close();
  }

  private interface Event {
    void happens(LiveSession session);
  }

  private interface Check {
    void check(LiveSession session, long start);
  }

  private static void survives(String name, Event event) {
    survives(name, event, (session, start) -> { });
  }

  /** After the event the address that the far side sends to is another one. */
  private static void survives(String name, Event event, Check check) {
    LiveSession session = SHARED.take();
    session.openDirect();
    session.transfer();
    PathEvent before = session.far.lastPath(session.near, PathKind.DIRECT);
    long start = System.nanoTime();
    event.happens(session);
    long done = System.nanoTime();
    long direct = session.awaitOtherDirect(before);
    session.awaitSome();
    long gap = session.largestGap(start, System.nanoTime());
    check.check(session, start);
    TABLE.row(name).checked(finish(session)).gap(gap).direct(direct - done);
    assertTrue(gap <= MAX_GAP + done - start, millis(gap) + " of which the event took " + millis(done - start));
  }

  /** The relay works, over a connection that lived on or was replaced at once. */
  private static void assertCoordinatorKept(LiveSession session, long start) {
    session.lab.block(session.nearHost, session.farHost);
    session.awaitPath(PathKind.RELAYED);
    session.awaitSome();
    session.near.assertBackWithin(MAX_GAP, start);
  }

  @EventTest
  void theClientOfARelayedChannelIsRenumbered() {
    LiveSession session = SHARED.take();
    session.open(PathPolicy.RELAY_ONLY);
    session.transfer();
    long start = System.nanoTime();
    session.nearHost.renumber();
    long done = System.nanoTime();
    session.near.firstMessageAfter(done);
    session.awaitSome();
    long gap = session.largestGap(start, System.nanoTime());
    session.near.assertBackWithin(MAX_GAP, start);
    assertEquals(List.of(), session.pathEvents(start));
    TABLE.row("client of a relayed channel renumbered").checked(finish(session)).gap(gap).direct("never");
    assertTrue(gap <= MAX_GAP + done - start, millis(gap) + " of which the event took " + millis(done - start));
  }

  @EventTest
  void theInterfaceGoesDownAndUp() {
    LiveSession session = SHARED.take();
    session.openDirect();
    session.transfer();
    long down = System.nanoTime();
    session.nearHost.down();
    session.awaitPath(PathKind.RELAYED);
    session.nearHost.up();
    long up = System.nanoTime();
    long direct = session.awaitPath(PathKind.DIRECT);
    session.awaitSome();
    long gap = session.largestGap(down, System.nanoTime());
    TABLE.row("interface down, then up").checked(finish(session)).outage(up - down).gap(gap).direct(direct - up);
    assertTrue(gap <= up - down + MAX_GAP, millis(gap) + ", outage " + millis(up - down));
  }

  @EventTest
  void theCoordinatorOfARelayedTransferIsRestarted() {
    LiveSession session = SHARED.take();
    session.open(PathPolicy.RELAY_ONLY);
    session.transfer();
    long killed = System.nanoTime();
    session.killCoordinator();
    session.restartCoordinator();
    long back = System.nanoTime();
    session.firstMessageAfter(back);
    session.awaitSome();
    long gap = session.largestGap(killed, System.nanoTime());
    assertEquals(PathKind.RELAYED, session.near.path(session.far));
    assertEquals(0, session.near.statistics(session.far).getDirectBytesSent());
    TABLE.row("Coordinator of a relayed channel restarted").checked(finish(session))
      .outage(back - killed).gap(gap).direct("never");
    assertTrue(gap <= back - killed + MAX_RECONNECT, millis(gap) + ", outage " + millis(back - killed));
  }
}
