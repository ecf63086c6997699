package io.conec.client;

import io.conec.ChannelOptions;
import io.conec.ClientOptions;
import io.conec.ConecChannel;
import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.ConecStream;
import io.conec.PathKind;
import io.conec.PathPolicy;
import io.conec.StreamOptions;
import io.conec.test.Inbox;
import io.conec.test.LogRecorder;
import io.conec.test.StreamPair;
import io.conec.test.TestNet;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static io.conec.test.TestNet.assertError;
import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ChannelTest {

  @Test
  void bothEndsKnowEachOther() throws Exception {
    try (TestNet net = new TestNet()) {
      BlockingQueue<ConecChannel> incoming = new LinkedBlockingQueue<>();
      ConecClient depot = net.connect("depot").channelHandler(incoming::add);
      ConecClient shop = net.connect("shop");
      ConecChannel near = await(shop.openChannel("depot", new ChannelOptions().setPathPolicy(PathPolicy.RELAY_ONLY)));
      ConecChannel far = incoming.poll(10, TimeUnit.SECONDS);
      assertEquals("depot", near.peer());
      assertEquals("shop", far.peer());
      assertFalse(near.isIncoming());
      assertTrue(far.isIncoming());
      assertNotEquals(near.peerFingerprint(), far.peerFingerprint());
      assertEquals(PathKind.RELAYED, near.path().getKind());
      assertEquals("127.0.0.1:" + net.coordinator().actualPort(), far.path().getRemoteAddress());
      assertSame(near, shop.channel("depot"));
      assertEquals(List.of(far), depot.channels());
      assertNull(near.closeReason());
      assertTrue(await(near.ping()) > 0);
      assertTrue(await(far.ping()) > 0);
      awaitUntil(() -> net.coordinator().channelCount() == 1);
    }
  }

  @Test
  void aPeerThatIsNotConnected() {
    try (TestNet net = new TestNet()) {
      ConecClient shop = net.connect("shop");
      ConecException failure = assertFails(ConecError.PEER_UNKNOWN, shop.openChannel("nobody"));
      assertTrue(failure.getMessage().contains("'nobody'"), failure.getMessage());
      assertNull(shop.channel("nobody"));
      assertFails(ConecError.PEER_UNKNOWN, shop.openStream("nobody"));
      net.connect("nobody");
      await(shop.openChannel("nobody"));
    }
  }

  @Test
  void aPeerThatAcceptsNoChannelsOpensThemItself() {
    try (TestNet net = new TestNet()) {
      ConecClient shop = net.connect(net.clientOptions("shop").setAcceptChannels(false));
      ConecClient depot = net.connect("depot");
      ConecException failure = assertFails(ConecError.CHANNEL_REFUSED, depot.openChannel("shop"));
      assertTrue(failure.getMessage().contains("acceptChannels"), failure.getMessage());
      assertFails(ConecError.CHANNEL_REFUSED, shop.openChannel("shop"));
      await(shop.openChannel("depot"));
      StreamPair back = StreamPair.open(depot, shop);
      back.near().write(Buffer.buffer("hello"));
      new Inbox(back.far()).assertNext("hello");
    }
  }

  @Test
  void aClientTalksToItself() {
    try (TestNet net = new TestNet()) {
      ConecClient shop = net.connect("shop");
      StreamPair pair = StreamPair.open(shop, shop);
      Inbox near = new Inbox(pair.near());
      Inbox far = new Inbox(pair.far());
      pair.near().write(Buffer.buffer("there"));
      pair.far().write(Buffer.buffer("back"));
      far.assertNext("there");
      near.assertNext("back");
      await(Future.all(pair.near().end(), pair.far().end()));
      assertEquals(2, shop.channels().size());
      await(pair.near().channel().close());
      awaitUntil(() -> shop.channels().isEmpty());
      awaitUntil(() -> net.coordinator().channelCount() == 0);
      StreamPair again = StreamPair.open(shop, shop);
      again.far().end(Buffer.buffer("again"));
      new Inbox(again.near()).assertNext("again");
    }
  }

  @Test
  void concurrentOpensShareOneChannel() {
    try (TestNet net = new TestNet()) {
      net.connect("depot").streamHandler(stream -> stream.handler(stream::write));
      ConecClient shop = net.connect("shop");
      List<Future<ConecChannel>> opens =
        IntStream.range(0, 20).mapToObj(i -> shop.openChannel("depot")).toList();
      List<Future<ConecStream>> streams =
        IntStream.range(0, 20).mapToObj(i -> shop.openStream("depot")).toList();
      opens.forEach(open -> assertSame(await(opens.get(0)), await(open)));
      streams.forEach(stream -> assertSame(await(opens.get(0)), await(stream).channel()));
      assertEquals(20, streams.stream().map(stream -> stream.result().id()).distinct().count());
      assertEquals(1, shop.channels().size());
    }
  }

  @Test
  void bothMayOpenAtTheSameTime() {
    try (TestNet net = new TestNet()) {
      ConecClient depot = net.connect("depot").streamHandler(stream -> stream.handler(stream::write));
      ConecClient shop = net.connect("shop").streamHandler(stream -> stream.handler(stream::write));
      for (int i = 0; i < 20; i++) {
        Future<ConecStream> there = shop.openStream("depot");
        Future<ConecStream> back = depot.openStream("shop");
        for (ConecStream stream : List.of(await(there), await(back))) {
          Inbox inbox = new Inbox(stream);
          stream.write(Buffer.buffer("echo"));
          inbox.assertNext("echo");
        }
        Stream.of(shop, depot).flatMap(client -> client.channels().stream()).forEach(ConecChannel::close);
        awaitUntil(() -> shop.channels().isEmpty() && depot.channels().isEmpty());
      }
      awaitUntil(() -> net.coordinator().channelCount() == 0);
    }
  }

  @Test
  void closedAndOpenedManyTimesInARow() {
    try (TestNet net = new TestNet()) {
      net.connect("depot").streamHandler(stream -> stream.handler(stream::write));
      ConecClient shop = net.connect("shop");
      ConecChannel last = null;
      for (int i = 0; i < 50; i++) {
        ConecStream stream = await(shop.openStream("depot"));
        assertNotSame(last, stream.channel());
        last = stream.channel();
        Inbox inbox = new Inbox(stream);
        stream.write(Buffer.buffer("echo " + i));
        inbox.assertNext("echo " + i);
        await(last.close());
        assertTrue(last.isClosed());
        assertNull(shop.channel("depot"));
      }
    }
  }

  @Test
  void bothEndsKnowWhyAChannelClosed() throws Exception {
    try (TestNet net = new TestNet()) {
      BlockingQueue<ConecChannel> incoming = new LinkedBlockingQueue<>();
      ConecClient depot = net.connect("depot").channelHandler(incoming::add);
      ConecClient shop = net.connect("shop");
      StreamPair pair = StreamPair.open(shop, depot);
      ConecChannel near = pair.near().channel();
      ConecChannel far = incoming.poll(10, TimeUnit.SECONDS);
      Inbox nearInbox = new Inbox(pair.near());
      Inbox farInbox = new Inbox(pair.far());
      List<Future<Void>> closed = new ArrayList<>();
      for (ConecChannel channel : List.of(near, far)) {
        Promise<Void> promise = Promise.promise();
        channel.closeHandler(v -> promise.complete());
        closed.add(promise.future());
      }
      await(near.close());
      await(Future.all(closed));
      assertError(ConecError.CLOSED, near.closeReason());
      assertError(ConecError.CHANNEL_CLOSED, far.closeReason());
      assertError(ConecError.CLOSED, await(nearInbox.failed()));
      assertError(ConecError.CHANNEL_CLOSED, await(farInbox.failed()));
      assertError(ConecError.CHANNEL_CLOSED, pair.far().closeReason());
      await(nearInbox.closed());
      await(farInbox.closed());
      assertFails(ConecError.CLOSED, near.openStream());
      assertFails(ConecError.CLOSED, near.ping());
      assertFails(ConecError.CHANNEL_CLOSED, far.openStream());
      assertFails(ConecError.CHANNEL_CLOSED, pair.far().write(Buffer.buffer("late")));
      Promise<Void> late = Promise.promise();
      near.closeHandler(v -> late.complete());
      await(late.future());
      await(near.close());
    }
  }

  @Test
  void theStreamHandlerOfTheChannelComesFirst() throws Exception {
    try (TestNet net = new TestNet()) {
      BlockingQueue<String> taken = new LinkedBlockingQueue<>();
      ConecClient depot = net.connect("depot");
      depot.streamHandler(stream -> taken.add("client: " + stream.peer()));
      depot.channelHandler(channel -> {
        if (channel.peer().equals("shop")) {
          channel.streamHandler(stream -> taken.add("channel: " + stream.peer()));
        }
      });
      ConecClient shop = net.connect("shop");
      await(shop.openStream("depot"));
      assertEquals("channel: shop", taken.poll(10, TimeUnit.SECONDS));
      await(net.connect("office").openStream("depot"));
      assertEquals("client: office", taken.poll(10, TimeUnit.SECONDS));
      depot.channel("shop").streamHandler(null);
      await(shop.openStream("depot"));
      assertEquals("client: shop", taken.poll(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void theProtocolDecidesWhichHandlerTakesAStream() throws Exception {
    try (TestNet net = new TestNet()) {
      BlockingQueue<String> taken = new LinkedBlockingQueue<>();
      ConecClient depot = net.connect("depot");
      ConecClient shop = net.connect("shop");
      assertFails(ConecError.STREAM_REFUSED, shop.openStream("depot"));
      depot.streamHandler("orders", stream -> taken.add("orders " + stream.protocol() + " " + stream.isIncoming()));
      ConecException refused = assertFails(ConecError.STREAM_REFUSED, shop.openStream("depot"));
      assertTrue(refused.getMessage().contains("no handler for data streams: set a streamHandler"),
        refused.getMessage());
      ConecStream orders = await(shop.openStream("depot", new StreamOptions().setProtocol("orders")));
      assertEquals("orders orders true", taken.poll(10, TimeUnit.SECONDS));
      assertEquals("orders", orders.protocol());
      depot.streamHandler("orders", null);
      assertFails(ConecError.STREAM_REFUSED, shop.openStream("depot", new StreamOptions().setProtocol("orders")));
      depot.streamHandler(stream -> taken.add("any"));
      await(shop.openStream("depot"));
      assertEquals("any", taken.poll(10, TimeUnit.SECONDS));
      assertFalse(orders.channel().isClosed());
    }
  }

  @Test
  void theNumberOfChannelsIsLimitedAtBothEndsAndTheCoordinator() {
    try (TestNet net = new TestNet(options -> options.setMaxChannelsPerClient(2))) {
      ClientOptions few = net.clientOptions("few").setMaxChannels(1);
      ConecClient client = net.connect(few);
      List.of("a", "b", "c", "d").forEach(net::connect);
      await(client.openChannel("a"));
      ConecException failure = assertFails(ConecError.LIMIT_EXCEEDED, client.openChannel("b"));
      assertTrue(failure.getMessage().contains("(maxChannels "), failure.getMessage());
      ConecClient many = net.connect("many");
      failure = assertFails(ConecError.LIMIT_EXCEEDED, many.openChannel("few"));
      assertTrue(failure.getMessage().contains("(maxChannels "), failure.getMessage());
      await(many.openChannel("c"));
      await(many.openChannel("d"));
      failure = assertFails(ConecError.LIMIT_EXCEEDED, many.openChannel("b"));
      assertTrue(failure.getMessage().contains("maxChannelsPerClient"), failure.getMessage());
      await(many.channel("c").close());
      awaitUntil(() -> net.coordinator().channelCount() == 2);
      await(many.openChannel("b"));
    }
  }

  @Test
  void theNumberOfStreamsIsLimitedByTheOtherEnd() {
    try (TestNet net = new TestNet(); LogRecorder log = LogRecorder.warnings()) {
      ConecClient depot = net.connect(net.clientOptions("depot").setMaxStreamsPerChannel(3));
      depot.streamHandler(stream -> stream.endHandler(v -> stream.end()));
      ConecClient shop = net.connect("shop");
      List<ConecStream> streams =
        IntStream.range(0, 3).mapToObj(i -> await(shop.openStream("depot"))).toList();
      ConecException failure = assertFails(ConecError.LIMIT_EXCEEDED, shop.openStream("depot"));
      assertTrue(failure.getMessage().contains("maxStreamsPerChannel there"), failure.getMessage());
      assertEquals(1, log.with("'shop' has opened all 3 streams", "maxStreamsPerChannel here").size());
      await(streams.get(0).end());
      awaitUntil(() -> await(shop.openStream("depot").transform(result ->
        Future.succeededFuture(result.succeeded()))));
    }
  }
}
