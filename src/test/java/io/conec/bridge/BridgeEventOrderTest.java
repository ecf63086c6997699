package io.conec.bridge;

import io.conec.BroadcastInfo;
import io.conec.ConecError;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static io.conec.bridge.Peers.await;
import static io.conec.bridge.Peers.awaitFailure;
import static io.conec.bridge.Peers.awaitTrue;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** Messages keep their order when the event handler decides later, in any order, on any thread. */
class BridgeEventOrderTest {

  private static final int COUNT = 50;

  private final List<ConecBridgeEvent> undecided = new CopyOnWriteArrayList<>();
  private final List<Object> received = new CopyOnWriteArrayList<>();
  private Peers peers;

  @BeforeEach
  void start() {
    peers = Peers.start(
      new ConecBridgeOptions().addExport(new ExportOptions().setAddress("direct")).addBroadcast(Bridges.both("news")),
      new ConecBridgeOptions().addImport(Peers.imported("direct").setMaxInFlight(COUNT))
        .addBroadcast(Bridges.both("news")));
    awaitTrue(() -> peers.net.coordinator().broadcasts().stream().mapToInt(BroadcastInfo::getReaders).sum() == 2);
    peers.serve("direct", message -> {
      received.add(message.body());
      message.reply(message.body());
    });
    peers.depot.bus().consumer("news", message -> received.add(message.body()));
    await(peers.shop.bus().request("direct", "the stream is open"));
    peers.shop.bus().publish("news", "the broadcast is joined");
    awaitTrue(() -> received.size() == 2);
    received.clear();
  }

  @AfterEach
  void close() {
    peers.close();
  }

  private Peers.Peer peer(String id) {
    return id.equals("shop") ? peers.shop : peers.depot;
  }

  /** Messages wait until the test decides. */
  private void hold(Peers.Peer peer) {
    peer.bridge.bridgeEventHandler(event -> {
      if (event.error() == null && event.getRawMessage() != null) {
        undecided.add(event);
      }
    });
  }

  private void publish(String address, int count) {
    for (int i = 0; i < count; i++) {
      peers.shop.bus().publish(address, i);
    }
  }

  private void awaitUndecided(int count) {
    awaitTrue(() -> undecided.size() == count);
  }

  private static int number(ConecBridgeEvent event) {
    return event.getRawMessage().getInteger("body");
  }

  @ParameterizedTest
  @CsvSource({"shop, direct", "depot, direct", "shop, news", "depot, news"})
  void decisionsComeInAnyOrder(String watching, String address) {
    hold(peer(watching));
    publish(address, COUNT);
    awaitUndecided(COUNT);
    List<ConecBridgeEvent> shuffled = new ArrayList<>(undecided);
    Collections.shuffle(shuffled, new Random(1));
    // Denied ones and changed ones among them.
    for (ConecBridgeEvent event : shuffled) {
      int number = number(event);
      if (number % 5 == 2) {
        event.setRawMessage(new JsonObject().put("body", "changed " + number));
      }
      event.complete(number % 5 != 3);
    }
    List<Object> expected = IntStream.range(0, COUNT).filter(i -> i % 5 != 3).boxed()
      .<Object>map(i -> i % 5 == 2 ? "changed " + i : i).toList();
    awaitTrue(() -> received.size() == expected.size());
    assertEquals(expected, received);
    assertEquals(COUNT / 5, peer(watching).bridge.counters().getRefused());
  }

  @ParameterizedTest
  @CsvSource({"shop, direct", "depot, direct", "shop, news", "depot, news"})
  void messagesAfterTheHandlerIsRemovedStayBehindUndecidedOnes(String watching, String address) {
    hold(peer(watching));
    publish(address, 3);
    awaitUndecided(3);
    peer(watching).bridge.bridgeEventHandler(null);
    peers.shop.bus().publish(address, 3).publish(address, 4);
    if (watching.equals("depot")) {
      awaitTrue(() -> peers.depot.bridge.counters().getQueued() == 5);
    }
    undecided.get(2).complete(true);
    undecided.get(0).complete(true);
    awaitTrue(() -> received.contains(0));
    undecided.get(1).fail("on purpose");
    awaitTrue(() -> received.size() == 4);
    assertEquals(List.of(0, 2, 3, 4), received);
  }

  @ParameterizedTest
  @CsvSource({"shop", "depot"})
  void requestsKeepTheirPlaceAmongOtherMessages(String watching) {
    hold(peer(watching));
    List<Future<?>> replies = new ArrayList<>();
    for (int i = 0; i < 9; i += 3) {
      replies.add(peers.shop.bus().request("direct", i));
      peers.shop.bus().send("direct", i + 1).publish("direct", i + 2);
    }
    awaitUndecided(9);
    for (int i = 8; i >= 0; i--) {
      undecided.get(i).complete(i != 3);
    }
    await(replies.get(0));
    assertEquals(ConecError.BUS_NOT_PERMITTED.code(), awaitFailure(replies.get(1)).failureCode());
    await(replies.get(2));
    awaitTrue(() -> received.size() == 8);
    assertEquals(List.of(0, 1, 2, 4, 5, 6, 7, 8), received);
  }

  @Test
  void aReportOfADeniedMessageMayDecideOthers() {
    peers.shop.bridge.bridgeEventHandler(event -> {
      if (event.error() == null) {
        undecided.add(event);
      } else {
        // This is called during the consequences of the first decision.
        undecided.get(2).complete(true);
        undecided.get(1).complete(true);
      }
    });
    publish("direct", 3);
    awaitUndecided(3);
    undecided.get(0).complete(false);
    awaitTrue(() -> received.size() == 2);
    assertEquals(List.of(1, 2), received);
  }

  @Test
  void undecidedMessagesAreBounded() {
    hold(peers.shop);
    publish("direct", COUNT + 10);
    awaitTrue(() -> peers.shop.bridge.counters().getDropped() == 10);
    assertEquals(COUNT, undecided.size());
    assertEquals(ConecError.BUS_OVERLOADED.code(),
      awaitFailure(peers.shop.bus().request("direct", 0)).failureCode());
    undecided.forEach(event -> event.complete(true));
    awaitTrue(() -> received.size() == COUNT);
    assertEquals(IntStream.range(0, COUNT).boxed().toList(), received);
  }

  @ParameterizedTest
  @CsvSource({"shop, direct", "depot, direct", "shop, news", "depot, news"})
  void aDecisionIsMadeOnce(String watching, String address) {
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    peer(watching).vertx.exceptionHandler(failures::add);
    peer(watching).bridge.bridgeEventHandler(event -> {
      event.complete(true);
      event.setRawMessage(new JsonObject().put("body", "too late"));
      event.complete(false);
    });
    publish(address, 3);
    awaitTrue(() -> received.size() == 3);
    assertEquals(Stream.of(0, 1, 2).toList(), received);
    awaitTrue(() -> failures.size() == 3);
    assertEquals(0, peer(watching).bridge.counters().getRefused());
  }
}
