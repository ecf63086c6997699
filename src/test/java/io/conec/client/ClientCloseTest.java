package io.conec.client;

import io.conec.ConecBroadcast;
import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.StreamOptions;
import io.conec.test.Inbox;
import io.conec.test.StreamPair;
import io.conec.test.TestNet;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static io.conec.test.TestNet.assertError;
import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ClientCloseTest {

  private final TestNet net = new TestNet();
  private final ConecClient depot = net.connect("depot");
  private final ConecClient shop = net.connect("shop");

  @AfterEach
  void close() {
    net.close();
  }

  @Test
  void everythingPendingFailsImmediately() {
    StreamPair pair = StreamPair.open(shop, depot);
    pair.far().pause();
    Inbox near = new Inbox(pair.near());
    Inbox far = new Inbox(pair.far());
    Future<Void> stuck = null;
    for (int i = 0; i < 100; i++) {
      stuck = pair.near().write(Buffer.buffer(new byte[100_000]));
    }
    Future<Void> end = pair.near().end();
    Future<Void> farEnd = pair.far().end();
    await(near.ended());
    Future<?> opening = shop.openStream("shop", new StreamOptions().setProtocol("nobody takes it"));
    long start = System.nanoTime();
    await(shop.close());
    assertFails(ConecError.CLOSED, stuck);
    assertFails(ConecError.CLOSED, end);
    assertFails(ConecError.CLOSED, opening);
    assertError(ConecError.CLOSED, await(near.failed()));
    assertError(ConecError.CHANNEL_CLOSED, await(far.failed()));
    await(farEnd.otherwiseEmpty());
    assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(3), "not at once");
    assertFails(ConecError.CLOSED, shop.openChannel("depot"));
    assertFalse(shop.isConnected());
    awaitUntil(() -> net.coordinator().clientCount() == 1);
    await(shop.close());
  }

  @Test
  void shutdownWaitsForTheOpenStreams() {
    StreamPair pair = StreamPair.open(shop, depot);
    Inbox far = new Inbox(pair.far());
    Inbox near = new Inbox(pair.near());
    Future<Void> closed = shop.shutdown();
    assertFails(ConecError.CLOSED, shop.openChannel("other"));
    assertFails(ConecError.STREAM_REFUSED, depot.openStream("shop"));
    pair.near().write(Buffer.buffer("still going"));
    far.assertNext("still going");
    assertFalse(closed.isComplete());
    await(pair.near().end());
    assertFalse(closed.isComplete());
    await(pair.far().end());
    await(closed);
    await(near.closed());
    await(far.closed());
    awaitUntil(() -> net.coordinator().clientCount() == 1);
  }

  @Test
  void shutdownWaitsNoLongerThanItsTimeout() {
    StreamPair pair = StreamPair.open(shop, depot);
    Inbox near = new Inbox(pair.near());
    long start = System.nanoTime();
    await(shop.shutdown(400, TimeUnit.MILLISECONDS));
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    assertTrue(millis >= 399 && millis < 3000, millis + " ms");
    assertError(ConecError.CLOSED, await(near.failed()));
  }

  @Test
  void aShutdownWithoutStreamsIsAClose() {
    await(shop.openChannel("depot"));
    long start = System.nanoTime();
    await(shop.shutdown(1, TimeUnit.MINUTES));
    assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(3), "not at once");
    awaitUntil(() -> depot.channels().isEmpty());
  }

  /** The shutdown may begin before the stream of the join is open, before the answer, or after it. */
  @Test
  void aJoinIsAnsweredDuringAShutdown() {
    Future<ConecBroadcast> joining = shop.joinBroadcast("news");
    Future<Void> closed = shop.shutdown(1, TimeUnit.MINUTES);
    await(joining.otherwiseEmpty());
    await(closed);
    awaitUntil(() -> net.coordinator().broadcasts().isEmpty());
  }

  @Test
  void closingWhileConnectingFailsTheConnect() throws Exception {
    try (DatagramSocket silent = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      ConecClient client = net.client(net.clientOptions("late")
        .setCoordinators(List.of("localhost:" + silent.getLocalPort())));
      Future<Void> connecting = client.connect();
      await(client.close());
      assertFails(ConecError.CLOSED, connecting);
    }
  }
}
