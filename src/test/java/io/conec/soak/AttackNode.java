package io.conec.soak;

import io.conec.test.NodeProcess;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;

/** All floods at once. Is killed, so that nobody hears that the attackers are gone. */
public final class AttackNode implements NodeProcess.Program {

  private static final int CHAINS = 8;
  private static final int SILENT = 4;
  private static final int OPENERS = 20;
  private static final int JOINERS = 10;
  private static final int SENDERS = 4;

  private final Map<String, LongAdder> hits = new TreeMap<>();

  public static void main(String[] args) {
    NodeProcess.run(new AttackNode(), args);
  }

  /**
   * @param args name, directory of the files, port of the Coordinator, number of honest clients
   */
  @Override
  public String start(String[] args) {
    Target target = new Target(new SoakFiles(Path.of(args[1])), Integer.parseInt(args[2]), Integer.parseInt(args[3]));
    start("chains", CHAINS, new ChainFlood(target));
    start("handshakes", SILENT, new HandshakeFlood(target));
    start("opens", OPENERS, new OpenFlood(target));
    start("joins", JOINERS, new BroadcastFlood(target));
    start("one-way", SENDERS, new OneWayFlood(target, Vertx.vertx()));
    return "ready";
  }

  private void start(String name, int attackers, Flood flood) {
    LongAdder count = new LongAdder();
    hits.put(name, count);
    for (int i = 0; i < attackers; i++) {
      Thread thread = new Thread(() -> repeat(name, flood, count), name + "-" + i);
      thread.setDaemon(true);
      thread.start();
    }
  }

  private static void repeat(String name, Flood flood, LongAdder count) {
    while (true) {
      try {
        flood.run(name + "-" + UUID.randomUUID(), count::increment);
      } catch (Exception | AssertionError thrownOut) {
        // It comes back with another id.
      }
    }
  }

  /** How much was done so far. */
  @Override
  public String answer(String[] command) {
    JsonObject report = new JsonObject();
    hits.forEach((name, count) -> report.put(name, count.sum()));
    return report.encode();
  }
}
