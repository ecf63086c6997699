package io.conec.cli.demo;

import io.conec.cli.CommandException;
import io.conec.cli.Durations;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/** What happens in the demo, in its order, and what each step must result in. */
final class Scenario {

  static final long MAX_FILE_SIZE = 64 * 1024 * 1024;

  private static final Duration START_DEADLINE = Duration.ofSeconds(20);
  private static final Duration STEP_DEADLINE = Duration.ofSeconds(10);

  /** Depot, shop and workshop. */
  private static final int MEMBERS = 3;

  private final Screen screen;
  private final Stage stage;
  private Child coordinator;
  private Child depot;
  private Child shop;
  private Child workshop;
  private int port;
  private String fingerprint;
  private int checks;

  Scenario(Screen screen, Stage stage) {
    this.screen = screen;
    this.stage = stage;
  }

  void run() throws IOException, InterruptedException {
    screen.picture();
    screen.heading("Start");
    certificates();
    startCoordinator();
    startPeers();
    openChannel();
    screen.heading("The event bus of the depot, from the shop");
    send();
    publish();
    request();
    failure();
    forbidden();
    manyRequests();
    screen.heading("A file over a data stream");
    file();
    screen.heading("A broadcast, to all its members");
    members();
    say(shop, "two lamps sold", depot, workshop);
    say(depot, "two lamps packed", workshop, shop);
    say(workshop, "one lamp mended", shop, depot);
    screen.line("demo", "  each came with its sender, as the certificates prove");
    screen.heading("End");
    end();
    screen.summary(checks);
  }

  private void certificates() throws IOException {
    long start = System.nanoTime();
    stage.makeCertificates();
    screen.line("demo", "made a CA and a certificate for each process", System.nanoTime() - start);
  }

  private void startCoordinator() throws IOException, InterruptedException {
    long start = System.nanoTime();
    coordinator = stage.start("coordinator", List.of("coordinator", "--host", "127.0.0.1", "--port", "0",
      "--client-ca", stage.file("ca.pem").toString(), "--until-stdin-ends"));
    port = coordinator.expect("listening", START_DEADLINE).getInteger("port");
    screen.line("coordinator", "process " + coordinator.pid() + ", UDP port " + port, System.nanoTime() - start);
  }

  private void startPeers() throws IOException, InterruptedException {
    long start = System.nanoTime();
    depot = startPeer("depot", "demo", "depot", "--file", stage.file("copy").toString());
    shop = startPeer("shop", "demo", "shop");
    workshop = startPeer("workshop", "broadcast", DepotCommand.BROADCAST);
    Set<String> arrived = Set.of(arrival(), arrival(), arrival());
    check("clients at the Coordinator", Set.of("depot", "shop", "workshop"), arrived);
    depot.expect("ready", START_DEADLINE);
    screen.line("depot", "process " + depot.pid() + ", exports stock.price, stock.reserve, news",
      System.nanoTime() - start);
    shop.expect("ready", START_DEADLINE);
    screen.line("shop", "process " + shop.pid(), System.nanoTime() - start);
    workshop.expect("joined", START_DEADLINE);
    screen.line("workshop", "process " + workshop.pid() + ", runs 'conec broadcast " + DepotCommand.BROADCAST + "'",
      System.nanoTime() - start);
  }

