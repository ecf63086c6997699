package io.conec.bench;

import io.conec.test.NodeProcess;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Starts the processes, measures in rounds that take every subject in turn, so that noise hits all of them, and prints
 * the medians as Markdown.
 */
public final class Bench implements AutoCloseable {

  private static final int PINGS = 10_000;
  private static final int WARM_UP_PINGS = 20_000;
  private static final int UPGRADES = 50;
  private static final int WARM_UP_UPGRADES = 20;
  private static final String BROADCAST = "broadcast";
  private static final double MICROS = 1e3;
  private static final double MILLIS = 1e6;
  private static final double MEGABYTES = 1e6;

  private final Deque<NodeProcess> processes = new ArrayDeque<>();
  private final Map<String, NodeProcess> latencySubjects = new LinkedHashMap<>();
  private final Map<String, NodeProcess> throughputSubjects = new LinkedHashMap<>();
  private final List<String> jvmOptions;
  private NodeProcess shop;

  private Bench(List<String> jvmOptions) {
    this.jvmOptions = jvmOptions;
  }

  /**
   * @param args {@code --native} for epoll everywhere, {@code --rounds N}, {@code --seconds N} of each
   *             throughput or broadcast round, {@code --only} latency, throughput, upgrades or broadcast,
   *             {@code --subjects A,B} to leave out others, {@code --jvm OPTION} for all processes ({@code @} is
   *             replaced by the process's name)
   */
  public static void main(String[] args) throws Exception {
    int rounds = 7;
    int seconds = 3;
    String only = "latency throughput upgrades broadcast";
    List<String> subjects = List.of();
    List<String> jvmOptions = new ArrayList<>();
    jvmOptions.add("-Djava.util.logging.config.file=src/test/resources/logging.properties");
    jvmOptions.add("-Dslf4j.internal.verbosity=ERROR");
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--native" -> jvmOptions.add("-Dbench.native=true");
        case "--rounds" -> rounds = Integer.parseInt(args[++i]);
        case "--seconds" -> seconds = Integer.parseInt(args[++i]);
        case "--only" -> only = args[++i];
        case "--subjects" -> subjects = List.of(args[++i].split(","));
        case "--jvm" -> jvmOptions.add(args[++i]);
        default -> throw new IllegalArgumentException("unknown option " + args[i]);
      }
    }
    try (Bench bench = new Bench(jvmOptions)) {
      if (!only.equals(BROADCAST)) {
        bench.start();
        bench.keep(subjects);
      }
      if (only.contains("latency")) {
        bench.latency(rounds);
      }
      if (only.contains("throughput")) {
        bench.throughput(rounds, seconds);
      }
      if (only.contains("upgrades")) {
        bench.upgrades();
      }
      if (only.contains(BROADCAST)) {
        new FanOutBench(bench::node, subjects).measure(rounds, seconds);
      }
    }
  }

  private NodeProcess node(String... args) throws IOException {
    NodeProcess process = NodeProcess.start(List.of(), jvmOptions, Node.class, args);
    processes.push(process);
    return process;
  }

  private void start() throws IOException {
    String server = node("bare-server").ready();
    String forwarder = node("bare-forwarder", server).ready();
    NodeProcess client = node("bare-client", server, forwarder);
    Path certificate = Files.createTempFile("conec-bench", ".pem");
    String coordinator = node("coordinator", certificate.toString()).ready();
    node("depot", coordinator, certificate.toString());
    shop = node("shop", coordinator, certificate.toString());
    Files.delete(certificate);
    for (Map<String, NodeProcess> subjects : List.of(latencySubjects, throughputSubjects)) {
      subjects.put("bare", client);
      subjects.put("forwarded", client);
      subjects.put("direct", shop);
      subjects.put("relayed", shop);
    }
    for (String subject : List.of("bus-direct", "bus-relayed", "bus-apart-direct", "bus-apart-relayed", "bus-local")) {
      latencySubjects.put(subject, shop);
    }
  }

  private void keep(List<String> subjects) {
    if (!subjects.isEmpty()) {
      latencySubjects.keySet().retainAll(subjects);
      throughputSubjects.keySet().retainAll(subjects);
    }
  }

  private void latency(int rounds) throws IOException {
    Report median = new Report("64 B there and back, median", "µs", "µs each");
    Report tail = new Report("64 B there and back, 99 of 100", "µs", "µs each");
    for (int round = -1; round < rounds; round++) {
      for (Map.Entry<String, NodeProcess> subject : latencySubjects.entrySet()) {
        int count = round < 0 ? WARM_UP_PINGS : PINGS;
        Duration before = cpuTime();
        String answer = subject.getValue().ask("latency " + subject.getKey() + " " + count);
        double cpuEach = cpuTime().minus(before).toNanos() / MICROS / count;
        long[] nanos = longs(answer);
        Arrays.sort(nanos);
        if (round >= 0) {
          median.add(subject.getKey(), nanos[nanos.length / 2] / MICROS, cpuEach);
          tail.add(subject.getKey(), nanos[nanos.length * 99 / 100] / MICROS, cpuEach);
        }
      }
    }
    median.print();
    tail.print();
  }

  private void throughput(int rounds, int seconds) throws IOException {
    Report report = new Report("one stream, 64 KiB messages", "MB/s", "ms per MB");
    for (int round = -1; round < rounds; round++) {
      for (Map.Entry<String, NodeProcess> subject : throughputSubjects.entrySet()) {
        Duration before = cpuTime();
        String answer = subject.getValue().ask("throughput " + subject.getKey() + " " + seconds * 1000);
        double cpu = cpuTime().minus(before).toMillis();
        double speed = Double.parseDouble(answer) / MEGABYTES;
        if (round >= 0) {
          report.add(subject.getKey(), speed, cpu / (speed * seconds));
        }
      }
    }
    report.print();
  }

  private void upgrades() throws IOException {
    shop.ask("upgrades " + WARM_UP_UPGRADES);
    long[] nanos = longs(shop.ask("upgrades " + UPGRADES));
    System.out.printf("%n| %d channels opened on loopback | median, ms | lowest to highest |%n|---|---:|---:|%n",
      UPGRADES);
    List<String> names = List.of("until the channel is open", "until the first message is answered",
      "until the path is direct");
    for (int i = 0; i < Upgrades.FIGURES; i++) {
      int figure = i;
      double[] millis = IntStream.range(0, UPGRADES)
        .mapToDouble(channel -> nanos[channel * Upgrades.FIGURES + figure] / MILLIS).sorted().toArray();
      System.out.printf(Locale.ROOT, "| %s | %.1f | %.1f to %.1f |%n", names.get(i), Report.median(millis), millis[0],
        millis[UPGRADES - 1]);
    }
  }

  private static long[] longs(String answer) {
    return Arrays.stream(answer.split(" ")).mapToLong(Long::parseLong).toArray();
  }

  /** Of all processes, of which only those work that are being measured. */
  private Duration cpuTime() {
    return processes.stream().map(NodeProcess::cpuTime).reduce(Duration.ZERO, Duration::plus);
  }

  @Override
  public void close() {
    processes.forEach(NodeProcess::close);
  }
}
