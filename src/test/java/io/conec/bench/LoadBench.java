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

/**
 * Measures what a channel does to itself under load: bursts of small messages, round trips beside a bulk stream, and
 * how streams that all have more to send share it.
 */
public final class LoadBench implements AutoCloseable {

  private static final int MESSAGES = 300_000;
  private static final int BURSTS = 3;
  private static final int SECONDS = 3;
  private static final int FLOWS = 4;
  private static final double MILLIS = 1e6;
  private static final double MEGABYTES = 1e6;

  private final Deque<NodeProcess> processes = new ArrayDeque<>();
  private final List<String> jvmOptions = new ArrayList<>(List.of("-Xmx1g",
    "-Djava.util.logging.config.file=src/test/resources/logging.properties", "-Dslf4j.internal.verbosity=ERROR"));

  private LoadBench(List<String> jvmOptions) {
    this.jvmOptions.addAll(jvmOptions);
  }

  /**
   * @param args how many runs, {@code direct} or {@code relayed}, and options of the JVM of each process
   */
  public static void main(String[] args) throws Exception {
    List<String> jvmOptions = Arrays.asList(args).subList(2, args.length);
    List<Long> bursts = new ArrayList<>();
    for (int run = 0; run < Integer.parseInt(args[0]); run++) {
      try (LoadBench bench = new LoadBench(jvmOptions)) {
        bench.run(args[1], bursts);
      }
    }
    print("bursts", bursts.stream().mapToLong(Long::longValue).toArray());
  }

  private NodeProcess node(String... args) throws IOException {
    NodeProcess process = NodeProcess.start(List.of(), jvmOptions, Node.class, args);
    processes.push(process);
    return process;
  }

  private void run(String subject, List<Long> bursts) throws IOException {
    Path certificate = Files.createTempFile("conec-bench", ".pem");
    String coordinator = node("coordinator", certificate.toString()).ready();
    node("depot", coordinator, certificate.toString());
    NodeProcess shop = node("shop", coordinator, certificate.toString());
    Files.delete(certificate);
    // Until the JVMs have compiled the code: the first burst takes two to three times as long as the others.
    shop.ask("bursts " + subject + " " + MESSAGES + " 1");
    shop.ask("busy " + subject + " " + SECONDS * 1000);
    long[] nanos = longs(shop.ask("bursts " + subject + " " + MESSAGES + " " + BURSTS));
    Arrays.stream(nanos).forEach(bursts::add);
    print("bursts of this run", nanos);
    double alone = Double.parseDouble(shop.ask("throughput " + subject + " " + SECONDS * 1000));
    long[] busy = longs(shop.ask("busy " + subject + " " + SECONDS * 1000));
    System.out.printf(Locale.ROOT, "bulk alone %.1f MB/s, beside pings %.1f MB/s%n", alone / MEGABYTES,
      busy[0] / MEGABYTES);
    print("busy pings", Arrays.copyOfRange(busy, 1, busy.length));
    long[] flows = longs(shop.ask("flows " + subject + " " + SECONDS * 1000 + " " + FLOWS));
    System.out.printf(Locale.ROOT, "%d streams at once %.1f MB/s, the slowest %.1f, the fastest %.1f%n", FLOWS,
      Arrays.stream(flows).sum() / MEGABYTES, Arrays.stream(flows).min().orElseThrow() / MEGABYTES,
      Arrays.stream(flows).max().orElseThrow() / MEGABYTES);
  }

  private static void print(String what, long[] nanos) {
    Arrays.sort(nanos);
    System.out.printf(Locale.ROOT, "%s: %d, median %.2f ms, 99 of 100 %.2f ms, max %.2f ms%n", what, nanos.length,
      nanos[nanos.length / 2] / MILLIS, nanos[nanos.length * 99 / 100] / MILLIS, nanos[nanos.length - 1] / MILLIS);
  }

  private static long[] longs(String answer) {
    return Arrays.stream(answer.split(" ")).mapToLong(Long::parseLong).toArray();
  }

  @Override
  public void close() {
    processes.forEach(NodeProcess::close);
  }
}
