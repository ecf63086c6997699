package io.conec.cli.demo;

import io.conec.ChannelPath;
import io.conec.ConecBroadcast;
import io.conec.ConecChannel;
import io.conec.ConecClient;
import io.conec.ConecStream;
import io.conec.PathKind;
import io.conec.bridge.BusHeaders;
import io.conec.bridge.ConecBridgeOptions;
import io.conec.bridge.ImportOptions;
import io.conec.cli.Bus;
import io.conec.cli.CommandRuntime;
import io.conec.cli.CommonOptions;
import io.conec.cli.Output;
import io.conec.cli.PeerOptions;
import io.conec.cli.StdinLines;
import io.conec.cli.StreamSender;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The process that sends and asks; its parent names the steps on stdin. */
@Command(name = "shop", hidden = true)
final class ShopCommand implements Callable<Integer> {

  static final int MANY = 200;

  private static final String DEPOT = "depot";

  @Mixin
  private PeerOptions options;

  @Mixin
  private CommonOptions common;

  private CommandRuntime app;
  private Output output;
  private ConecClient client;
  private EventBus bus;
  private ConecBroadcast broadcast;
  private final Promise<JsonObject> direct = Promise.promise();
  private volatile long openedAt;

  @Override
  public Integer call() throws Exception {
    output = common.open();
    ExecutorService steps = Executors.newSingleThreadExecutor();
    try (CommandRuntime started = CommandRuntime.start()) {
      app = started;
      bus = app.vertx().eventBus();
      StdinLines.start(app, line -> steps.execute(() -> run(line)));
      client = options.connectLasting(app, output);
      broadcast = DepotCommand.join(app, client, output);
      output.event("ready", new JsonObject(), "ready");
      app.awaitStop();
    } finally {
      steps.shutdownNow();
    }
    return 0;
  }

  private void run(String line) {
    long start = System.nanoTime();
    try {
      JsonObject result = step(line);
      output.event("done", new JsonObject()
        .put("nanos", System.nanoTime() - start)
        .put("path", client.channel(DEPOT).path().toString())
        .mergeIn(result), line);
    } catch (Exception e) {
      output.event("failed", new JsonObject().put("step", line).put("message", String.valueOf(e)), line);
    }
  }

  private JsonObject step(String line) throws Exception {
    String[] words = line.split(" ", 2);
    return switch (words[0]) {
      case "channel" -> channel();
      case "direct" -> app.await(direct.future());
      case "import" -> importAddresses();
      case "send" -> send();
      case "publish" -> publish();
      case "request" -> request();
      case "missing" -> failing("stock.price", new JsonObject().put("item", "unicorn"));
      case "forbidden" -> failing("office.safe", "open");
      case "many" -> many();
      case "file" -> file(Path.of(words[1]));
      case "members" -> app.await(client.broadcastInfo(DepotCommand.BROADCAST)).toJson();
      case "say" -> say(words[1]);
      default -> throw new IllegalArgumentException("no such step: " + line);
    };
  }

  private JsonObject channel() throws Exception {
    openedAt = System.nanoTime();
    return app.await(client.openChannel(DEPOT).map(this::opened));
  }

  /** Runs before the path changes. */
  private JsonObject opened(ConecChannel channel) {
    channel.pathHandler(this::pathTaken);
    pathTaken(channel.path());
    return onPath(channel.path()).put("fingerprint", channel.peerFingerprint());
  }

  private void pathTaken(ChannelPath path) {
    if (path.getKind() == PathKind.DIRECT) {
      direct.tryComplete(onPath(path));
    }
  }

  private JsonObject onPath(ChannelPath path) {
    return new JsonObject().put("nanos", System.nanoTime() - openedAt).put("path", path.toString());
  }

  private JsonObject importAddresses() throws Exception {
    ConecBridgeOptions imports = new ConecBridgeOptions();
    for (String address : List.of("stock.price", "stock.reserve", "stock.count", "news", "office.safe")) {
      imports.addImport(new ImportOptions().setPeer(DEPOT).setAddress(address));
    }
    Bus.open(app, client, imports);
    return new JsonObject();
  }

  private JsonObject send() {
    bus.send("stock.reserve", "2 lamps");
    return new JsonObject().put("body", "2 lamps");
  }

  private JsonObject publish() {
    bus.publish("news", "open until nine");
    return new JsonObject().put("body", "open until nine");
  }

  private JsonObject request() throws Exception {
    Message<JsonObject> reply = app.await(bus.request("stock.price", new JsonObject().put("item", "lamp")));
    return new JsonObject().put("reply", reply.body()).put("replyPeer", reply.headers().get(BusHeaders.PEER));
  }

  private JsonObject failing(String address, Object body) throws Exception {
    try {
      app.await(bus.request(address, body));
    } catch (ReplyException e) {
      return new JsonObject()
        .put("failureType", e.failureType().name())
        .put("failureCode", e.failureCode())
        .put("message", e.getMessage());
    }
    throw new IllegalStateException("the request to " + address + " did not fail");
  }

  private JsonObject many() throws Exception {
    long[] nanos = new long[MANY];
    int replies = 0;
    for (int i = 0; i < MANY; i++) {
      long start = System.nanoTime();
      Message<Integer> reply = app.await(bus.request("stock.count", i));
      nanos[i] = System.nanoTime() - start;
      replies += reply.body() == i ? 1 : 0;
    }
    Arrays.sort(nanos);
    return new JsonObject().put("replies", replies).put("medianMillis", nanos[MANY / 2] / 1e6);
  }

  private JsonObject file(Path file) throws Exception {
    ConecStream stream = app.await(client.openStream(DEPOT));
    try (InputStream input = Files.newInputStream(file)) {
      return app.await(StreamSender.start(stream, input)).toJson()
        .put("paths", stream.channel().pathStatistics().toJson());
    }
  }

  private JsonObject say(String text) throws Exception {
    app.await(broadcast.write(Buffer.buffer(text)));
    return new JsonObject();
  }
}
