package io.conec.bench;

import io.conec.test.NodeProcess;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Deliveries of one sender's messages to many readers, and what the process in the middle spends on each: a broadcast
 * beside bare loops, and beside itself with one more reader that stalls.
 */
final class FanOutBench {

  /** Starts a process. */
  interface Starter {
    NodeProcess start(String... args) throws IOException;
  }

  /**
   * What {@code source} sends goes through {@code server}, which may be the same, to {@code readers}.
   *
   * @param stalled has one more reader, {@code null} for none
   */
  private record Subject(NodeProcess source, NodeProcess server, NodeProcess readers, NodeProcess stalled) {
  }

  /** CPU times are of one delivery. */
  private record Window(double deliveriesPerSecond, double serverMicros, double readerMicros) {

    double serverPercent() {
      return deliveriesPerSecond * serverMicros / 1e4;
    }
  }

  /** The time is that of the readers' process, in which they count. */
  private record Reading(long nanos, long delivered, Duration serverCpu, Duration readerCpu) {

    static Reading of(Subject subject) throws IOException {
      String[] delivered = subject.readers.ask("delivered").split(" ");
      return new Reading(Long.parseLong(delivered[0]), Long.parseLong(delivered[1]), subject.server.cpuTime(),
        subject.readers.cpuTime());
    }

    Window since(Reading before) {
      double deliveries = delivered - before.delivered;
      return new Window(deliveries / (nanos - before.nanos) * 1e9,
        serverCpu.minus(before.serverCpu).toNanos() / deliveries / 1e3,
        readerCpu.minus(before.readerCpu).toNanos() / deliveries / 1e3);
    }
  }

  /** Until queues are full, or empty again. */
  private static final long SETTLE_MILLIS = 500;

  /** Until the JVMs have compiled what is measured. */
  private static final int WARM_UP_SECONDS = 8;

  private static final String BARE = "bare-fan-out";
  private static final String BROADCAST = "broadcast";

  private static final String TITLE =
    String.format("1 sender, %d readers, %d B messages", FanOut.READERS, FanOut.MESSAGE_SIZE);
  private static final String SPEED_UNIT = "1000 deliveries/s";

  private final Starter starter;
  private final Map<String, Subject> subjects = new LinkedHashMap<>();

  /**
   * @param wanted the subjects to measure, empty for all
   */
  FanOutBench(Starter starter, List<String> wanted) throws IOException {
    this.starter = starter;
    if (wanted.isEmpty() || wanted.contains(BARE)) {
      startBare();
    }
    if (wanted.isEmpty() || wanted.contains(BROADCAST)) {
      startBroadcast();
    }
    if (!wanted.isEmpty()) {
      subjects.keySet().retainAll(wanted);
    }
  }

  private void startBare() throws IOException {
    NodeProcess server = starter.start(BARE);
    NodeProcess readers = starter.start("bare-readers", server.ready());
    subjects.put(BARE, new Subject(server, server, readers, null));
  }

  private void startBroadcast() throws IOException {
    Path certificate = Files.createTempFile("conec-bench", ".pem");
    NodeProcess coordinator = starter.start("coordinator", certificate.toString());
    String port = coordinator.ready();
    NodeProcess readers = starter.start("broadcast-readers", port, certificate.toString());
    NodeProcess sender = starter.start("broadcast-sender", port, certificate.toString(),
      String.valueOf(FanOut.MESSAGE_SIZE));
    subjects.put(BROADCAST, new Subject(sender, coordinator, readers, null));
    for (String stalled : List.of("stalled-application", "stalled-client")) {
      subjects.put(stalled,
        new Subject(sender, coordinator, readers, starter.start(stalled, port, certificate.toString())));
    }
    Files.delete(certificate);
  }

  void measure(int rounds, int seconds) throws Exception {
    Report speed = new Report(TITLE, SPEED_UNIT, "µs of the Coordinator or bare server each");
    Report busy = new Report("how busy the Coordinator or bare server is", "% of a core", "µs of the readers each");
    measure(name -> subjects.get(name).stalled == null, rounds, seconds, (name, window) -> {
      speed.add(name, window.deliveriesPerSecond / 1e3, window.serverMicros);
      busy.add(name, window.serverPercent(), window.readerMicros);
    });
    Report stalling = new Report(TITLE, SPEED_UNIT, "µs of the Coordinator each");
    measure(name -> !name.equals(BARE), rounds, seconds, (name, window) ->
      stalling.add(name, window.deliveriesPerSecond / 1e3, window.serverMicros));
    speed.print();
    busy.print();
    stalling.print();
  }

  /** In another order in each round: what was measured before leaves something behind. */
  private void measure(Predicate<String> which, int rounds, int seconds, BiConsumer<String, Window> result)
    throws Exception {
    List<String> names = subjects.keySet().stream().filter(which).toList();
    List<String> order = new ArrayList<>(names);
    Random random = new Random(rounds);
    for (int round = -1; round < rounds; round++) {
      Map<String, Window> windows = new HashMap<>();
      Collections.shuffle(order, random);
      for (String name : order) {
        windows.put(name, measure(subjects.get(name), round < 0 ? WARM_UP_SECONDS : seconds));
      }
      if (round >= 0) {
        names.forEach(name -> result.accept(name, windows.get(name)));
      }
    }
  }

  private static Window measure(Subject subject, int seconds) throws Exception {
    if (subject.stalled != null) {
      subject.stalled.ask("on");
    }
    subject.source.ask("on");
    TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
    Reading before = Reading.of(subject);
    TimeUnit.SECONDS.sleep(seconds);
    Window window = Reading.of(subject).since(before);
    subject.source.ask("off");
    if (subject.stalled != null) {
      subject.stalled.ask("off");
    }
    TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
    return window;
  }
}
