package io.conec.nat;

import io.conec.PathKind;
import io.conec.PathOptions;
import io.conec.PathPolicy;
import io.conec.PathStatistics;
import io.conec.nat.LabNode.PathEvent;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import static io.conec.nat.Times.millis;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What happens to networks while messages travel: none of them may be lost, repeated, reordered or changed. */
class LiveEventsTest {

  private static final long MAX_GAP = TimeUnit.SECONDS.toNanos(1);
  /** What a direct transfer may pause on a busy machine when nothing happens to its path. */
  private static final long UNDISTURBED_GAP = TimeUnit.MILLISECONDS.toNanos(500);
  /** An attempt that began too early takes 3 s, and the pause before the next one at most 2 s. */
  private static final long MAX_RECONNECT = TimeUnit.SECONDS.toNanos(5);
  /** As rare as keep-alives of the connections to the Coordinator can be. */
  private static final Duration RARELY = Duration.ofSeconds(10);
  private static final int BLOCKS = 5;
  private static final int SWITCH_PAIRS = 10;
  private static final String NONE = "";
  private static final Map<String, List<String>> ROWS = new TreeMap<>();

  private static PathOptions quick() {
    return new PathOptions().setRetryDelay(Duration.ofMillis(100)).setMaxRetryDelay(Duration.ofMillis(200));
  }

  private static void row(String event, LiveSession session, String gap, String direct) {
    ROWS.put(event, List.of(event, Long.toString(session.received()), "0", gap, direct));
  }

  @AfterAll
  static void report() throws IOException {
    if (ROWS.isEmpty()) {
      return;
    }
    Report report = new Report("nat-events.md");
    report.header(List.of("event", "messages", "lost, repeated, reordered or changed", "longest gap", "direct after"));
    ROWS.values().forEach(report::row);
    report.note("""
      Direct path unblocked: the gap that the receiver sees in the 50 ms around the moment when the sender takes the
      direct path. Usual: the same in other 50 ms on the direct path of the same transfer. Round trip: on the relayed
      path.""");
    report.write();
  }

  @Test
  void theDirectPathIsBlockedAndUnblocked() {
    try (LiveSession session = new LiveSession(quick())) {
      session.openDirect();
      session.transfer();
      Gaps gaps = new Gaps(session);
      for (int i = 0; i < BLOCKS; i++) {
        gaps.switchBothWays();
        gaps.watchWhatIsUsual();
      }
      session.finish();
      row("direct path blocked", session, gaps.fallBacks(), NONE);
      row("direct path unblocked", session, gaps.upgrades(), gaps.waits());
      assertTrue(gaps.largestFallBack() <= MAX_GAP, gaps.fallBacks());
      gaps.assertUpgradesUnnoticed();
    }
  }

  @Test
  void twentySwitchesUnderFullLoad() {
    try (LiveSession session = new LiveSession(quick())) {
      session.openDirect();
      session.transferAtFullLoad();
      Gaps gaps = new Gaps(session);
      long start = System.nanoTime();
      for (int i = 0; i < SWITCH_PAIRS; i++) {
        gaps.switchBothWays();
      }
      assertTrue(session.pathEvents(start).size() >= 4 * SWITCH_PAIRS);
      assertTrue(session.near.statistics(session.far).getSwitches() >= 2 * SWITCH_PAIRS);
      session.finish();
      row("20 switches under full load", session, gaps.fallBacks(), gaps.waits());
      assertTrue(gaps.largestFallBack() <= MAX_GAP, gaps.fallBacks());
      assertTrue(gaps.medianUpgrade() <= MAX_GAP, gaps.upgrades());
    }
  }

  @Test
  void theDirectPathIsBlockedInOneDirection() {
    try (LiveSession session = new LiveSession(quick())) {
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
      session.finish();
      row("direct path blocked in one direction", session, millis(gap), millis(direct - unblocked));
      assertTrue(gap <= MAX_GAP, millis(gap));
    }
  }

  @Test
  void theNatForgetsItsConnections() {
    survives("conntrack flush", session -> session.nearNat.flush());
  }

  @Test
  void theNatTakesNewExternalPorts() {
    survives("new external ports", session -> session.nearNat.newPorts());
  }

  @Test
  void theClientIsRenumbered() {
    survives("client renumbered", session -> session.nearHost.renumber(), LiveEventsTest::assertCoordinatorKept);
  }

  @Test
  void theClientRoamsToAnotherUplink() {
    NatType other = NatType.ADDRESS_RESTRICTED;
    survives("client roams to another uplink", session -> session.nearHost.roam(session.lab.nat("other-nat", other)),
      LiveEventsTest::assertCoordinatorKept);
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
    try (LiveSession session = new LiveSession(quick())) {
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
      session.finish();
      row(name, session, millis(gap), millis(direct - done));
      assertTrue(gap <= MAX_GAP + done - start, millis(gap) + " of which the event took " + millis(done - start));
    }
  }

  /** The relay works, over a connection that lived on or was replaced at once. */
  private static void assertCoordinatorKept(LiveSession session, long start) {
    session.lab.block(session.nearHost, session.farHost);
    session.awaitPath(PathKind.RELAYED);
    session.awaitSome();
    session.near.assertBackWithin(MAX_GAP, start);
  }

