package io.conec.coordinator;

import io.conec.ClientOptions;
import io.conec.ConecChannel;
import io.conec.ConecClient;
import io.conec.ConecCoordinator;
import io.conec.ConecError;
import io.conec.ConecStream;
import io.conec.CoordinatorOptions;
import io.conec.PathPolicy;
import io.conec.PathStatistics;
import io.conec.test.Child;
import io.conec.test.Inbox;
import io.conec.test.StreamPair;
import io.conec.test.TestCertificates;
import io.conec.test.TestNet;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import org.junit.jupiter.api.Test;

import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import static io.conec.PathPolicy.DIRECT_ONLY;
import static io.conec.PathPolicy.RELAY_ONLY;
import static io.conec.test.TestNet.assertError;
import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Channels outlive their Coordinator, but not their peer. */
class RestartTest {

  private static final PemKeyCertOptions HOST = TestCertificates.pem(TestCertificates.host("localhost"));
  private static final int MESSAGE = 50_000;
  private static final int MESSAGES = 500;

  private static CoordinatorOptions options(int port) {
    return TestNet.coordinatorOptions().setPort(port).setKeyCertOptions(HOST);
  }

  /** The net's own Coordinator is not used, its clients go to the child. */
  private static ClientOptions client(TestNet net, String id, int port, PathPolicy policy) {
    ClientOptions options = net.clientOptions(id, policy);
    options.getCoordinators().clear();
    return options.addCoordinator("localhost:" + port).setKeepAliveInterval(Duration.ofMillis(500));
  }

  @Test
  void aTransferSurvivesTheCoordinatorsDeathAndRestart() throws Exception {
    try (TestNet net = new TestNet(options -> options.setKeyCertOptions(HOST));
         Child first = Child.coordinator(options(0))) {
      int port = first.port();
      ConecClient depot = net.connect(client(net, "depot", port, RELAY_ONLY));
      ConecClient shop = net.connect(client(net, "shop", port, RELAY_ONLY));
      StreamPair pair = StreamPair.open(shop, depot);
      ConecChannel channel = pair.near().channel();
      MessageDigest sent = MessageDigest.getInstance("SHA-256");
      MessageDigest received = MessageDigest.getInstance("SHA-256");
      AtomicLong count = new AtomicLong();
      pair.far().handler(message -> {
        received.update(message.getBytes());
        count.incrementAndGet();
      });
      Random random = new Random(7);
      byte[] body = new byte[MESSAGE];
      for (int i = 0; i < MESSAGES; i++) {
        random.nextBytes(body);
        sent.update(body);
        pair.near().write(Buffer.buffer(body));
      }
      Future<Void> ended = pair.near().end();
      awaitUntil(() -> count.get() > MESSAGES / 10);
      first.kill();
      assertTrue(count.get() < MESSAGES, "too fast for this test");
      try (Child second = Child.coordinator(options(port))) {
        assertEquals(port, second.port());
        await(ended);
        assertEquals(MESSAGES, count.get());
        assertEquals(HexFormat.of().formatHex(sent.digest()), HexFormat.of().formatHex(received.digest()));
        assertFalse(channel.isClosed());
        assertSame(channel, shop.channel("depot"));
        awaitUntil(() -> shop.isConnected() && depot.isConnected());
        net.connect(client(net, "office", port, RELAY_ONLY));
        await(shop.openChannel("office"));
      }
    }
  }

  @Test
  void anIdleChannelSurvivesToo() {
    try (TestNet net = new TestNet(options -> options.setKeyCertOptions(HOST))) {
      int port = net.coordinator().actualPort();
      ConecClient depot = net.connect(client(net, "depot", port, RELAY_ONLY));
      ConecClient shop = net.connect(client(net, "shop", port, RELAY_ONLY));
      StreamPair pair = StreamPair.open(shop, depot);
      Inbox far = new Inbox(pair.far());
      await(net.coordinator().close());
      awaitUntil(() -> !shop.isConnected() && !depot.isConnected());
      assertSame(pair.near().channel(), await(shop.openChannel("depot")));
      ConecCoordinator second = net.startCoordinator(options(port));
      awaitUntil(() -> second.channelCount() == 1);
      pair.near().write(Buffer.buffer("still here"));
      far.assertNext("still here");
      await(pair.near().channel().close());
      awaitUntil(() -> second.channelCount() == 0);
    }
  }

