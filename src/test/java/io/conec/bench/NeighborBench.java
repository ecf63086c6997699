package io.conec.bench;

import io.conec.test.NodeProcess;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Measures what a busy broadcast does to the relayed channel of two other clients, when its only reader has a good
 * line, and a bad one. What it does to the same through a bare forwarder is what the machine costs.
 */
public final class NeighborBench implements AutoCloseable {

  private static final int PINGS = 2_000;
  private static final int WARM_UP_ROUNDS = 3;
  private static final int MESSAGE_SIZE = 100;

  /** Until queues are full, or empty again. */
  private static final long SETTLE_MILLIS = 500;
  private static final double MILLIS = 1e6;

  private final Deque<NodeProcess> processes = new ArrayDeque<>();
  private final List<String> jvmOptions;

  private NeighborBench(List<String> jvmOptions) {
    this.jvmOptions = jvmOptions;
  }

  /**
   * @param args how many rounds, which reader, {@code broadcast-reader} or {@code interrupted-reader}, and options of
   *             the JVM of each process
   */
  public static void main(String[] args) throws Exception {
    List<String> jvmOptions = new ArrayList<>(List.of(
      "-Djava.util.logging.config.file=src/test/resources/logging.properties", "-Dslf4j.internal.verbosity=ERROR",
      // So that a stall hits as many pings as it is long.
      "-Dbench.pauseMicros=1000"));
    jvmOptions.addAll(Arrays.asList(args).subList(2, args.length));
    try (NeighborBench bench = new NeighborBench(jvmOptions)) {
      bench.run(Integer.parseInt(args[0]), args[1]);
    }
  }

  private NodeProcess node(String... args) throws IOException {
    NodeProcess process = NodeProcess.start(List.of(), jvmOptions, Node.class, args);
    processes.push(process);
    return process;
  }

  private void run(int rounds, String readerKind) throws Exception {
    String server = node("bare-server").ready();
    NodeProcess bare = node("bare-client", server, node("bare-forwarder", server).ready());
    Path certificate = Files.createTempFile("conec-bench", ".pem");
    NodeProcess coordinator = node("coordinator", certificate.toString());
    String port = coordinator.ready();
    node("depot", port, certificate.toString());
    NodeProcess shop = node("shop", port, certificate.toString());
    NodeProcess reader = node(readerKind, port, certificate.toString());
    NodeProcess sender = node("broadcast-sender", port, certificate.toString(), String.valueOf(MESSAGE_SIZE));
    Files.delete(certificate);
    for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
      measure("alone", round, bare, shop);
      String[] before = reader.ask("delivered").split(" ");
      sender.ask("on");
      TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
      measure("beside", round, bare, shop);
      sender.ask("off");
      String[] after = reader.ask("delivered").split(" ");
      TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
      long messages = Long.parseLong(after[1]) - Long.parseLong(before[1]);
      System.out.printf(Locale.ROOT, "%.0f messages/ms%n",
        messages * MILLIS / (Long.parseLong(after[0]) - Long.parseLong(before[0])));
    }
  }

  private static void measure(String when, int round, NodeProcess bare, NodeProcess shop) throws IOException {
    print(round, when + ", forwarded", bare.ask("latency forwarded " + PINGS));
    print(round, when + ", relayed", shop.ask("latency relayed " + PINGS));
  }

  private static void print(int round, String what, String answer) {
    long[] nanos = Arrays.stream(answer.split(" ")).mapToLong(Long::parseLong).sorted().toArray();
    System.out.printf(Locale.ROOT, "%d %s: median %.2f ms, 99 of 100 %.2f ms, max %.2f ms%n", round, what,
      nanos[nanos.length / 2] / MILLIS, nanos[nanos.length * 99 / 100] / MILLIS, nanos[nanos.length - 1] / MILLIS);
  }

  @Override
  public void close() {
    processes.forEach(NodeProcess::close);
  }
}
