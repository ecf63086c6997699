package io.conec.nat;

import io.conec.PathKind;
import io.conec.nat.LabNode.Opening;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** From a host behind each kind of NAT to one behind each: the path that it must be, and how long it takes. */
class MatrixTest {

  private static final List<NatType> KINDS = List.of(NatType.values());
  private static final long MAX_MEDIAN_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
  /** No round of checks is longer. */
  private static final long ROUND_NANOS = TimeUnit.SECONDS.toNanos(3);
  /** More at once start no faster on two processors. */
  private static final int STARTED_TOGETHER = 3;

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
    assertTrue(median(toDirect) < MAX_MEDIAN_NANOS, "median until direct " + millis(median(toDirect)));
  }

  /** Two hosts of each kind behind different NATs, but the two behind the same. */
  private void start(Lab lab) {
    NatBox shared = lab.nat("shared", NatType.SAME_NAT);
    List<LabNode> starting = new ArrayList<>();
    for (NatType kind : KINDS) {
      for (List<LabNode> side : List.of(initiators, acceptors)) {
        String name = (side == initiators ? "from-" : "to-") + kind.ordinal();
        Host host = kind == NatType.SAME_NAT ? shared.host(name) : lab.host(name, kind);
        LabNode node = LabNode.client(host, LabNode.clientOptions());
        side.add(node);
        starting.add(node);
        if (starting.size() == STARTED_TOGETHER) {
          starting.forEach(LabNode::ready);
          starting.clear();
        }
      }
    }
    starting.forEach(LabNode::ready);
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
    if (expected(KINDS.get(row), KINDS.get(column)) == PathKind.RELAYED) {
      lastRelayedAt = System.nanoTime();
      return;
    }
    try {
      long nanos = from.awaitPath(to, PathKind.DIRECT, opening.start()).at() - opening.start();
      to.awaitPath(from, PathKind.DIRECT, opening.start());
      toDirect.add(nanos);
      cells[row][column] = "direct " + millis(nanos);
    } catch (ConditionTimeoutException e) {
      cells[row][column] = "not direct";
    }
    from.ping(to);
    paths[row][column] = from.path(to);
    from.closeChannel(to);
  }

  /** Those that can not be direct were left open, and have had the time to find out. */
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
          cells[row][column] = "relayed";
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
    Report report = new Report("nat-matrix.md");
    report.header(Stream.concat(Stream.of("from \\ to"), KINDS.stream().map(NatType::toString)).toList());
    for (int row = 0; row < KINDS.size(); row++) {
      report.row(Stream.concat(Stream.of(KINDS.get(row).toString()), Arrays.stream(cells[row])).toList());
    }
    report.header(List.of("from `openChannel` to", "median", "largest"));
    report.row(List.of("the first message answered", millis(median(toMessage)), millis(largest(toMessage))));
    report.row(List.of("the direct path", millis(median(toDirect)), millis(largest(toDirect))));
    return report;
  }

  /** Without the times, and what they do to the width of columns. */
  private static String pathsOf(String report) {
    return report.replaceAll("[0-9]+ ms", "").replaceAll(" +", " ").replaceAll("-+", "-");
  }

  private static String millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos) + " ms";
  }

  private static long median(List<Long> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }

  private static long largest(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).max().orElseThrow();
  }
}
