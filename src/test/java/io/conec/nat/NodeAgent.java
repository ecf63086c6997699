package io.conec.nat;

import io.conec.ChannelOptions;
import io.conec.ChannelPath;
import io.conec.ClientOptions;
import io.conec.ConecChannel;
import io.conec.ConecClient;
import io.conec.ConecCoordinator;
import io.conec.ConecException;
import io.conec.ConecStream;
import io.conec.CoordinatorOptions;
import io.conec.StreamOptions;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** A Coordinator or a client on a host of the laboratory. All but the command line happens on one context. */
final class NodeAgent extends Agent {

  static final String ROLE = "role";
  static final String COORDINATOR = "coordinator";
  static final String CLIENT = "client";
  static final String OPTIONS = "options";
  static final String PEER = "peer";
  static final String OPEN = "open";
  static final String CLOSE = "close";
  static final String PING = "ping";
  static final String PATH = "path";
  static final String TRANSFER = "transfer";
  static final String STOP = "stop";
  static final String END = "end";
  static final String REPORT = "report";
  static final String GAP = "gap";
  static final String NEXT = "next";

  private static final String ECHO = "echo";

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final Map<String, ConecChannel> channels = new HashMap<>();
  private ConecClient client;
  private CheckedTransfer transfer;

  @Override
  Future<JsonObject> start(JsonObject options) {
    return onContext(() -> startHere(options));
  }

  @Override
  Future<JsonObject> execute(String command, JsonObject arguments) {
    return onContext(() -> executeHere(command, arguments));
  }

  @Override
  Future<Void> leave() {
    return vertx.close();
  }

  private Future<JsonObject> onContext(Supplier<Future<JsonObject>> action) {
    Promise<JsonObject> done = Promise.promise();
    context.runOnContext(v -> {
      try {
        action.get().onComplete(done);
      } catch (RuntimeException e) {
        done.fail(e);
      }
    });
    return done.future();
  }

  private Future<JsonObject> startHere(JsonObject options) {
    JsonObject own = options.getJsonObject(OPTIONS);
    if (options.getString(ROLE).equals(COORDINATOR)) {
      ConecCoordinator coordinator = ConecCoordinator.create(vertx, new CoordinatorOptions(own));
      return coordinator.listen().map(v -> new JsonObject());
    }
    client = ConecClient.create(vertx, new ClientOptions(own));
    client.channelHandler(this::watch);
    client.streamHandler(ECHO, stream -> stream.handler(stream::write).endHandler(v -> stream.end()));
    client.streamHandler(CheckedTransfer.PROTOCOL,
      stream -> CheckedTransfer.accept(vertx, stream).onSuccess(accepted -> transfer = accepted));
    client.connectedHandler(v -> emit("connected", new JsonObject()));
    client.disconnectedHandler(reason -> emit("disconnected", new JsonObject().put("reason", reason.toString())));
    return client.connect().map(v -> new JsonObject());
  }

  private void watch(ConecChannel channel) {
    channels.put(channel.peer(), channel);
    channel.pathHandler(path -> emitPath(channel, path));
    emitPath(channel, channel.path());
    channel.closeHandler(v -> {
      channels.remove(channel.peer(), channel);
      emit("closed", new JsonObject().put(PEER, channel.peer()).put("reason", String.valueOf(channel.closeReason())));
    });
  }

  private void emitPath(ConecChannel channel, ChannelPath path) {
    emit(PATH, new JsonObject().put(PEER, channel.peer())
      .put("kind", path.getKind().name()).put("remote", path.getRemoteAddress()));
  }

  private Future<JsonObject> executeHere(String command, JsonObject arguments) {
    return switch (command) {
      case OPEN -> open(arguments.getString(PEER), arguments);
      case CLOSE -> channel(arguments).close().map(v -> new JsonObject());
      case PING -> channel(arguments).ping().map(nanos -> new JsonObject().put("nanos", nanos));
      case PATH -> done(new JsonObject().put(PATH, channel(arguments).path().toJson())
        .put("statistics", channel(arguments).pathStatistics().toJson()));
      case TRANSFER -> transfer(arguments);
      case STOP -> transfer.stop();
      case END -> transfer.end();
      case REPORT -> done(transfer == null ? new JsonObject().put("received", 0) : transfer.receiver().report());
      case GAP -> done(new JsonObject()
        .put("nanos", transfer.receiver().largestGap(arguments.getLong("from"), arguments.getLong("to"))));
      case NEXT -> done(new JsonObject().put("at", transfer.receiver().firstAfter(arguments.getLong("from"))));
      default -> throw new IllegalArgumentException(command);
    };
  }

  /** How long it takes until the channel is open, and until a first message is answered over a stream. */
  private Future<JsonObject> open(String peer, JsonObject arguments) {
    JsonObject result = new JsonObject().put("start", System.nanoTime());
    return client.openChannel(peer, new ChannelOptions(arguments.getJsonObject(OPTIONS))).compose(channel -> {
      watch(channel);
      return channel.openStream(new StreamOptions().setProtocol(ECHO));
    }).compose(NodeAgent::echo).map(v -> result.put("answered", System.nanoTime())).otherwise(failure ->
      result.put("failure", ((ConecException) failure).error().name()).put("message", failure.getMessage()));
  }

  private static Future<Void> echo(ConecStream stream) {
    Promise<Void> answered = Promise.promise();
    stream.handler(message -> {
      answered.tryComplete();
      stream.end();
    });
    stream.exceptionHandler(answered::tryFail);
    stream.write(Buffer.buffer("hello"));
    return answered.future();
  }

  private Future<JsonObject> transfer(JsonObject arguments) {
    return channel(arguments).openStream(new StreamOptions().setProtocol(CheckedTransfer.PROTOCOL)).map(stream -> {
      transfer = CheckedTransfer.open(vertx, stream, arguments.getInteger("size"), arguments.getLong("rate"),
        arguments.getLong("back"));
      return new JsonObject();
    });
  }

  private ConecChannel channel(JsonObject arguments) {
    ConecChannel channel = channels.get(arguments.getString(PEER));
    if (channel == null) {
      throw new IllegalStateException("no channel to " + arguments.getString(PEER));
    }
    return channel;
  }

  private static Future<JsonObject> done(JsonObject result) {
    return Future.succeededFuture(result);
  }
}
