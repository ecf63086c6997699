package io.conec.bench;

import io.conec.ConecClient;
import io.vertx.core.Vertx;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The processes of {@link FanOutBench}.
 */
final class FanOutNode {

  /** Of the process with all readers: as many as it can use. */
  private static final int READER_LOOPS = Runtime.getRuntime().availableProcessors();

  /** Of each second, on the line of a reader. */
  private static final Duration INTERRUPTION = Duration.ofMillis(150);

  private final Node node;
  private Switch switched;
  private LongSupplier delivered;

  FanOutNode(Node node) {
    this.node = node;
  }

  String start(String[] args) throws Exception {
    switch (args[0]) {
      case "bare-fan-out" -> {
        BareFanOut fanOut = new BareFanOut();
        switched = fanOut;
        return String.valueOf(node.bareQuic(1).listen(fanOut));
      }
      case "bare-readers" -> delivered = new BareReaders(node.bareQuic(READER_LOOPS), Integer.parseInt(args[1]));
      case "broadcast-readers" -> delivered = readers(args[1], Path.of(args[2]));
      case "broadcast-reader" -> delivered = reader(args[1], Path.of(args[2]));
      case "interrupted-reader" ->
        delivered = reader(String.valueOf(BareQuic.port(node.bareQuic(1).bind(
          new BareForwarder(Integer.parseInt(args[1]), INTERRUPTION)))), Path.of(args[2]));
      case "broadcast-sender" ->
        switched = new BroadcastSender(client(node.vertx(1), FanOut.SENDER, args[1], Path.of(args[2])),
          Integer.parseInt(args[3]));
      case "stalled-application" ->
        switched = StalledReader.application(client(node.vertx(1), args[0], args[1], Path.of(args[2])));
      case "stalled-client" -> switched = StalledReader.client(args[0], Integer.parseInt(args[1]));
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

  private LongSupplier reader(String port, Path certificate) throws Exception {
    return new BroadcastReaders(client(node.vertx(1), "reader", port, certificate));
  }

  /** Connected in a verticle of its own: those that are connected by one other thread share an event loop. */
  private static ConecClient client(Vertx vertx, String id, String port, Path certificate) throws Exception {
    ConecClient client = ConecClient.create(vertx, Node.clientOptions(id, port, certificate));
    vertx.deployVerticle(context -> client.connect()).await();
    return client;
  }

  String answer(String[] command) throws Exception {
    switch (command[0]) {
      case "on" -> switched.on();
      case "off" -> switched.off();
      case "delivered" -> {
        return System.nanoTime() + " " + delivered.getAsLong();
      }
      default -> throw new IllegalArgumentException(command[0]);
    }
    return "";
  }
}
