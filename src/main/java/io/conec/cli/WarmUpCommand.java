package io.conec.cli;

import io.conec.ClientOptions;
import io.conec.ConecClient;
import io.conec.ConecCoordinator;
import io.conec.CoordinatorOptions;
import io.conec.bridge.ConecBridgeOptions;
import io.conec.bridge.ExportOptions;
import io.conec.bridge.ImportOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemTrustOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.concurrent.Callable;

/**
 * Uses, in one process, what the commands use, so that the JVM can archive the classes (class data sharing) and later
 * starts take half the time. The launcher runs it once after a build.
 */
@Command(name = "warm-up", hidden = true)
final class WarmUpCommand implements Callable<Integer> {

  private static final String THERE = "there";

  @Mixin
  private CommonOptions common;

  @Override
  public Integer call() throws Exception {
    Output output = common.open();
    try (CommandRuntime app = CommandRuntime.start()) {
      ConecCoordinator coordinator =
        ConecCoordinator.create(app.vertx(), new CoordinatorOptions().setHost("127.0.0.1").setPort(0));
      app.onClose(coordinator::close);
      app.await(coordinator.listen());
      ConecClient depot = connect(app, coordinator, "depot");
      ConecClient shop = connect(app, coordinator, "shop");

      app.vertx().eventBus().consumer(THERE, message -> message.reply(message.body()));
      Bus.open(app, depot, new ConecBridgeOptions().addExport(new ExportOptions().setAddress(THERE)));
      Bus.open(app, shop, new ConecBridgeOptions().addImport(
        new ImportOptions().setPeer("depot").setAddress(THERE).setLocalAddress("here")));

      Object reply = app.await(app.vertx().eventBus().request("here", new JsonObject().put("n", 1))).body();
      app.await(app.await(depot.joinBroadcast(THERE)).handler(message -> { }).write(Buffer.buffer(THERE)));
      long nanos = app.await(app.await(shop.openChannel("depot")).ping());
      output.event("warm", new JsonObject().put("reply", reply).put("millis", nanos / 1e6),
        reply + " in " + Durations.millis(nanos));
    }
    return 0;
  }

  private static ConecClient connect(CommandRuntime app, ConecCoordinator coordinator, String id) throws Exception {
    ConecClient client = ConecClient.create(app.vertx(), new ClientOptions()
      .setId(id)
      .addCoordinator("localhost:" + coordinator.actualPort())
      .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(coordinator.certificate()))));
    app.onClose(client::close);
    app.await(client.connect());
    return client;
  }
}
