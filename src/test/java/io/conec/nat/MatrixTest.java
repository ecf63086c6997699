package io.conec.nat;

import io.conec.PathKind;
import io.conec.nat.LabNode.Opening;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** From a host behind each kind of NAT to one behind each: the path that it must be, and how long it takes. */
class MatrixTest {

  /** Without the one where it depends on who sends first: {@link MasqueradeTest}. */
  private static final List<NatType> KINDS =
    Stream.of(NatType.values()).filter(type -> type != NatType.MASQUERADE).toList();
  private static final long MAX_MEDIAN_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
  /** No round of checks is longer. */
  private static final long ROUND_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final List<LabNode> initiators = new ArrayList<>();
  private final List<LabNode> acceptors = new ArrayList<>();
  private final List<Long> toMessage = new ArrayList<>();
  private final List<Long> toDirect = new ArrayList<>();
  private final PathKind[][] paths = new PathKind[KINDS.size()][KINDS.size()];
  private final String[][] cells = new String[KINDS.size()][KINDS.size()];
  private long lastRelayedAt;

  @Test
  void everyKindOfNatMeetsEveryKind() throws IOException {
    try (Lab lab = LabSupport.lab(); LabNode coordinator = LabNode.coordinator(lab)) {
      coordinator.ready();
      start(lab);
      warmUp(lab);
      for (int row = 0; row < KINDS.size(); row++) {
        for (int column = 0; column < KINDS.size(); column++) {
          measure(row, column);
        }
      }
      checkRelayed();
    } finally {
      initiators.forEach(LabNode::close);
      acceptors.forEach(LabNode::close);
    }
    assertPaths();
    Report report = report();
    report.write();
    assertEquals(pathsOf(report.committedText()), pathsOf(report.text()), "run with -Dnat.report=update");
    long median = Times.median(toDirect);
    assertTrue(median < MAX_MEDIAN_NANOS, "until direct " + Times.millis(median));
  }

  /** Two hosts of each kind behind different NATs, but the two behind the same. */
  private void start(Lab lab) {
    NatBox shared = lab.nat("shared", NatType.SAME_NAT);
    for (NatType kind : KINDS) {
      for (List<LabNode> side : List.of(initiators, acceptors)) {
        String name = (side == initiators ? "from-" : "to-") + kind.ordinal();
        Host host = kind == NatType.SAME_NAT ? shared.host(name) : lab.host(name, kind);
        side.add(LabNode.client(host, LabNode.clientOptions()));
      }
    }
    initiators.forEach(LabNode::ready);
    acceptors.forEach(LabNode::ready);
  }

  /** Classes are loaded, and nothing is left that could help later: the other end is one that is not measured. */
  private void warmUp(Lab lab) {
    try (LabNode guest = LabNode.client(lab.publicHost("guest"), LabNode.clientOptions())) {
      guest.ready();
      for (int i = 0; i < KINDS.size(); i++) {
        boolean direct = KINDS.get(i).reaches(NatType.PUBLIC);
        warmUp(initiators.get(i), guest, direct);
        warmUp(guest, acceptors.get(i), direct);
      }
    }
  }

  private static void warmUp(LabNode from, LabNode to, boolean direct) {
    long start = from.open(to).start();
    if (direct) {
      from.awaitPath(to, PathKind.DIRECT, start);
    }
    from.closeChannel(to);
  }

  private static PathKind expected(NatType from, NatType to) {
    boolean together = from == NatType.SAME_NAT && to == NatType.SAME_NAT;
    return together || from.reaches(to) ? PathKind.DIRECT : PathKind.RELAYED;
  }

  private void measure(int row, int column) {
    LabNode from = initiators.get(row);
    LabNode to = acceptors.get(column);
    Opening opening = from.open(to);
    toMessage.add(opening.toMessage());
    String message = "message " + Times.millis(opening.toMessage());
    if (expected(KINDS.get(row), KINDS.get(column)) == PathKind.RELAYED) {
      lastRelayedAt = System.nanoTime();
      cells[row][column] = "relayed, " + message;
      return;
    }
    try {
      long nanos = from.awaitPath(to, PathKind.DIRECT, opening.start()).at() - opening.start();
      to.awaitPath(from, PathKind.DIRECT, opening.start());
      toDirect.add(nanos);
      cells[row][column] = "direct " + Times.millis(nanos) + ", " + message;
    } catch (ConditionTimeoutException e) {
      cells[row][column] = "not direct";
    }
    from.ping(to);
    paths[row][column] = from.path(to);
    from.closeChannel(to);
  }

  /** Those that cannot be direct were left open, and have had the time to find out. */
  private void checkRelayed() {
    Awaitility.await().atMost(2 * ROUND_NANOS, TimeUnit.NANOSECONDS)
      .until(() -> System.nanoTime() - lastRelayedAt > ROUND_NANOS);
    for (int row = 0; row < KINDS.size(); row++) {
      for (int column = 0; column < KINDS.size(); column++) {
        if (paths[row][column] == null) {
          LabNode from = initiators.get(row);
          LabNode to = acceptors.get(column);
          from.ping(to);
          paths[row][column] = from.path(to);
          assertEquals(paths[row][column], to.path(from));
        }
      }
    }
  }

  private void assertPaths() {
    for (int row = 0; row < KINDS.size(); row++) {
      for (int column = 0; column < KINDS.size(); column++) {
        assertEquals(expected(KINDS.get(row), KINDS.get(column)), paths[row][column],
          KINDS.get(row) + " to " + KINDS.get(column));
      }
    }
  }

  private Report report() {
    Report report = new Report("nat-matrix.adoc");
    report.header(Stream.concat(Stream.of("from \\ to"), KINDS.stream().map(NatType::toString)).toList());
    for (int row = 0; row < KINDS.size(); row++) {
      report.row(Stream.concat(Stream.of(KINDS.get(row).toString()), Arrays.stream(cells[row])).toList());
    }
    report.header(List.of("from `openChannel` to", "median", "largest"));
    report.row(List.of("the first message answered", Times.millis(Times.median(toMessage)),
      Times.millis(Times.max(toMessage))));
    report.row(List.of("the direct path", Times.millis(Times.median(toDirect)), Times.millis(Times.max(toDirect))));
    return report;
  }

  /** Without the times, and what they do to the width of columns. */
  private static String pathsOf(String report) {
    return report.replaceAll("[0-9.]+ ms", "").replaceAll(" +", " ");
  }
}
