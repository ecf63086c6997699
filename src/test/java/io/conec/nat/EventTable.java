package io.conec.nat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import static io.conec.nat.Times.max;
import static io.conec.nat.Times.median;
import static io.conec.nat.Times.millis;

/** What tests of events have measured, in all their rounds. */
final class EventTable {

  private static final String NONE = "";

  private final Map<String, Row> rows = new TreeMap<>();

  /** An event, with the results of its rounds. */
  static final class Row {

    private final List<Long> gaps = new ArrayList<>();
    private final List<Long> waits = new ArrayList<>();
    private final List<Long> outages = new ArrayList<>();
    private String path = NONE;
    private long messages;

    /** One more round is over, with so many messages. */
    Row checked(long more) {
      messages += more;
      return this;
    }

    /** The longest times without a message. */
    Row gaps(List<Long> nanos) {
      gaps.addAll(nanos);
      return this;
    }

    Row gap(long nanos) {
      return gaps(List.of(nanos));
    }

    /** For how long nothing could arrive, whatever the two ends do. */
    Row outage(long nanos) {
      outages.add(nanos);
      return this;
    }

    /** How long it took until both ends were on a direct path again. */
    Row direct(List<Long> nanos) {
      waits.addAll(nanos);
      return this;
    }

    Row direct(long nanos) {
      return direct(List.of(nanos));
    }

    /** When there is no such time. */
    Row direct(String text) {
      path = text;
      return this;
    }

    private List<String> cells(String event) {
      boolean none = gaps.isEmpty();
      return List.of(event, outages.isEmpty() ? NONE : seconds(median(outages)),
        none ? NONE : millis(median(gaps)), none ? NONE : millis(max(gaps)),
        Long.toString(messages), waits.isEmpty() ? path : millis(median(waits)));
    }

    private static String seconds(long nanos) {
      long tenths = TimeUnit.NANOSECONDS.toMillis(nanos) / 100;
      return tenths / 10 + "." + tenths % 10 + " s";
    }
  }

  Row row(String event) {
    return rows.computeIfAbsent(event, name -> new Row());
  }

  void write(String fileName, String note) throws IOException {
    if (rows.isEmpty()) {
      return;
    }
    boolean paths = rows.values().stream().anyMatch(row -> !row.path.isEmpty() || !row.waits.isEmpty());
    Report report = new Report(fileName);
    report.header(cells(paths, List.of("event", "outage", "gap, median", "gap, worst", "messages", "direct after")));
    rows.forEach((event, row) -> report.row(cells(paths, row.cells(event))));
    report.note(note);
    report.write();
  }

  /** Without the last column where no row has anything in it. */
  private static List<String> cells(boolean all, List<String> cells) {
    return all ? cells : cells.subList(0, cells.size() - 1);
  }
}
