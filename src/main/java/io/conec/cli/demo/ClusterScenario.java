package io.conec.cli.demo;

import io.conec.ConecCoordinator;
import io.conec.PathPolicy;
import io.conec.bridge.ConecBridgeOptions;
import io.conec.bridge.ImportOptions;
import io.conec.cli.CommandException;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Three Coordinators that are one: one of them stops while two peers talk through it. */
final class ClusterScenario implements AutoCloseable {

  private static final int NODES = 3;
  private static final long BEFORE_MILLIS = 1500;
  private static final long AFTER_MILLIS = 2500;

  private final Screen screen;
  private final Certificates certificates = new Certificates();
  private final ClusterNodes nodes;
  private final Peer depot;
  private final Peer shop;
  private int checks;

  ClusterScenario(Screen screen, Function<String, Peer> peers) {
    this.screen = screen;
    nodes = new ClusterNodes(peers.apply("cluster"), certificates);
    depot = peers.apply("depot");
    shop = peers.apply("shop");
  }

  void run() throws Exception {
    screen.clusterPicture();
    screen.heading("Start");
    for (int i = 0; i < NODES; i++) {
      ConecCoordinator node = nodes.start();
      screen.line(name(i), "listens on UDP port " + node.actualPort());
    }
    screen.line("cluster", "each of the " + nodes.awaitEachKnowsAll() + " nodes knows the others");
    connect(shop, 0, 1, 2);
    connect(depot, 1, 2, 0);
    screen.heading("A stream and requests through two nodes, and one of them stops");
    talk();
    screen.summary(checks);
  }

  private static String name(int node) {
    return "node " + (node + 1);
  }

  private void connect(Peer peer, int... order) throws Exception {
    List<Integer> ports = IntStream.of(order).mapToObj(nodes::port).toList();
    peer.connect(ports, PathPolicy.RELAY_ONLY, certificates);
    screen.line(peer.id(), "is connected to " + name(order[0]) + "; it knows the addresses of all");
    check("node of " + peer.id(), nodes.address(order[0]), nodes.awaitNodeOf(peer.id()));
  }

  private void talk() throws Exception {
    CheckedTraffic traffic = new CheckedTraffic(shop, depot);
    Depot.export(depot);
    shop.bridge(new ConecBridgeOptions().addImport(new ImportOptions().setPeer("depot").setAddress("stock.count")));
    traffic.start();
    screen.line("shop", "streams to depot and asks it: " + shop.client().channel("depot").path());
    shop.pause(BEFORE_MILLIS);
    screen.line("depot", said(traffic.messages(), traffic.replies()));
    nodes.stop(0);
    screen.line(name(0), "stops dead, without a word to anybody");
    shop.pause(AFTER_MILLIS);
    int sent = traffic.finish();
    screen.line("shop", "goes on: " + shop.client().channel("depot").path());
    check("messages received", sent, traffic.messages().count());
    check("what is wrong with the stream", null, traffic.wrong());
    check("requests consumed", traffic.replies().count(), traffic.consumed());
    screen.line("depot", said(traffic.messages(), traffic.replies()) + " in all, nothing lost or repeated");
    screen.line("cluster", String.format(Locale.ROOT, "longest pause of the stream %,d ms, of the requests %,d ms",
      traffic.messages().longestMillis(), traffic.replies().longestMillis()));
    int left = nodes.awaitEachKnowsAll();
    String nodeOfShop = nodes.awaitNodeOf("shop");
    check("whether shop is at a node that is left", false, nodeOfShop.equals(nodes.address(0)));
    screen.line("cluster", left + " nodes are left, shop is at " + nodeOfShop);
  }

  private static String said(CheckedTraffic.Arrivals messages, CheckedTraffic.Arrivals replies) {
    return String.format(Locale.ROOT, "%,d bytes, %,d requests", CheckedTraffic.bytes(messages.count()),
      replies.count());
  }

  private void check(String what, Object expected, Object actual) {
    if (!Objects.equals(expected, actual)) {
      throw new CommandException(what + " should be " + expected + ", but is " + actual);
    }
    checks++;
  }

  @Override
  public void close() {
    List.of(shop, depot).forEach(Peer::close);
    nodes.close();
  }
}
