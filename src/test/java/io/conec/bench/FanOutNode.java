package io.conec.bench;

import io.conec.BroadcastLimits;
import io.conec.ConecClient;
import io.vertx.core.Vertx;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The processes of {@link FanOutBench}.
 */
final class FanOutNode {

  /** Of the process with all readers: as many as it can use. */
  private static final int READER_LOOPS = Runtime.getRuntime().availableProcessors();

  private final Node node;
  private final Map<String, Switch> switches = new HashMap<>();
  private LongSupplier delivered;

  FanOutNode(Node node) {
    this.node = node;
  }

  String start(String[] args) throws Exception {
    switch (args[0]) {
      case "bare-fan-out" -> {
        BareFanOut fanOut = new BareFanOut();
        switches.put("bare-lead", fanOut.withLead(BroadcastLimits.DEFAULT_BUFFER_SIZE / FanOut.FRAME_LENGTH));
        switches.put("bare-in-step", fanOut.withLead(1));
        return String.valueOf(node.bareQuic(1).listen(fanOut));
      }
      case "bare-readers" -> delivered = new BareReaders(node.bareQuic(READER_LOOPS), Integer.parseInt(args[1]));
      case "broadcast-readers" -> delivered = readers(args[1], Path.of(args[2]));
      case "broadcast-sender" -> switches.put("broadcast",
        new BroadcastSender(client(node.vertx(1), FanOut.SENDER, args[1], Path.of(args[2]))));
      case "stalled-reader" -> {
        switches.put("stalled-application",
          StalledReader.application(client(node.vertx(1), "stalled-application", args[1], Path.of(args[2]))));
        switches.put("stalled-client", StalledReader.client(Integer.parseInt(args[1])));
      }
      default -> throw new IllegalArgumentException(args[0]);
    }
    return "";
  }

  private LongSupplier readers(String port, Path certificate) throws Exception {
    Vertx vertx = node.vertx(READER_LOOPS);
    ConecClient[] clients = new ConecClient[FanOut.READERS];
    for (int i = 0; i < clients.length; i++) {
      clients[i] = client(vertx, "reader-" + i, port, certificate);
    }
    return new BroadcastReaders(clients);
  }

  /** Connected in a verticle of its own: those that are connected by one other thread share an event loop. */
  private static ConecClient client(Vertx vertx, String id, String port, Path certificate) throws Exception {
    ConecClient client = ConecClient.create(vertx, Node.clientOptions(id, port, certificate));
    vertx.deployVerticle(context -> client.connect()).await();
    return client;
  }

  String answer(String[] command) throws Exception {
    switch (command[0]) {
      case "on" -> switches.get(command[1]).on();
      case "off" -> switches.get(command[1]).off();
      case "delivered" -> {
        return System.nanoTime() + " " + delivered.getAsLong();
      }
      default -> throw new IllegalArgumentException(command[0]);
    }
    return "";
  }
}
