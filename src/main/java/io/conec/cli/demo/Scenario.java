package io.conec.cli.demo;

import io.conec.BroadcastInfo;
import io.conec.BroadcastMessage;
import io.conec.ChannelPath;
import io.conec.ClientInfo;
import io.conec.ConecChannel;
import io.conec.ConecCoordinator;
import io.conec.ConecStream;
import io.conec.CoordinatorOptions;
import io.conec.PathKind;
import io.conec.PathStatistics;
import io.conec.bridge.BusHeaders;
import io.conec.bridge.ConecBridgeOptions;
import io.conec.bridge.ImportOptions;
import io.conec.cli.CommandException;
import io.conec.cli.CommandRuntime;
import io.conec.impl.identity.SubjectNames;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.json.JsonObject;
import picocli.CommandLine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The steps of the demo in their order, with the expected results. */
final class Scenario implements AutoCloseable {

  private static final int PEERS = 3;
  private static final int MANY = 200;
  private static final int CHUNK = 64 * 1024;

  private final Screen screen;
  private final Certificates certificates = new Certificates();
  private final Peer host;
  private final Peer depot;
  private final Peer shop;
  private final Peer workshop;
  private int checks;

  Scenario(Screen screen, Supplier<CommandRuntime> runtimes) {
    this.screen = screen;
    host = new Peer("coordinator", runtimes.get());
    depot = new Peer("depot", runtimes.get());
    shop = new Peer("shop", runtimes.get());
    workshop = new Peer("workshop", runtimes.get());
  }

  void run() throws Exception {
    screen.picture();
    screen.heading("Start");
    ConecCoordinator coordinator = startCoordinator();
    Map<String, String> fingerprints = connect(coordinator);
    openChannel(fingerprints.get("depot"));
    screen.heading("The event bus of the depot, from the shop");
    bridge();
    sendAndPublish(shop.vertx().eventBus());
    request(shop.vertx().eventBus());
    screen.heading("A file over a data stream");
    sendFile();
    screen.heading("A broadcast, to all who joined it");
    broadcast();
    screen.heading("End");
    end();
    screen.summary(checks);
  }

  private ConecCoordinator startCoordinator() throws Exception {
    ConecCoordinator coordinator = ConecCoordinator.create(host.vertx(), new CoordinatorOptions()
      .setHost("127.0.0.1")
      .setPort(0)
      .setKeyCertOptions(certificates.issue(SubjectNames.hosts(List.of("127.0.0.1"))))
      .setClientTrustOptions(certificates.trust()));
    coordinator.clientUnregisteredHandler(host::see);
    host.onClose(coordinator::close);
    host.await(coordinator.listen());
    screen.line("coordinator", "listens on UDP port " + coordinator.actualPort());
    return coordinator;
  }

  /** Returns the fingerprints of the clients' certificates, as the Coordinator has verified them. */
  private Map<String, String> connect(ConecCoordinator coordinator) throws Exception {
    for (Peer peer : List.of(depot, shop, workshop)) {
      peer.connect(coordinator.actualPort(), certificates);
      screen.line(peer.id(), "is connected, with a certificate of its own");
    }
    Map<String, String> fingerprints = coordinator.clients().stream()
      .collect(Collectors.toMap(ClientInfo::getId, ClientInfo::getFingerprint));
    check("clients", Set.of("depot", "shop", "workshop"), fingerprints.keySet());
    return fingerprints;
  }

  private void openChannel(String fingerprint) throws Exception {
    Promise<ChannelPath> direct = Promise.promise();
    // The handler is set on the event loop, before the path can change.
    ChannelPath first = shop.await(shop.client().openChannel("depot")
      .map(channel -> channel.pathHandler(direct::tryComplete).path()));
    screen.line("shop", "channel to depot, encrypted from end to end: " + first);
    ConecChannel channel = shop.client().channel("depot");
    check("certificate of depot", fingerprint, channel.peerFingerprint());
    ChannelPath path = first.getKind() == PathKind.DIRECT ? first : shop.await(direct.future());
    check("path", PathKind.DIRECT, path.getKind());
    screen.line("shop", "  moves to the direct path when that is found: " + path);
  }

  private void bridge() throws Exception {
    Depot.consume(depot);
    Depot.export(depot);
    ConecBridgeOptions imports = new ConecBridgeOptions();
    for (String address : List.of("stock.price", "stock.reserve", "stock.count", "news", "office.safe")) {
      imports.addImport(new ImportOptions().setPeer("depot").setAddress(address));
    }
    shop.bridge(imports);
    screen.line("shop", "imports addresses of depot into its event bus");
  }

  private void sendAndPublish(EventBus bus) throws Exception {
    bus.send("stock.reserve", "2 lamps");
    screen.line("shop", "send to stock.reserve: 2 lamps");
    check("consumer", "shelf", consumed("stock.reserve", "2 lamps"));
    bus.publish("news", "open until nine");
    screen.line("shop", "publish to news: open until nine");
    check("consumers", Set.of("sign", "radio"),
      Set.copyOf(List.of(consumed("news", "open until nine"), consumed("news", "open until nine"))));
  }

