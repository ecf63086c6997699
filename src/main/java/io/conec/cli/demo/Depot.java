package io.conec.cli.demo;

import io.conec.bridge.ConecBridgeOptions;
import io.conec.bridge.ExportOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.json.JsonObject;

import java.util.List;

/** What the depot does: its consumers are ordinary ones, and know nothing of peers. */
final class Depot {

  static final JsonObject LAMP = new JsonObject().put("item", "lamp").put("price", 49.9);

  /** What one of the consumers got. */
  record Consumed(String consumer, Message<?> message) { }

  /** A file was received as a whole. */
  record Received(String path) { }

  private Depot() {
  }

  static void consume(Peer peer) {
    EventBus bus = peer.vertx().eventBus();
    bus.<JsonObject>consumer("stock.price", message -> {
      peer.see(new Consumed("till", message));
      if ("lamp".equals(message.body().getString("item"))) {
        message.reply(LAMP);
      } else {
        message.fail(404, "no such item: " + message.body().getString("item"));
      }
    });
    bus.consumer("stock.reserve", message -> peer.see(new Consumed("shelf", message)));
    bus.consumer("stock.count", message -> message.reply(message.body()));
    bus.consumer("news", message -> peer.see(new Consumed("sign", message)));
    bus.consumer("news", message -> peer.see(new Consumed("radio", message)));
    bus.consumer("office.safe", message -> message.reply("this must not leave the depot"));
  }

  /** Lets the shop, and nobody else, use the stock and send news; the safe is not for it. */
  static void export(Peer peer) throws Exception {
    peer.bridge(new ConecBridgeOptions()
      .addExport(new ExportOptions().setAddressRegex("stock\\..*").setPeers(List.of("shop")))
      .addExport(new ExportOptions().setAddress("news").setPeers(List.of("shop"))));
  }

  /** Writes what comes over a data stream to a file. */
  static void receive(Peer peer, String path) {
    peer.client().streamHandler(stream -> {
      stream.pause();
      peer.vertx().fileSystem().open(path, new OpenOptions())
        .compose(stream::pipeTo)
        .compose(v -> stream.end())
        .onSuccess(v -> peer.see(new Received(path)))
        .onFailure(peer::see);
    });
  }
}
