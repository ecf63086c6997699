package io.conec.bridge;

import io.conec.BroadcastInfo;
import io.conec.BroadcastMessage;
import io.conec.BroadcastOptions;
import io.conec.ConecBroadcast;
import io.conec.ConecClient;
import io.conec.CoordinatorOptions;
import io.conec.OverflowPolicy;
import io.conec.test.TestNet;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;

/** Any number of applications with a bridge, and clients in broadcasts without one, on real sockets. */
final class Bridges implements AutoCloseable {

  final TestNet net;
  private final List<Application> applications = new ArrayList<>();

  Bridges() {
    this(options -> options);
  }

  Bridges(UnaryOperator<CoordinatorOptions> options) {
    net = new TestNet(options);
  }

  /** A mapping in both directions that loses nothing. */
  static BroadcastMapping both(String name) {
    return new BroadcastMapping().setName(name).setOverflow(OverflowPolicy.BLOCK);
  }

  static ConecBridgeOptions mapped(BroadcastMapping... mappings) {
    return new ConecBridgeOptions().setBroadcasts(List.of(mappings));
  }

  Application start(String id, ConecBridgeOptions options) {
    Application application = new Application(id, options);
    applications.add(application);
    await(application.client.connect().compose(connected -> {
      application.context = application.vertx.getOrCreateContext();
      return application.bridge.start();
    }));
    return application;
  }

  Application start(String id, BroadcastMapping... mappings) {
    return start(id, mapped(mappings));
  }

  /** A client in the broadcast without a bridge. */
  ConecBroadcast join(String id, String name) {
    return await(net.connect(id).joinBroadcast(name, new BroadcastOptions().setOverflow(OverflowPolicy.BLOCK)));
  }

  static List<BroadcastMessage> read(ConecBroadcast broadcast) {
    List<BroadcastMessage> messages = new CopyOnWriteArrayList<>();
    broadcast.handler(messages::add);
    return messages;
  }

  void awaitMembers(String name, int senders, int readers) {
    awaitUntil(() -> net.coordinator().broadcasts().stream().filter(info -> info.getName().equals(name))
      .anyMatch(info -> info.getSenders() == senders && info.getReaders() == readers));
  }

  void awaitEnd(String name) {
    awaitUntil(() -> net.coordinator().broadcasts().stream().map(BroadcastInfo::getName).noneMatch(name::equals));
  }

  @Override
  public void close() {
    applications.forEach(Application::close);
    net.close();
  }

  /** One application, with client and bridge on one context. */
  final class Application {

    final Vertx vertx = net.vertx();
    final ConecClient client;
    final ConecBridge bridge;
    final List<ConecBridgeEvent> events = new CopyOnWriteArrayList<>();
    private Context context;

    private Application(String id, ConecBridgeOptions options) {
      client = ConecClient.create(vertx,
        net.clientOptions(id).setOpenTimeout(Duration.ofSeconds(2)).setMaxReconnectDelay(Duration.ofMillis(50)));
      bridge = ConecBridge.create(vertx, client, options);
    }

    /** The context of the bridge. */
    Context context() {
      return context;
    }

    EventBus bus() {
      return vertx.eventBus();
    }

    /** The messages that a consumer of the address gets. */
    List<Message<Object>> consume(String address) {
      List<Message<Object>> messages = new CopyOnWriteArrayList<>();
      bus().consumer(address, messages::add);
      return messages;
    }

    /** Note all events, deny nothing. */
    Application watch() {
      bridge.bridgeEventHandler(event -> {
        events.add(event);
        event.tryComplete(true);
      });
      return this;
    }

    Stream<ConecBridgeEvent> events(ConecBridgeEventType type) {
      return events.stream().filter(event -> event.type() == type);
    }

    ConecBridgeEvent awaitEvent(ConecBridgeEventType type) {
      awaitUntil(() -> events(type).findAny().isPresent());
      return events(type).findFirst().orElseThrow();
    }

    void close() {
      await(bridge.close());
      await(client.close());
    }
  }
}