  @Test
  void theClientOfARelayedChannelIsRenumbered() {
    try (LiveSession session = new LiveSession(quick())) {
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
      session.finish();
      row("client of a relayed channel renumbered", session, millis(gap), "never");
      assertTrue(gap <= MAX_GAP + done - start, millis(gap) + " of which the event took " + millis(done - start));
    }
  }

  @Test
  void theInterfaceGoesDownAndUp() {
    try (LiveSession session = new LiveSession(quick())) {
      session.openDirect();
      session.transfer();
      long down = System.nanoTime();
      session.nearHost.down();
      session.awaitPath(PathKind.RELAYED);
      session.nearHost.up();
      long up = System.nanoTime();
      long direct = session.awaitPath(PathKind.DIRECT);
      session.awaitSome();
      long gap = session.firstMessageAfter(up);
      session.finish();
      row("interface down, then up", session, millis(gap) + " from when it is up", millis(direct - up));
      assertTrue(gap <= MAX_GAP, millis(gap));
    }
  }

  /** The keep-alives are too rare for the NAT of the near side: not even the Coordinator reaches it any more. */
  @Test
  void theMappingsOfAnIdlePathTimeOut() {
    try (LiveSession session = new LiveSession(LabNode.clientOptions()
      .setKeepAliveInterval(RARELY).setPathOptions(quick().setKeepAliveInterval(Duration.ofHours(1))))) {
      session.nearNat.mappingTimeouts(2, 4);
      session.openDirect();
      Awaitility.await("time-out").atMost(AgentProcess.DEADLINE).until(() ->
        session.nearNat.flowsWith(session.farHost) + session.nearNat.flowsWith(session.lab.coordinator()) == 0);
      PathEvent before = session.far.lastPath(session.near, PathKind.DIRECT);
      long start = System.nanoTime();
      session.transfer();
      long first = session.firstMessageAfter(start);
      long direct = session.awaitOtherDirect(before);
      session.awaitSome();
      session.finish();
      row("NAT time-out while idle", session, millis(first) + " until the first message", millis(direct - start));
      // The transfer begins with opening a stream, which takes a round trip of its own.
      assertTrue(first <= 2 * MAX_GAP, millis(first));
    }
  }

  /** Not those of the connections to the Coordinator: their mappings are gone before. */
  @Test
  void keepAlivesKeepTheMappingsOfAnIdlePath() {
    try (LiveSession session = new LiveSession(LabNode.clientOptions()
      .setKeepAliveInterval(RARELY).setPathOptions(quick().setKeepAliveInterval(Duration.ofMillis(300))))) {
      session.nearNat.mappingTimeouts(2, 3);
      session.farNat.mappingTimeouts(2, 3);
      session.openDirect();
      PathStatistics before = session.near.statistics(session.far);
      long idle = System.nanoTime();
      Host coordinator = session.lab.coordinator();
      Awaitility.await("time-out").atMost(AgentProcess.DEADLINE).until(() ->
        session.nearNat.flowsWith(coordinator) + session.farNat.flowsWith(coordinator) == 0);
      assertEquals(1, session.nearNat.flowsWith(session.farHost));
      session.transfer();
      assertEquals(List.of(), session.pathEvents(idle));
      session.finish();
      PathStatistics after = session.near.statistics(session.far);
      assertEquals(before.getSwitches(), after.getSwitches());
      assertEquals(before.getRelayedBytesSent(), after.getRelayedBytesSent());
      row("keep-alives below the NAT's time-out", session, NONE, "always");
    }
  }

  @Test
  void theCoordinatorIsDeadDuringADirectTransfer() {
    try (LiveSession session = new LiveSession(quick())) {
      session.openDirect();
      session.transfer();
      long killed = System.nanoTime();
      session.killCoordinator();
      session.near.awaitEvent("disconnected", e -> true);
      session.far.awaitEvent("disconnected", e -> true);
      session.awaitSome();
      long gap = session.largestGap(killed, System.nanoTime());
      assertEquals(List.of(), session.pathEvents(killed));
      session.finish();
      row("Coordinator dead for the rest of the transfer", session, millis(gap), "always");
      assertTrue(gap <= UNDISTURBED_GAP, millis(gap));
    }
  }

  @Test
  void theCoordinatorOfARelayedTransferIsRestarted() {
    try (LiveSession session = new LiveSession(quick())) {
      session.open(PathPolicy.RELAY_ONLY);
      session.transfer();
      session.killCoordinator();
      session.restartCoordinator();
      long back = System.nanoTime();
      long gap = session.firstMessageAfter(back);
      session.awaitSome();
      assertEquals(PathKind.RELAYED, session.near.path(session.far));
      assertEquals(0, session.near.statistics(session.far).getDirectBytesSent());
      session.finish();
      row("Coordinator of a relayed channel restarted", session, millis(gap) + " from when it is back", "never");
      assertTrue(gap <= MAX_RECONNECT, millis(gap));
    }
  }
}
