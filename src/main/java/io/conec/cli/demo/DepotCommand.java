package io.conec.cli.demo;

import io.conec.BroadcastOptions;
import io.conec.ConecBroadcast;
import io.conec.ConecClient;
import io.conec.ConecStream;
import io.conec.bridge.BusHeaders;
import io.conec.bridge.ConecBridgeOptions;
import io.conec.bridge.ExportOptions;
import io.conec.cli.BroadcastText;
import io.conec.cli.Bus;
import io.conec.cli.CommandRuntime;
import io.conec.cli.CommonOptions;
import io.conec.cli.Output;
import io.conec.cli.PeerOptions;
import io.conec.cli.StdinLines;
import io.conec.cli.StreamReceiver;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** The process that has the consumers. */
@Command(name = "depot", hidden = true)
final class DepotCommand implements Callable<Integer> {

  static final JsonObject LAMP = new JsonObject().put("item", "lamp").put("price", 49.9);
  static final int NOT_FOUND = 404;
  static final String NO_SUCH_ITEM = "no such item: unicorn";

  /** What the demo's peers say to each other. */
  static final String BROADCAST = "team";

  @Option(names = "--file", required = true)
  private Path file;

  @Mixin
  private PeerOptions options;

  @Mixin
  private CommonOptions common;

  private Output output;
  private volatile ConecBroadcast broadcast;

  @Override
  public Integer call() throws Exception {
    output = common.open();
    try (CommandRuntime app = CommandRuntime.start()) {
      StdinLines.start(app, line -> broadcast.write(Buffer.buffer(line)));
      consume(app.vertx().eventBus());
      ConecClient client = options.connectLasting(app, output);
      client.streamHandler(this::receive);
      Bus.open(app, client, new ConecBridgeOptions()
        .addExport(new ExportOptions().setAddressRegex("stock\\..*").setPeers(List.of("shop")))
        .addExport(new ExportOptions().setAddress("news").setPeers(List.of("shop"))));
      broadcast = join(app, client, output);
      output.event("ready", new JsonObject(), "ready");
      app.awaitStop();
    }
    return 0;
  }

  /** Joins the broadcast and prints what the others say there. */
  static ConecBroadcast join(CommandRuntime app, ConecClient client, Output output) throws Exception {
    return app.await(client.joinBroadcast(BROADCAST, new BroadcastOptions().setOwnMessages(false)))
      .handler(message -> output.event("message", BroadcastText.toJson(message), BroadcastText.toText(message)));
  }

  /** What an application has anyway: it knows nothing of peers. */
  private void consume(EventBus bus) {
    bus.<JsonObject>consumer("stock.price", message -> {
      show("price", message);
      if ("lamp".equals(message.body().getString("item"))) {
        message.reply(LAMP);
      } else {
        message.fail(NOT_FOUND, "no such item: " + message.body().getString("item"));
      }
    });
    bus.consumer("stock.reserve", message -> show("reserve", message));
    bus.consumer("news", message -> show("tags", message));
    bus.consumer("news", message -> show("cashier", message));
    bus.consumer("stock.count", message -> message.reply(message.body()));
    bus.consumer("office.safe", message -> message.reply("this must not leave the depot"));
  }

  private void show(String consumer, Message<?> message) {
    output.event("consumed", new JsonObject()
      .put("consumer", consumer)
      .put("address", message.address())
      .put("peer", message.headers().get(BusHeaders.PEER))
      .put("body", message.body()), consumer);
  }

  private void receive(ConecStream stream) {
    try {
      OutputStream copy = Files.newOutputStream(file);
      StreamReceiver.start(stream, copy)
        .onComplete(result -> close(copy))
        .onSuccess(result -> output.event("received", result.toJson(), "received"))
        .onComplete(result -> stream.end());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void close(OutputStream copy) {
    try {
      copy.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
