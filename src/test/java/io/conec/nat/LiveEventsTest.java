package io.conec.nat;

import io.conec.PathKind;
import io.conec.PathOptions;
import io.conec.PathPolicy;
import io.conec.PathStatistics;
import io.conec.nat.LabNode.PathEvent;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What happens to networks while messages travel: none of them may be lost, repeated, reordered or changed. */
class LiveEventsTest {

  private static final long MAX_GAP = TimeUnit.SECONDS.toNanos(1);
  /** What a direct transfer may pause on a busy machine when nothing happens to its path. */
  private static final long UNDISTURBED_GAP = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long BLINK = TimeUnit.MILLISECONDS.toNanos(50);
  private static final int BLOCKS = 5;
  private static final int SWITCH_PAIRS = 10;
  private static final String NONE = "";
  private static final Map<String, List<String>> ROWS = new TreeMap<>();

  private static PathOptions quick() {
    return new PathOptions().setRetryDelay(Duration.ofMillis(100)).setMaxRetryDelay(Duration.ofMillis(200));
  }

  private static LiveSession direct(PathOptions options) {
    LiveSession session = new LiveSession(options);
    session.openDirect();
    return session;
  }

  private static void row(String event, LiveSession session, String gap, String direct) {
    ROWS.put(event, List.of(event, Long.toString(session.received()), "0", gap, direct));
  }

  private static String millis(long nanos) {
    long tenths = TimeUnit.NANOSECONDS.toMicros(nanos) / 100;
    return tenths / 10 + "." + tenths % 10 + " ms";
  }

  @AfterAll
  static void report() throws IOException {
    if (ROWS.isEmpty()) {
      return;
    }
    Report report = new Report("nat-events.md");
    report.header(List.of("event", "messages", "lost, repeated, reordered or changed", "longest gap", "direct after"));
    ROWS.values().forEach(report::row);
    report.write();
  }

  @Test
  void theDirectPathIsBlockedAndUnblocked() {
    try (LiveSession session = direct(quick())) {
      session.transfer();
      Gaps gaps = new Gaps();
      for (int i = 0; i < BLOCKS; i++) {
        gaps.switchBothWays(session);
      }
      session.finish();
      row("direct path blocked", session, millis(max(gaps.fallBacks)), NONE);
      row("direct path unblocked", session,
        millis(median(gaps.upgrades)) + ", usual " + millis(median(gaps.usual)), millis(median(gaps.waits)));
      assertTrue(max(gaps.fallBacks) <= MAX_GAP, "fall-back gap " + millis(max(gaps.fallBacks)));
      gaps.assertUpgradesUnnoticed();
    }
  }

  @Test
  void twentySwitchesUnderFullLoad() {
    try (LiveSession session = direct(quick())) {
      session.transferAtFullLoad();
      Gaps gaps = new Gaps();
      long start = System.nanoTime();
      for (int i = 0; i < SWITCH_PAIRS; i++) {
        gaps.switchBothWays(session);
      }
      assertTrue(session.pathEvents(start).size() >= 4 * SWITCH_PAIRS);
      assertTrue(session.near.statistics(session.far).getSwitches() >= 2 * SWITCH_PAIRS);
      session.finish();
      row("20 switches under full load", session,
        millis(max(gaps.fallBacks)) + ", median " + millis(median(gaps.fallBacks)), millis(median(gaps.waits)));
      // The longest gap depends on who else wants the processors, all of which this takes.
      assertTrue(median(gaps.fallBacks) <= MAX_GAP, "fall-back gap " + millis(median(gaps.fallBacks)));
      assertTrue(median(gaps.upgrades) <= MAX_GAP, "upgrade gap " + millis(median(gaps.upgrades)));
    }
  }

  /** The longest times without a message around the switches from one kind of path to the other. */
  private static final class Gaps {

    private final List<Long> fallBacks = new ArrayList<>();
    private final List<Long> upgrades = new ArrayList<>();
    private final List<Long> usual = new ArrayList<>();
    private final List<Long> waits = new ArrayList<>();

