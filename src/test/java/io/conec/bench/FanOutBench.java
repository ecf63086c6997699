package io.conec.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

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
   * @param flow    what is switched on there
   * @param stalled has one more reader, {@code null} for none
   */
  private record Subject(NodeProcess source, String flow, NodeProcess server, NodeProcess readers,
                         NodeProcess stalled) {
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

  private static final String BROADCAST = "broadcast";

  private final Starter starter;
  private final Map<String, Subject> subjects = new LinkedHashMap<>();

  /**
   * @param wanted the subjects to measure, empty for all
   */
  FanOutBench(Starter starter, List<String> wanted) throws IOException {
    this.starter = starter;
    if (wanted.isEmpty() || wanted.stream().anyMatch(name -> name.startsWith("bare"))) {
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
    NodeProcess server = starter.start("bare-fan-out");
    NodeProcess readers = starter.start("bare-readers", server.ready());
    for (String flow : List.of("bare-lead", "bare-in-step")) {
      subjects.put(flow, new Subject(server, flow, server, readers, null));
    }
  }

  private void startBroadcast() throws IOException {
    Path certificate = Files.createTempFile("conec-bench", ".pem");
    NodeProcess coordinator = starter.start("coordinator", certificate.toString());
    String port = coordinator.ready();
    NodeProcess readers = starter.start("broadcast-readers", port, certificate.toString());
    NodeProcess sender = starter.start("broadcast-sender", port, certificate.toString());
    NodeProcess stalled = starter.start("stalled-reader", port, certificate.toString());
    Files.delete(certificate);
    subjects.put(BROADCAST, new Subject(sender, BROADCAST, coordinator, readers, null));
    for (String name : List.of("stalled-application", "stalled-client")) {
      subjects.put(name, new Subject(sender, BROADCAST, coordinator, readers, stalled));
    }
  }

  void measure(int rounds, int seconds) throws Exception {
    String title = String.format("1 sender, %d readers, %d B messages", FanOut.READERS, FanOut.MESSAGE_SIZE);
    Report speed = new Report(title, "1000 deliveries/s", "µs of the Coordinator or bare server each");
    Report busy = new Report("how busy that is", "% of a core", "µs of the readers each");
    Report stalling = new Report(title, "1000 deliveries/s", "µs of the Coordinator each");
    for (int round = -1; round < rounds; round++) {
      for (Map.Entry<String, Subject> subject : subjects.entrySet()) {
        String name = subject.getKey();
        Window window = measure(name, subject.getValue(), round < 0 ? WARM_UP_SECONDS : seconds);
        if (round < 0) {
          continue;
        }
        busy.add(name, window.serverPercent(), window.readerMicros);
        if (subject.getValue().stalled == null) {
          speed.add(name, window.deliveriesPerSecond / 1e3, window.serverMicros);
        }
        if (!name.startsWith("bare")) {
          stalling.add(name, window.deliveriesPerSecond / 1e3, window.serverMicros);
        }
      }
    }
    speed.print();
    busy.print();
    stalling.print();
  }

  private static Window measure(String name, Subject subject, int seconds) throws Exception {
    if (subject.stalled == null) {
      return measure(subject, seconds);
    }
    subject.stalled.ask("on " + name);
    Window window = measure(subject, seconds);
    subject.stalled.ask("off " + name);
    return window;
  }

  private static Window measure(Subject subject, int seconds) throws Exception {
    subject.source.ask("on " + subject.flow);
    TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
    Reading before = Reading.of(subject);
    TimeUnit.SECONDS.sleep(seconds);
    Window window = Reading.of(subject).since(before);
    subject.source.ask("off " + subject.flow);
    TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
    return window;
  }
}
