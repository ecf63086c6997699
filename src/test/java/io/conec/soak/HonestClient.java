package io.conec.soak;

import io.conec.ClientOptions;
import io.conec.ConecClient;
import io.conec.bridge.ConecBridge;
import io.conec.bridge.ConecBridgeOptions;
import io.conec.bridge.ExportOptions;
import io.conec.bridge.ImportOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;

/**
 * Answers what the client before it asks over the bridge, and asks the next one, five times a second.
 */
final class HonestClient extends VerticleBase {

  /** Attackers come from other addresses. */
  static final String HOST = "127.0.1.1";

  /** What everybody exports, and floods may go to. */
  static final String SLOW = "slow";

  private static final long PERIOD_MILLIS = 200;
  private static final long PATIENCE_MILLIS = 10_000;

  private final ClientOptions options;
  private final int next;
  private final Service service;

  HonestClient(ClientOptions options, int next, Service service) {
    this.options = options;
    this.next = next;
    this.service = service;
  }

  static String id(int index) {
    return "honest-" + index;
  }

  private static String question(String id) {
    return "question-" + id;
  }

  @Override
  public Future<?> start() {
    String id = options.getId();
    ConecClient client = ConecClient.create(vertx, options);
    client.disconnectedHandler(cause -> service.lost(id, cause));
    client.streamHandler(stream -> stream.pipeTo(stream));
    ConecBridge bridge = ConecBridge.create(vertx, client, new ConecBridgeOptions()
      .addExport(new ExportOptions().setAddress(question(id)))
      .addExport(new ExportOptions().setAddress(SLOW))
      .addImport(new ImportOptions().setPeer(id(next)).setAddress(question(id(next)))
        .setLocalAddress("ask-" + id(next))));
    vertx.eventBus().consumer(question(id), message -> message.reply(message.body()));
    return client.connect().compose(v -> bridge.start());
  }

  /** Ask from now on, at a moment of its own. */
  void begin() {
    vertx.setTimer(1 + (long) (Math.random() * PERIOD_MILLIS), timer -> vertx.setPeriodic(PERIOD_MILLIS, tick -> {
      long begun = service.begin();
      ask().onSuccess(answer -> service.answered(begun))
        .onFailure(cause -> service.failed(options.getId() + " was not answered", cause));
    }));
  }

  Future<Message<Object>> ask() {
    return vertx.eventBus().request("ask-" + id(next), "how are you?",
      new DeliveryOptions().setSendTimeout(PATIENCE_MILLIS));
  }
}
