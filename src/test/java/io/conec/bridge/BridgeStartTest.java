package io.conec.bridge;

import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.test.TestNet;
import io.vertx.core.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.conec.bridge.Peers.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A client accepts one bridge, after {@code connect()} was called. */
class BridgeStartTest {

  private final Peers peers = Peers.with("echo");

  @AfterEach
  void close() {
    peers.close();
  }

  private static String refusal(ConecBridge bridge) {
    Throwable failure = await(bridge.start().transform(result -> Future.succeededFuture(result.cause())));
    return assertInstanceOf(IllegalStateException.class, failure).getMessage();
  }

  private ConecBridge bridge(ConecClient client) {
    return ConecBridge.create(peers.net.vertx(), client, new ConecBridgeOptions().addExport(
      new ExportOptions().setAddress("other")));
  }

  @Test
  void aSecondBridgeLeavesTheFirstAlone() {
    peers.serve("echo", message -> message.reply(message.body()));
    ConecBridge second = bridge(peers.depot.client);
    assertTrue(refusal(second).contains("has a ConecBridge already"));
    assertEquals(1, await(peers.shop.bus().request("echo", 1)).body());
    await(second.close());
    assertEquals(2, await(peers.shop.bus().request("echo", 2)).body());
    ConecBridge third = bridge(peers.depot.client);
    assertTrue(refusal(third).contains("close it first"));
    await(peers.depot.bridge.close());
    await(third.start());
    await(third.close());
  }

  @Test
  void nothingIsAddedToABridgeThatWasClosedBeforeItsStart() {
    ConecBridge closed = bridge(peers.shop.client);
    await(closed.close());
    TestNet.assertFails(ConecError.CLOSED, closed.addImport(Peers.imported("other")));
    TestNet.assertFails(ConecError.CLOSED,
      closed.addBroadcast(new BroadcastMapping().setName("news")));
  }

  @Test
  void aHandlerForTheStreamsOfABridgeIsAMistake() {
    ConecClient client = peers.depot.client;
    String message = assertThrows(IllegalStateException.class,
      () -> client.streamHandler("conec/bus", stream -> { })).getMessage();
    assertTrue(message.contains("'conec/bus'") && message.contains("choose another protocol"), message);
    assertThrows(IllegalStateException.class, () -> client.streamHandler("conec/bus", null));
    await(peers.depot.bridge.close());
    client.streamHandler("conec/bus", stream -> stream.reset(1));
    ConecBridge late = bridge(client);
    assertTrue(refusal(late).contains("streamHandler for protocol 'conec/bus'"));
    client.streamHandler("conec/bus", null);
    await(late.start());
    await(late.close());
  }

  @Test
  void aClientHasToBeOpen() {
    ConecClient client = peers.net.client(peers.net.clientOptions("late"));
    ConecBridge bridge = bridge(client);
    assertTrue(refusal(bridge).contains("'late' is not connected: call connect()"));
    await(client.connect());
    await(bridge.start());
    await(bridge.close());
    await(client.close());
    assertTrue(refusal(bridge(client)).contains("'late' is closed: create another one"));
    assertThrows(IllegalArgumentException.class, () -> bridge(null));
  }

  @Test
  void aClientMayStillBeConnecting() {
    ConecClient client = peers.net.client(peers.net.clientOptions("late"));
    Future<Void> connecting = client.connect();
    ConecBridge bridge = bridge(client);
    await(Future.all(connecting, bridge.start()));
    await(bridge.close());
  }
}