    void switchBothWays(LiveSession session) {
      long blocked = System.nanoTime();
      session.lab.block(session.nearHost, session.farHost);
      long relayed = session.awaitPath(PathKind.RELAYED);
      session.awaitSome();
      fallBacks.add(session.largestGap(blocked, relayed + BLINK));
      long unblocked = System.nanoTime();
      session.lab.unblock();
      long direct = session.awaitPath(PathKind.DIRECT);
      session.awaitSome();
      waits.add(direct - unblocked);
      upgrades.add(session.largestGap(direct - BLINK, direct + BLINK));
      session.awaitSome();
      for (long to = System.nanoTime(); to > direct + 3 * BLINK; to -= 2 * BLINK) {
        usual.add(session.largestGap(to - 2 * BLINK, to));
      }
    }

    /** At a steady pace; under full load the queue of the relay is what is waited for. */
    void assertUpgradesUnnoticed() {
      assertTrue(median(upgrades) <= max(usual),
        "upgrade gaps " + upgrades.stream().map(LiveEventsTest::millis).toList()
          + ", but usual are " + usual.stream().map(LiveEventsTest::millis).toList());
    }
  }

  @Test
  void theDirectPathIsBlockedInOneDirection() {
    try (LiveSession session = direct(quick())) {
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
    survives("client renumbered", session -> session.nearHost.renumber());
  }

  @Test
  void theClientRoamsToAnotherUplink() {
    NatType other = NatType.ADDRESS_RESTRICTED;
    survives("client roams to another uplink", session -> session.nearHost.roam(session.lab.nat("other-nat", other)));
  }

  private interface Event {
    void happens(LiveSession session);
  }

  /** After the event the address that the far side sends to is another one. */
  private static void survives(String name, Event event) {
    try (LiveSession session = direct(quick())) {
      session.transfer();
      PathEvent before = session.far.lastPath(session.near, PathKind.DIRECT);
      long start = System.nanoTime();
      event.happens(session);
      long done = System.nanoTime();
      long direct = session.awaitOtherDirect(before);
      session.awaitSome();
      long gap = session.largestGap(start, System.nanoTime());
      session.finish();
      row(name, session, millis(gap), millis(direct - done));
      assertTrue(gap <= MAX_GAP + done - start, millis(gap) + " of which the event took " + millis(done - start));
    }
  }

  @Test
  void theInterfaceGoesDownAndUp() {
    try (LiveSession session = direct(quick())) {
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
      .setKeepAliveInterval(Duration.ofSeconds(5)).setPathOptions(quick().setKeepAliveInterval(Duration.ofHours(1))))) {
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

  @Test
  void keepAlivesKeepTheMappingsOfAnIdlePath() {
    try (LiveSession session = direct(quick().setKeepAliveInterval(Duration.ofMillis(300)))) {
      session.nearNat.mappingTimeouts(1, 1);
      session.farNat.mappingTimeouts(1, 1);
      long idle = System.nanoTime();
      PathStatistics before = session.near.statistics(session.far);
      Awaitility.await("three time-outs").atMost(AgentProcess.DEADLINE)
        .until(() -> System.nanoTime() - idle > TimeUnit.SECONDS.toNanos(3));
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
    try (LiveSession session = direct(quick())) {
      session.transfer();
      long killed = System.nanoTime();
      session.coordinator.kill();
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
      session.coordinator.kill();
      session.coordinator = LabNode.coordinator(session.lab);
      session.coordinator.ready();
      long back = System.nanoTime();
      long gap = session.firstMessageAfter(back);
      session.awaitSome();
      assertEquals(PathKind.RELAYED, session.near.path(session.far));
      assertEquals(0, session.near.statistics(session.far).getDirectBytesSent());
      session.finish();
      row("Coordinator of a relayed channel restarted", session, millis(gap) + " from when it is back", "never");
    }
  }

  private static long max(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).max().orElseThrow();
  }

  private static long median(List<Long> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }
}
