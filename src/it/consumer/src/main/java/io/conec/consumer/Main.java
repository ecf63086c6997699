package io.conec.consumer;

import io.conec.ClientOptions;
import io.conec.ConecClient;
import io.conec.ConecCoordinator;
import io.conec.CoordinatorOptions;
import io.conec.bridge.ConecBridge;
import io.conec.bridge.ConecBridgeOptions;
import io.conec.bridge.ExportOptions;
import io.conec.bridge.ImportOptions;
import io.netty.util.Version;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemTrustOptions;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Checks what it got of the library and of Netty, and sends a request from one event bus to another. */
public final class Main {

  private Main() {
  }

  /** Ends with an exception, and so with the exit code 1, when something is not as it should be. */
  public static void main(String[] args) throws Exception {
    Module module = ConecClient.class.getModule();
    require("io.conec".equals(module.getName()), "the library is in " + module);
    require(module.getPackages().stream().noneMatch(name -> name.startsWith("io.conec.cli")), "it has the command");
    String netty = requireOneNetty();
    String reply = request();
    require(reply.equals("hello shop"), "the reply is " + reply);
    System.out.println("one Netty, " + netty + ", and the reply came");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }

  private static String requireOneNetty() {
    Map<String, String> versions = new TreeMap<>();
    Version.identify().forEach((name, version) -> versions.put(name, version.artifactVersion()));
    require(versions.containsKey("netty-codec-classes-quic"), "no QUIC: " + versions);
    require(versions.values().stream().distinct().count() == 1, "more than one version of Netty: " + versions);
    return versions.get("netty-codec-classes-quic");
  }

  private static String request() throws Exception {
    Vertx near = Vertx.vertx();
    Vertx far = Vertx.vertx();
    try {
      far.eventBus().<String>consumer("greeting", message -> message.reply("hello " + message.body()));
      ConecCoordinator coordinator = await(
        ConecCoordinator.create(far, new CoordinatorOptions().setHost("127.0.0.1").setPort(0)).listen());
      await(bridge(far, coordinator, "depot",
        new ConecBridgeOptions().addExport(new ExportOptions().setAddress("greeting"))));
      await(bridge(near, coordinator, "shop",
        new ConecBridgeOptions().addImport(new ImportOptions().setPeer("depot").setAddress("greeting"))));
      return await(near.eventBus().<String>request("greeting", "shop")).body();
    } finally {
      await(near.close());
      await(far.close());
    }
  }

  private static Future<Void> bridge(Vertx vertx, ConecCoordinator coordinator, String id, ConecBridgeOptions options) {
    ConecClient client = ConecClient.create(vertx, new ClientOptions()
      .setId(id)
      .setLocalAddress("127.0.0.1")
      .addCoordinator("localhost:" + coordinator.actualPort())
      .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(coordinator.certificate()))));
    return client.connect().compose(v -> ConecBridge.create(vertx, client, options).start());
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