  private void request(EventBus bus) throws Exception {
    JsonObject lamp = new JsonObject().put("item", "lamp");
    Message<JsonObject> reply = shop.await(bus.request("stock.price", lamp));
    check("consumer", "till", consumed("stock.price", lamp));
    check("reply", Depot.LAMP, reply.body());
    check("sender of the reply", "depot", reply.headers().get(BusHeaders.PEER));
    screen.line("shop", "request for stock.price, the reply is " + reply.body());

    JsonObject unicorn = new JsonObject().put("item", "unicorn");
    ReplyException missing = failure(bus, "stock.price", unicorn);
    check("consumer", "till", consumed("stock.price", unicorn));
    check("type of the failure", ReplyFailure.RECIPIENT_FAILURE, missing.failureType());
    check("code of the failure", 404, missing.failureCode());
    check("failure", "no such item: unicorn", missing.getMessage());
    check("failure of what is not exported", ReplyFailure.NO_HANDLERS,
      failure(bus, "office.safe", "open").failureType());

    int replies = 0;
    while (replies < MANY && shop.await(bus.request("stock.count", replies)).body().equals(replies)) {
      replies++;
    }
    screen.line("shop", MANY + " requests in a row");
    check("replies", MANY, replies);
  }

  private ReplyException failure(EventBus bus, String address, Object body) throws Exception {
    try {
      shop.await(bus.request(address, body));
    } catch (ReplyException e) {
      screen.line("shop", "request for " + address + ", which fails: " + e.getMessage());
      return e;
    }
    throw new CommandException("the request for " + address + " should fail");
  }

  /** Waits for what the depot consumes next, which must be this from the shop; returns the name of the consumer. */
  private String consumed(String address, Object body) throws Exception {
    Depot.Consumed next = depot.next(Depot.Consumed.class);
    String sender = next.message().headers().get(BusHeaders.PEER);
    check("address", address, next.message().address());
    check("body", body, next.message().body());
    check("verified sender", "shop", sender);
    screen.line("depot",
      "  the " + next.consumer() + " got " + body + " from " + sender + ", as its certificate proves");
    return next.consumer();
  }

  /** Sends a file that every user of the demo has: the program itself. */
  private void sendFile() throws Exception {
    Path file = Path.of(CommandLine.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path copy = Files.createTempFile("conec-demo-", ".copy");
    try {
      Depot.receive(depot, copy.toString());
      AsyncFile input = shop.await(shop.vertx().fileSystem().open(file.toString(), new OpenOptions().setWrite(false)));
      ConecStream stream = shop.await(shop.client().openStream("depot"));
      shop.await(input.setReadBufferSize(CHUNK).pipeTo(stream));
      depot.next(Depot.Received.class);
      screen.line("shop", String.format(Locale.ROOT, "%s, %,d bytes", file.getFileName(), Files.size(file)));
      check("first byte of the copy that differs", -1L, Files.mismatch(file, copy));
    } finally {
      Files.delete(copy);
    }
    PathStatistics sent = shop.client().channel("depot").pathStatistics();
    screen.line("shop", String.format(Locale.ROOT, "  sent to depot in all: %,d bytes relayed, %,d direct",
      sent.getRelayedBytesSent(), sent.getDirectBytesSent()));
  }

  private void broadcast() throws Exception {
    BroadcastInfo team = shop.await(shop.client().broadcastInfo("team"));
    check("senders", PEERS, team.getSenders());
    check("readers", PEERS, team.getReaders());
    say(shop, "two lamps sold", depot, workshop);
    say(depot, "two lamps packed", workshop, shop);
    say(workshop, "one lamp mended", shop, depot);
  }

  private void say(Peer sender, String text, Peer... readers) throws Exception {
    sender.await(sender.team().write(Buffer.buffer(text)));
    for (Peer reader : readers) {
      BroadcastMessage message = reader.next(BroadcastMessage.class);
      check("verified sender", sender.id(), message.sender());
      check("number of the message", 1L, message.sequence());
      check("text", text, message.body().toString());
    }
    screen.line(sender.id(), text + ", to " + readers[0].id() + " and " + readers[1].id());
  }

  private void end() throws Exception {
    for (Peer peer : List.of(shop, depot, workshop)) {
      peer.close();
      check("client that left", peer.id(), host.next(ClientInfo.class).getId());
    }
    screen.line("coordinator", "all clients have left in good order");
  }

  private void check(String what, Object expected, Object actual) {
    if (!Objects.equals(expected, actual)) {
      throw new CommandException(what + " should be " + expected + ", but is " + actual);
    }
    checks++;
  }

  @Override
  public void close() {
    List.of(shop, depot, workshop, host).forEach(Peer::close);
  }
}
