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
    private String outage = NONE;
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
      long tenths = TimeUnit.NANOSECONDS.toMillis(nanos) / 100;
      outage = tenths / 10 + "." + tenths % 10 + " s";
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
      return List.of(event, outage, none ? NONE : millis(median(gaps)), none ? NONE : millis(max(gaps)),
        waits.isEmpty() ? path : millis(median(waits)), Long.toString(messages));
    }
  }

  Row row(String event) {
    return rows.computeIfAbsent(event, name -> new Row());
  }

  void write(String fileName, String note) throws IOException {
    if (rows.isEmpty()) {
      return;
    }
    Report report = new Report(fileName);
    report.header(List.of("event", "outage", "gap, median", "gap, worst", "direct after", "messages"));
    rows.forEach((event, row) -> report.row(row.cells(event)));
    report.note(note);
    report.write();
  }
}