  private Child startPeer(String name, String... command) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("--coordinator", "127.0.0.1:" + port, "--trust", stage.file("ca.pem").toString()));
    return stage.start(name, arguments);
  }

  private String arrival() throws InterruptedException {
    JsonObject client = coordinator.expect("arrived", START_DEADLINE);
    screen.line("coordinator", client.getString("id") + " is there, at " + client.getString("address")
      + ", certificate " + client.getString("fingerprint").substring(0, 12));
    if (client.getString("id").equals("depot")) {
      fingerprint = client.getString("fingerprint");
    }
    return client.getString("id");
  }

  private void openChannel() throws IOException, InterruptedException {
    JsonObject opened = step("channel");
    check("certificate of depot", fingerprint, opened.getString("fingerprint"));
    done(opened, "channel to depot, with certificate " + opened.getString("fingerprint").substring(0, 12));
    screen.line("shop", "  datagrams travel " + opened.getString("path") + ", encrypted from end to end");
    upgrade(opened, step("direct"));
    done(step("import"), "imports the addresses of depot into her event bus");
  }

  private void upgrade(JsonObject opened, JsonObject direct) {
    check("way of the datagrams", "DIRECT", direct.getString("path").split(" ")[0]);
    done(direct, "  a direct path is found, the channel moves to it");
    screen.line("shop", "  datagrams travel " + direct.getString("path") + ": relayed after "
      + Durations.millis(opened.getLong("nanos")) + ", direct after " + Durations.millis(direct.getLong("nanos")));
  }

  private void send() throws IOException, InterruptedException {
    long start = System.nanoTime();
    JsonObject sent = step("send");
    JsonObject seen = consumed("stock.reserve");
    sent.put("nanos", System.nanoTime() - start);
    check("body", sent.getValue("body"), seen.getValue("body"));
    done(sent, "send to stock.reserve: " + sent.getValue("body"));
    screen.line("depot", "  got it from " + seen.getString("peer") + ", as its certificate proves");
  }

  private void publish() throws IOException, InterruptedException {
    long start = System.nanoTime();
    JsonObject published = step("publish");
    JsonObject one = consumed("news");
    JsonObject other = consumed("news");
    published.put("nanos", System.nanoTime() - start);
    check("body", published.getValue("body"), one.getValue("body"));
    check("body", published.getValue("body"), other.getValue("body"));
    check("consumers", Set.of("tags", "cashier"), Set.of(one.getString("consumer"), other.getString("consumer")));
    done(published, "publish to news: " + published.getValue("body"));
    screen.line("depot", "  got it twice: " + one.getString("consumer") + " and " + other.getString("consumer"));
  }

  private void request() throws IOException, InterruptedException {
    JsonObject answered = step("request");
    JsonObject seen = consumed("stock.price");
    screen.line("depot", "request for stock.price from " + seen.getString("peer") + ": " + seen.getValue("body"));
    check("reply", DepotCommand.LAMP, answered.getJsonObject("reply"));
    check("sender of the reply", "depot", answered.getString("replyPeer"));
    done(answered, "  reply " + answered.getJsonObject("reply").encode());
  }

  private void failure() throws IOException, InterruptedException {
    JsonObject failed = step("missing");
    consumed("stock.price");
    check("failure type", "RECIPIENT_FAILURE", failed.getString("failureType"));
    check("failure code", DepotCommand.NOT_FOUND, failed.getInteger("failureCode"));
    check("failure message", DepotCommand.NO_SUCH_ITEM, failed.getString("message"));
    done(failed, "request that fails: " + failed.getInteger("failureCode") + " " + failed.getString("message"));
  }

  private void forbidden() throws IOException, InterruptedException {
    JsonObject denied = step("forbidden");
    check("failure type", "NO_HANDLERS", denied.getString("failureType"));
    done(denied, "request for office.safe, which is not exported: nobody answers");
  }

  private void manyRequests() throws IOException, InterruptedException {
    JsonObject many = step("many");
    check("replies", ShopCommand.MANY, many.getInteger("replies"));
    done(many, String.format(Locale.ROOT, "%d requests in a row, median %.2f ms", ShopCommand.MANY,
      many.getDouble("medianMillis")));
  }

  private void file() throws IOException, InterruptedException {
    Path file = DemoCommand.someFile();
    JsonObject sent = step("file " + file);
    JsonObject received = depot.expect("received", STEP_DEADLINE);
    done(sent, String.format(Locale.ROOT, "%s, %,d bytes, %.1f MiB/s", file.getFileName(), sent.getLong("bytes"),
      sent.getDouble("mebibytesPerSecond")));
    screen.line("shop", "  SHA-256 " + sent.getString("sha256"));
    screen.line("depot", "  SHA-256 " + received.getString("sha256"));
    check("size", Files.size(file), received.getLong("bytes"));
    check("SHA-256", sent.getString("sha256"), received.getString("sha256"));
    paths(sent.getJsonObject("paths"));
    check("first byte that differs", -1L, Files.mismatch(file, stage.file("copy")));
  }

  private void paths(JsonObject paths) {
    screen.line("shop", String.format(Locale.ROOT, "  sent to depot in all: %,d bytes relayed, %,d direct",
      paths.getLong("relayedBytesSent"), paths.getLong("directBytesSent")));
  }

  private void members() throws IOException, InterruptedException {
    JsonObject members = step("members");
    check("senders", MEMBERS, members.getInteger("senders"));
    check("readers", MEMBERS, members.getInteger("readers"));
    screen.line("shop", "the broadcast " + members.getString("name") + " has " + members.getInteger("senders")
      + " senders and " + members.getInteger("readers") + " readers", members.getLong("nanos"));
  }

  private void say(Child sender, String text, Child... readers) throws IOException, InterruptedException {
    long start = System.nanoTime();
    if (sender == shop) {
      step("say " + text);
    } else {
      sender.tell(text);
    }
    for (Child reader : readers) {
      JsonObject message = reader.expect("message", STEP_DEADLINE);
      check("verified sender", sender.name(), message.getString("sender"));
      check("number of the message", 1L, message.getLong("sequence"));
      check("text", text, message.getString("text"));
    }
    screen.line(sender.name(), String.format("%-18s to %s and %s", text, readers[0].name(), readers[1].name()),
      System.nanoTime() - start);
  }

  private void end() throws InterruptedException {
    long start = System.nanoTime();
    for (Child child : List.of(shop, depot, workshop, coordinator)) {
      check("exit code", 0, child.stop());
    }
    screen.line("demo", "all four processes ended in good order", System.nanoTime() - start);
  }

  private JsonObject step(String command) throws IOException, InterruptedException {
    shop.tell(command);
    return shop.expect("done", STEP_DEADLINE);
  }

  private void done(JsonObject done, String text) {
    screen.line("shop", text, done.getLong("nanos"), done.getString("path"));
  }

  /** A message that a consumer of the depot got, which must come from the shop. */
  private JsonObject consumed(String address) throws InterruptedException {
    JsonObject message = depot.expect("consumed", STEP_DEADLINE);
    check("address", address, message.getString("address"));
    check("verified sender", "shop", message.getString("peer"));
    return message;
  }

  private void check(String what, Object expected, Object actual) {
    if (!Objects.equals(expected, actual)) {
      throw new CommandException(what + " should be " + expected + ", but is " + actual);
    }
    checks++;
  }
}
