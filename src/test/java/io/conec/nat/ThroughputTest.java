package io.conec.nat;

import io.conec.PathKind;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** How much a stream of a direct channel takes through a link that is not perfect, and how much TCP does. */
@Tag("timing")
class ThroughputTest {

  private static final int MESSAGE_SIZE = 16 * 1024;
  private static final int ROUNDS = Report.UPDATE ? 3 : 1;
  /** Without the start, in which both look for the rate. */
  private static final Duration START = Duration.ofSeconds(1);
  private static final Duration MEASURED = Duration.ofSeconds(Report.UPDATE ? 3 : 1);
  private static final double NANOS = 1e9;
  private static final double BITS_PER_MEGABIT = 1e6;
  private static final LinkConditions LINK =
    LinkConditions.PERFECT.delay(Duration.ofMillis(10)).rate(100_000_000, 1_250_000);

  private final Map<String, LinkConditions> links = new LinkedHashMap<>();
  private final Map<String, List<Double>> tcp = new LinkedHashMap<>();
  private final Map<String, List<Double>> conec = new LinkedHashMap<>();

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void besideTcp() throws IOException {
    links.put("nothing else", LINK);
    if (Report.UPDATE) {
      links.put("1 % loss", LINK.loss(0.01));
      links.put("5 % loss", LINK.loss(0.05));
      links.put("jitter of 5 ms", LINK.jitter(Duration.ofMillis(5)));
      links.put("1 % held back by 5 ms", LINK.reordering(0.01, Duration.ofMillis(5)));
    }
    try (Lab lab = LabSupport.lab()) {
      Host here = lab.publicHost("here");
      Host there = lab.publicHost("there");
      EmulatedLink link = lab.emulate(there);
      try (LabNode coordinator = LabNode.coordinator(lab);
           LabNode sender = LabNode.client(here, LabNode.clientOptions());
           LabNode receiver = LabNode.client(there, LabNode.clientOptions());
           RemoteAgent tcpSender = new RemoteAgent(here, TcpAgent.class, new JsonObject());
           RemoteAgent tcpReceiver = new RemoteAgent(there, TcpAgent.class, new JsonObject())) {
        coordinator.ready();
        sender.ready();
        receiver.ready();
        here.run("ip route change $(ip route show default) congctl cubic");
        int port = tcpReceiver.ask(TcpAgent.LISTEN, new JsonObject()).getInteger(TcpAgent.PORT);
        JsonObject target = new JsonObject().put(TcpAgent.ADDRESS, there.address()).put(TcpAgent.PORT, port);
        for (int round = 0; round < ROUNDS; round++) {
          for (String name : links.keySet()) {
            link.set(links.get(name));
            add(tcp, name, tcp(here, tcpSender, tcpReceiver, target));
            add(conec, name, conec(sender, receiver));
          }
        }
      }
    }
    report();
  }

  private static void add(Map<String, List<Double>> results, String name, double megabits) {
    results.computeIfAbsent(name, key -> new ArrayList<>()).add(megabits);
  }

  private static double tcp(Host host, RemoteAgent sender, RemoteAgent receiver, JsonObject target) {
    sender.ask(TcpAgent.SEND, target);
    Times.pass(START);
    JsonObject first = receiver.ask(TcpAgent.COUNT, new JsonObject());
    Times.pass(MEASURED);
    JsonObject second = receiver.ask(TcpAgent.COUNT, new JsonObject());
    assertTrue(host.run("ss --tcp --info state established").contains("cubic"));
    sender.ask(TcpAgent.STOP, new JsonObject());
    return megabits(second.getLong(TcpAgent.BYTES) - first.getLong(TcpAgent.BYTES),
      second.getLong(Agent.AT) - first.getLong(Agent.AT));
  }

  private static double conec(LabNode sender, LabNode receiver) {
    long start = sender.open(receiver).start();
    sender.awaitPath(receiver, PathKind.DIRECT, start);
    sender.transfer(receiver, MESSAGE_SIZE, 0, MESSAGE_SIZE);
    Times.pass(START);
    long from = System.nanoTime();
    long before = receiver.received();
    Times.pass(MEASURED);
    long messages = receiver.received() - before;
    long time = System.nanoTime() - from;
    LiveSession.assertIntact(sender.stopTransfer());
    LiveSession.assertIntact(receiver.endOfTransfer());
    sender.closeChannel(receiver);
    return megabits(messages * MESSAGE_SIZE, time);
  }

  private static double megabits(long bytes, long nanos) {
    return bytes * Byte.SIZE / BITS_PER_MEGABIT / (nanos / NANOS);
  }

  private void report() throws IOException {
    Report report = new Report("nat-throughput.adoc");
    report.header(List.of("100 Mbit/s, 20 ms round trip, and", "TCP, cubic", "conec, direct", "conec of TCP"));
    for (String name : links.keySet()) {
      double ofTcp = median(tcp.get(name));
      double ofConec = median(conec.get(name));
      assertTrue(ofConec > ofTcp / 4, name + ": " + text(ofConec) + ", TCP " + text(ofTcp));
      report.row(List.of(name, text(ofTcp), text(ofConec), String.format(Locale.ROOT, "%.2f", ofConec / ofTcp)));
    }
    report.write();
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }

  private static String text(double megabits) {
    return String.format(Locale.ROOT, "%.1f Mbit/s", megabits);
  }
}