  /** Its close is lost, and the new process does not know the channel. */
  @Test
  void aPeerThatWasStartedAnewMeanwhileIsLostWithinSeconds() {
    try (TestNet net = new TestNet(options -> options.setKeyCertOptions(HOST))) {
      int port = net.coordinator().actualPort();
      ConecClient depot = net.connect(client(net, "depot", port, RELAY_ONLY));
      ConecClient shop = net.connect(client(net, "shop", port, RELAY_ONLY));
      ConecChannel channel = await(shop.openChannel("depot"));
      await(net.coordinator().close());
      await(depot.close());
      net.startCoordinator(options(port));
      net.connect(client(net, "depot", port, RELAY_ONLY));
      long start = System.nanoTime();
      awaitUntil(channel::isClosed);
      assertError(ConecError.PEER_LOST, channel.closeReason());
      // The idle time-out is 30 s.
      assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(20));
    }
  }

  @Test
  void aDirectChannelDoesNotNotice() {
    try (TestNet net = new TestNet(options -> options.setKeyCertOptions(HOST))) {
      int port = net.coordinator().actualPort();
      ConecClient depot = net.connect(client(net, "depot", port, DIRECT_ONLY));
      ConecClient shop = net.connect(client(net, "shop", port, DIRECT_ONLY));
      StreamPair pair = StreamPair.open(shop, depot);
      Inbox far = new Inbox(pair.far());
      ConecChannel channel = pair.near().channel();
      PathStatistics before = channel.pathStatistics();
      await(net.coordinator().close());
      awaitUntil(() -> !shop.isConnected() && !depot.isConnected());
      pair.near().write(Buffer.buffer("still here"));
      far.assertNext("still here");
      await(channel.openStream());
      ConecCoordinator second = net.startCoordinator(options(port));
      awaitUntil(() -> second.channelCount() == 1);
      pair.near().write(Buffer.buffer("still there"));
      far.assertNext("still there");
      assertEquals(before.getRelayedBytesSent(), channel.pathStatistics().getRelayedBytesSent());
      await(channel.close());
      awaitUntil(() -> second.channelCount() == 0);
    }
  }

  @Test
  void aPeerThatIsKilledIsLostAfterTheIdleTimeout() {
    try (TestNet net = new TestNet(options -> options.setIdleTimeout(Duration.ofSeconds(2)))) {
      ClientOptions depot = net.clientOptions("depot").setIdleTimeout(Duration.ofSeconds(2));
      try (Child child = Child.echo(depot)) {
        ConecClient shop = net.connect("shop");
        ConecStream stream = await(shop.openStream("depot"));
        Inbox inbox = new Inbox(stream);
        stream.write(Buffer.buffer("echo"));
        inbox.assertNext("echo");
        child.kill();
        Future<Long> ping = stream.channel().ping();
        Future<Void> end = stream.end();
        Future<ConecStream> opening = shop.openStream("depot");
        long start = System.nanoTime();
        assertError(ConecError.PEER_LOST, await(inbox.failed()));
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        assertTrue(millis < 6000, millis + " ms");
        assertFails(ConecError.PEER_LOST, ping);
        assertFails(ConecError.PEER_LOST, end);
        assertFails(ConecError.PEER_LOST, opening);
        assertError(ConecError.PEER_LOST, stream.channel().closeReason());
        awaitUntil(() -> net.coordinator().clientCount() == 1 && net.coordinator().channelCount() == 0);
        assertFails(ConecError.PEER_UNKNOWN, shop.openChannel("depot"));
      }
    }
  }
}
