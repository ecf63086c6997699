package io.conec.channel;

import io.conec.ConecClient;
import io.conec.ConecStream;
import io.conec.PathPolicy;
import io.conec.test.TestNet;
import io.netty.util.internal.PlatformDependent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

import java.io.File;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Many times, and nothing is left: the leak detector looks at the end of the class. */
class NoLeakTest {

  private static final int WARM_UP = 50;
  private static final int MIB = 1024 * 1024;

  private record Usage(long heap, long direct, int files) {

    static Usage now() {
      System.gc();
      String[] files = new File("/proc/self/fd").list();
      long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct")).mapToLong(BufferPoolMXBean::getMemoryUsed).sum();
      return new Usage(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
        direct + Math.max(0, PlatformDependent.usedDirectMemory()), files == null ? 0 : files.length);
    }

    void assertBack(int heapTolerance) {
      awaitUntil(() -> now().heap - heap < heapTolerance);
      Usage now = now();
      assertTrue(now.direct - direct < 8 * MIB, this + " before, " + now + " after");
      assertTrue(now.files - files < 4, this + " before, " + now + " after");
    }
  }

  int times() {
    return 300;
  }

  @Test
  void streams() {
    try (TestNet net = new TestNet()) {
      net.connect("depot").streamHandler(stream -> stream.pipeTo(stream));
      ConecClient shop = net.connect("shop");
      openStreams(shop, WARM_UP);
      Usage before = Usage.now();
      openStreams(shop, times());
      before.assertBack(3 * MIB);
      assertEquals(1, shop.channels().size());
    }
  }

  private static void openStreams(ConecClient shop, int times) {
    for (int i = 0; i < times; i++) {
      ConecStream stream = await(shop.openStream("depot"));
      stream.handler(message -> { });
      if (i % 3 == 0) {
        await(stream.reset(i));
      } else {
        stream.write(Buffer.buffer("x"));
        await(stream.end());
      }
    }
  }

  @Test
  void channels() {
    try (TestNet net = new TestNet(options -> options.setMaxControlMessagesPerSecond(100_000))) {
      ConecClient depot = net.connect("depot");
      depot.streamHandler(stream -> stream.pipeTo(stream));
      ConecClient shop = net.connect("shop");
      openChannels(shop, WARM_UP);
      Usage before = Usage.now();
      openChannels(shop, times());
      awaitUntil(() -> depot.channels().isEmpty() && shop.channels().isEmpty());
      awaitUntil(() -> net.coordinator().channelCount() == 0);
      before.assertBack(3 * MIB);
    }
  }

  @Test
  void directChannels() {
    try (TestNet net = new TestNet(options -> options.setMaxControlMessagesPerSecond(100_000))) {
      ConecClient depot = net.connect("depot");
      depot.streamHandler(stream -> stream.pipeTo(stream));
      ConecClient shop = net.connect("shop", PathPolicy.DIRECT_ONLY);
      openChannels(shop, WARM_UP);
      Usage before = Usage.now();
      openChannels(shop, times() / 2);
      awaitUntil(() -> depot.channels().isEmpty() && shop.channels().isEmpty());
      awaitUntil(() -> net.coordinator().channelCount() == 0);
      before.assertBack(3 * MIB);
    }
  }

  private static void openChannels(ConecClient shop, int times) {
    for (int i = 0; i < times; i++) {
      Future<ConecStream> stream = shop.openStream("depot");
      if (i % 10 == 0) {
        await(await(stream).end());
      }
      await(await(stream).channel().close());
    }
  }

  @Test
  void clients() {
    // One event loop: each opens files of its own when it is first used.
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    try (TestNet net = new TestNet()) {
      net.connect("depot").streamHandler(stream -> stream.pipeTo(stream));
      connectClients(vertx, net, 5);
      Usage before = Usage.now();
      connectClients(vertx, net, times() / 15);
      awaitUntil(() -> net.coordinator().clientCount() == 1);
      before.assertBack(3 * MIB);
    } finally {
      await(vertx.close());
    }
  }

  private static void connectClients(Vertx vertx, TestNet net, int times) {
    for (int i = 0; i < times; i++) {
      ConecClient client = ConecClient.create(vertx, net.clientOptions("shop"));
      await(client.connect());
      await(client.openStream("depot"));
      await(client.close());
    }
  }
}
