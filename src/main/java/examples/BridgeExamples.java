package examples;

import io.conec.ConecClient;
import io.conec.bridge.BroadcastDirection;
import io.conec.bridge.BroadcastMapping;
import io.conec.bridge.BusHeaders;
import io.conec.bridge.ConecBridge;
import io.conec.bridge.ConecBridgeEventType;
import io.conec.bridge.ConecBridgeOptions;
import io.conec.bridge.ConecProducer;
import io.conec.bridge.ExportOptions;
import io.conec.bridge.ImportInfo;
import io.conec.bridge.ImportOptions;
import io.conec.bridge.ImportState;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import io.vertx.docgen.Source;

import java.util.List;

@Source
public class BridgeExamples {

  public void mesh(ConecBridgeOptions options, String id, List<String> sites) {
    options.addExport(new ExportOptions().setAddress("news").setPeers(sites));
    for (String site : sites) {
      if (!site.equals(id)) {
        options.addImport(new ImportOptions().setPeer(site).setAddress("news"));
      }
    }
  }

  public void transit(ConecBridgeOptions office) {
    office
      .addExport(new ExportOptions().setAddress("stock").addPeer("shop").setTransit(true))
      .addImport(new ImportOptions().setPeer("depot").setAddress("stock").setTransit(true));
  }

  public void importing(Vertx vertx, ConecClient client) {
    ConecBridge bridge = ConecBridge.create(vertx, client, new ConecBridgeOptions()
      .addImport(new ImportOptions()
        .setPeer("depot")
        .setAddress("stock")
        .setLocalAddress("depot.stock")));
    client.connect()
      .compose(v -> bridge.start())
      .compose(v -> vertx.eventBus().request("depot.stock", "nuts"))
      .onSuccess(reply -> System.out.println(reply.body()));
  }

  public void direct(ConecBridge bridge) {
    bridge.request("depot", "stock", "nuts", new DeliveryOptions().setSendTimeout(2000))
      .onSuccess(reply -> System.out.println(reply.body()));
    bridge.send("depot", "orders", new JsonObject().put("nuts", 17))
      .onSuccess(taken -> System.out.println("a consumer has it"));
    bridge.publish("depot", "prices", new JsonObject().put("nuts", 3));
  }

  public void producer(ConecBridge bridge, ReadStream<JsonObject> orders) {
    ConecProducer<JsonObject> producer = bridge.sender("depot", "orders");
    orders.handler(order -> {
      producer.write(order)
        .onFailure(failure -> System.out.println(order + " is not confirmed: " + failure));
      if (producer.writeQueueFull()) {
        orders.pause();
        producer.drainHandler(drained -> orders.resume());
      }
    });
  }

  public void broadcasts(Vertx vertx, ConecClient client) {
    ConecBridge bridge = ConecBridge.create(vertx, client, new ConecBridgeOptions()
      .addBroadcast(new BroadcastMapping().setName("prices"))
      .addBroadcast(new BroadcastMapping().setName("temperatures").setAddress("depot.temperatures")
        .setDirection(BroadcastDirection.IN).setMaxBufferedMessages(16)));
    vertx.eventBus().consumer("prices", message -> {
      String sender = message.headers().get(BusHeaders.PEER);
      System.out.println(message.body() + " from " + (sender == null ? "here" : sender));
    });
    client.connect()
      .compose(v -> bridge.start())
      .onSuccess(v -> vertx.eventBus().publish("prices", new JsonObject().put("nuts", 17)));
  }

  public void verticle(Vertx vertx) {
    JsonObject config = new JsonObject()
      .put("client", new JsonObject()
        .put("id", "shop")
        .put("coordinators", new JsonArray().add("conec.example.com")))
      .put("exports", new JsonArray()
        .add(new JsonObject().put("address", "prices"))
        .add(new JsonObject().put("addressRegex", "orders\\..+").put("peers", JsonArray.of("office"))))
      .put("imports", new JsonArray()
        .add(new JsonObject().put("peer", "depot").put("address", "stock")))
      .put("broadcasts", new JsonArray()
        .add(new JsonObject().put("name", "news").put("address", "shops.news").put("direction", "IN")));
    vertx.deployVerticle("io.conec.bridge.ConecBridgeVerticle",
      new DeploymentOptions().setConfig(config));
  }

  public void groups(ConecBridge bridge) {
    bridge.addImport(new ImportOptions().setPeer("gateway-.*").setAddress("status"));
    bridge.addImport(new ImportOptions().setPeer("gateway-.*").setAddress("cmd")
      .setLocalAddress("gateway.{peer}.cmd"));
  }

  public void permissions(ConecBridge bridge) {
    bridge.addExport(new ExportOptions()
      .setAddressRegex("orders\\..+")
      .addPeer("office")
      .addPeer("shop")
      .setMatch(new JsonObject().put("action", "list")));
  }

  public void serializable(Vertx vertx, ConecClient client) {
    ConecBridge bridge = ConecBridge.create(vertx, client, new ConecBridgeOptions()
      .addExport(new ExportOptions().setAddress("orders"))
      .addSerializableType("com.example.Order")
      .addSerializableType("java.util.ArrayList"));
    client.connect().compose(v -> bridge.start());
  }

  public void running(ConecBridge bridge) {
    bridge.addExport(new ExportOptions().setAddress("prices"));
    bridge.removeExport("prices");
    bridge.addImport(new ImportOptions().setPeer("depot").setAddress("lamps"));
    bridge.removeImport("lamps");
    bridge.addBroadcast(new BroadcastMapping().setName("news"));
    bridge.removeBroadcast("news", "news");
  }

  public void failures(Vertx vertx) {
    vertx.eventBus().request("depot.stock", "nuts").onFailure(failure -> {
      ReplyException reply = (ReplyException) failure;
      System.out.println(reply.failureType() + " " + reply.failureCode() + " " + reply.getMessage());
    });
  }

  public void events(ConecBridge bridge) {
    bridge.bridgeEventHandler(event -> {
      if (event.error() != null) {
        String of = event.broadcast() != null ? "broadcast " + event.broadcast() : event.peer();
        System.out.println(event.error() + " at " + event.address() + " of " + of);
      }
      boolean denied = event.type() == ConecBridgeEventType.RECEIVE
        && event.address().equals("orders.new");
      event.complete(!denied);
    });
  }

  public void imports(ConecBridge bridge) {
    for (ImportInfo info : bridge.imports()) {
      if (info.getState() != ImportState.AVAILABLE) {
        System.out.println(info.getLocalAddress() + ": " + info.getState() + ", " + info.getReason());
      }
    }
  }
}
