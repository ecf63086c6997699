package io.conec.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The figures of one measurement; the first subject is the yardstick of the others.
 */
final class Report {

  private static final Map<String, String> NAMES = Map.ofEntries(
    Map.entry("bare", "bare Netty QUIC, direct"),
    Map.entry("forwarded", "bare Netty QUIC through a bare UDP forwarder"),
    Map.entry("direct", "conec data stream, direct"),
    Map.entry("relayed", "conec data stream, relayed"),
    Map.entry("bus-direct", "event-bus request over the bridge, direct"),
    Map.entry("bus-relayed", "event-bus request over the bridge, relayed"),
    Map.entry("bus-apart-direct", "direct, sender and consumer on other event loops than the bridges"),
    Map.entry("bus-apart-relayed", "relayed, sender and consumer on other event loops than the bridges"),
    Map.entry("bus-local", "event-bus request in one JVM between two event loops"),
    Map.entry("bare-fan-out", "bare Netty QUIC, a loop that writes to all streams"),
    Map.entry("broadcast", "conec broadcast"),
    Map.entry("stalled-application", "with a reader whose application does not read"),
    Map.entry("stalled-client", "with a reader whose client does not read"));

  private record Round(double figure, double cpu) {
  }

  private final String title;
  private final String unit;
  private final String cpuUnit;
  private final Map<String, List<Round>> subjects = new LinkedHashMap<>();

  Report(String title, String unit, String cpuUnit) {
    this.title = title;
    this.unit = unit;
    this.cpuUnit = cpuUnit;
  }

  /**
   * @param cpu CPU time of all processes: says more than the figure when others use the machine too
   */
  void add(String subject, double figure, double cpu) {
    subjects.computeIfAbsent(subject, name -> new ArrayList<>()).add(new Round(figure, cpu));
  }

  /** Ratios are taken within each round, where both met the same noise. */
  void print() {
    if (subjects.isEmpty()) {
      return;
    }
    System.out.printf("%n| %s | median, %s | lowest to highest | of the first | lowest to highest | CPU, %s "
      + "| of the first |%n", title, unit, cpuUnit);
    System.out.println("|---|---:|---:|---:|---:|---:|---:|");
    List<Round> bare = subjects.values().iterator().next();
    subjects.forEach((subject, rounds) -> {
      double[] figures = sorted(rounds, Round::figure);
      double[] ratios = ratios(rounds, bare, Round::figure);
      System.out.printf(Locale.ROOT, "| %s | %.1f | %.1f to %.1f | %.2f | %.2f to %.2f | %.2f | %.2f |%n",
        NAMES.get(subject), median(figures), figures[0], figures[figures.length - 1],
        median(ratios), ratios[0], ratios[ratios.length - 1],
        median(sorted(rounds, Round::cpu)), median(ratios(rounds, bare, Round::cpu)));
    });
  }

  private static double[] ratios(List<Round> rounds, List<Round> yardstick, ToDoubleFunction<Round> figure) {
    return IntStream.range(0, rounds.size())
      .mapToDouble(i -> figure.applyAsDouble(rounds.get(i)) / figure.applyAsDouble(yardstick.get(i)))
      .sorted().toArray();
  }

  private static double[] sorted(List<Round> rounds, ToDoubleFunction<Round> figure) {
    return rounds.stream().mapToDouble(figure).sorted().toArray();
  }

  static double median(double[] sorted) {
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}
