package io.conec.nat;

import io.conec.PathKind;
import io.conec.PathStatistics;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static io.conec.nat.Times.millis;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Direct paths while the Coordinator is of no help: NATs have forgotten the connections to it, or it is dead. No
 * message may be lost, repeated, reordered or changed.
 */
@Tag("timing")
class CoordinatorUnreachableTest {

  /** Until the first message: opening a stream takes a round trip before that of the message. */
  private static final long MAX_FIRST = TimeUnit.SECONDS.toNanos(2);
  /** What a direct transfer may pause on a busy machine when nothing happens to its path. */
  private static final long UNDISTURBED_GAP = TimeUnit.MILLISECONDS.toNanos(500);
  /** As rare as keep-alives of the connections to the Coordinator can be. */
  private static final Duration RARELY = Duration.ofSeconds(10);
  private static final EventTable TABLE = new EventTable();

  @AfterAll
  static void report() throws IOException {
    TABLE.write("nat-unreachable.adoc", "");
  }

  /** The keep-alives are too rare for the NAT of the near side: not even the Coordinator reaches it any more. */
  @EventTest
  void theMappingsOfAnIdlePathTimeOut() {
    try (LiveSession session = LiveSession.behind(nats -> nats.nearNat.mappingTimeouts(2, 4), LabNode.clientOptions()
      .setKeepAliveInterval(RARELY).setPathOptions(LiveEventsTest.quick().setProbeInterval(Duration.ofHours(1))))) {
      session.openDirect();
      Awaitility.await("time-out").atMost(RemoteAgent.DEADLINE).until(() ->
        session.nearNat.answeredFlowsWith(session.farHost)
          + session.nearNat.answeredFlowsWith(session.lab.coordinator()) == 0);
      long start = System.nanoTime();
      session.transfer();
      long first = session.firstMessageAfter(start);
      // A NAT may give the same port again. Then the path is as before, and no end notices anything.
      Awaitility.await("direct again").atMost(RemoteAgent.DEADLINE)
        .until(() -> session.nearNat.answeredFlowsWith(session.farHost) > 0);
      session.awaitPath(PathKind.DIRECT);
      long direct = session.far.lastPath(session.near, PathKind.DIRECT).at();
      session.awaitSome();
      TABLE.row("NAT time-out while idle: until the first message").checked(session.finish()).gap(first)
        .direct(Math.max(0, direct - start));
      assertTrue(first <= MAX_FIRST, millis(first));
    }
  }

  private static void forgetSoon(LiveSession session) {
    session.nearNat.mappingTimeouts(2, 3);
    session.farNat.mappingTimeouts(2, 3);
  }

  /** Not those of the connections to the Coordinator: their mappings are gone before. */
  @EventTest
  void keepAlivesKeepTheMappingsOfAnIdlePath() {
    try (LiveSession session = LiveSession.behind(CoordinatorUnreachableTest::forgetSoon, LabNode.clientOptions()
      .setKeepAliveInterval(RARELY).setPathOptions(LiveEventsTest.quick().setProbeInterval(Duration.ofMillis(300))))) {
      session.openDirect();
      PathStatistics before = session.near.statistics(session.far);
      long idle = System.nanoTime();
      Host coordinator = session.lab.coordinator();
      Awaitility.await("time-out").atMost(RemoteAgent.DEADLINE).until(() ->
        session.nearNat.answeredFlowsWith(coordinator) + session.farNat.answeredFlowsWith(coordinator) == 0);
      assertEquals(1, session.nearNat.answeredFlowsWith(session.farHost));
      session.transfer();
      assertEquals(List.of(), session.pathEvents(idle));
      long messages = session.finish();
      PathStatistics after = session.near.statistics(session.far);
      assertEquals(before.getSwitches(), after.getSwitches());
      assertEquals(before.getRelayedBytesSent(), after.getRelayedBytesSent());
      TABLE.row("keep-alives below the NAT's time-out").checked(messages).direct("always");
    }
  }

  @EventTest
  void theCoordinatorIsDeadDuringADirectTransfer() {
    try (LiveSession session = new LiveSession(LiveEventsTest.quick())) {
      session.openDirect();
      session.transfer();
      long killed = System.nanoTime();
      session.killCoordinator();
      session.near.awaitEvent("disconnected", e -> true);
      session.far.awaitEvent("disconnected", e -> true);
      session.awaitSome();
      long gap = session.largestGap(killed, System.nanoTime());
      assertEquals(List.of(), session.pathEvents(killed));
      TABLE.row("Coordinator dead for the rest of the transfer").checked(session.finish()).gap(gap).direct("always");
      assertTrue(gap <= UNDISTURBED_GAP, millis(gap));
    }
  }
}
