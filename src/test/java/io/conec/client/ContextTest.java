package io.conec.client;

import io.conec.ClientOptions;
import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.ConecStream;
import io.conec.test.Inbox;
import io.conec.test.StreamPair;
import io.conec.test.TestNet;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The contexts that handlers are called on, and the end of a client with its verticle. */
class ContextTest {

  /** A client whose handlers record their contexts. */
  private static final class EchoVerticle extends AbstractVerticle {

    private final ClientOptions options;
    private final Set<Context> contexts = ConcurrentHashMap.newKeySet();
    private final List<String> received = Collections.synchronizedList(new ArrayList<>());
    private ConecClient client;

    EchoVerticle(ClientOptions options) {
      this.options = options;
    }

    @Override
    public void start(Promise<Void> started) {
      client = ConecClient.create(vertx, options);
      client.connectedHandler(v -> seen());
      client.channelHandler(channel -> {
        seen();
        channel.closeHandler(v -> seen());
      });
      client.streamHandler(stream -> {
        seen();
        stream.endHandler(v -> {
          seen();
          stream.end().onComplete(done -> seen());
        });
        stream.closeHandler(v -> seen());
        stream.handler(message -> {
          seen();
          received.add(message.toString());
          stream.write(message).onComplete(done -> seen());
        });
      });
      client.connect().onComplete(done -> seen()).onComplete(started);
    }

    private void seen() {
      contexts.add(Vertx.currentContext());
    }
  }

  @ParameterizedTest
  @EnumSource(value = ThreadingModel.class, names = {"EVENT_LOOP", "WORKER"})
  void everythingHappensOnTheContextOfTheVerticle(ThreadingModel model) {
    try (TestNet net = new TestNet()) {
      Vertx vertx = net.vertx();
      EchoVerticle verticle = new EchoVerticle(net.clientOptions("depot"));
      String deployment = await(vertx.deployVerticle(verticle, new DeploymentOptions().setThreadingModel(model)));
      ConecClient shop = net.connect("shop");
      ConecStream stream = await(shop.openStream("depot"));
      Inbox inbox = new Inbox(stream);
      for (int i = 0; i < 500; i++) {
        stream.write(Buffer.buffer("" + i));
      }
      await(stream.end());
      for (int i = 0; i < 500; i++) {
        inbox.assertNext("" + i);
        assertEquals("" + i, verticle.received.get(i));
      }
      await(inbox.ended());
      await(inbox.closed());
      assertEquals(1, verticle.contexts.size(), verticle.contexts.toString());
      assertEquals(model, verticle.contexts.iterator().next().threadingModel());

      await(vertx.undeploy(deployment));
      awaitUntil(() -> shop.channels().isEmpty());
      awaitUntil(() -> net.coordinator().clientCount() == 1);
      assertFails(ConecError.CLOSED, verticle.client.openChannel("shop"));
    }
  }

  @Test
  void anyThreadMayCall() throws Exception {
    try (TestNet net = new TestNet()) {
      ConecClient depot = net.connect("depot");
      ConecClient shop = net.connect("shop");
      StreamPair pair = StreamPair.open(shop, depot);
      Inbox far = new Inbox(pair.far());
      int threads = 8;
      int each = 200;
      CountDownLatch done = new CountDownLatch(threads);
      for (int t = 0; t < threads; t++) {
        int thread = t;
        new Thread(() -> {
          for (int i = 0; i < each; i++) {
            pair.near().write(Buffer.buffer().appendInt(thread).appendInt(i));
          }
          done.countDown();
        }).start();
      }
      assertTrue(done.await(10, TimeUnit.SECONDS));
      int[] next = new int[threads];
      for (int i = 0; i < threads * each; i++) {
        Buffer message = far.next();
        assertEquals(next[message.getInt(0)]++, message.getInt(4));
      }
    }
  }

  @Test
  void anotherVerticleMayCall() {
    try (TestNet net = new TestNet()) {
      net.connect("depot").streamHandler(stream -> stream.handler(stream::write));
      Vertx vertx = net.vertx();
      ConecClient shop = ConecClient.create(vertx, net.clientOptions("shop"));
      await(shop.connect());
      Promise<String> echoed = Promise.promise();
      await(vertx.deployVerticle(new AbstractVerticle() {
        @Override
        public void start() {
          shop.openStream("depot").onSuccess(stream -> {
            stream.handler(message -> echoed.complete(message.toString()));
            stream.write(Buffer.buffer("from elsewhere"));
          }).onFailure(echoed::fail);
        }
      }, new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER)));
      assertEquals("from elsewhere", await(echoed.future()));
    }
  }

  @Test
  void closingVertxReleasesTheSocket() throws Exception {
    try (TestNet net = new TestNet()) {
      int port;
      try (DatagramSocket free = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
        port = free.getLocalPort();
      }
      Vertx vertx = Vertx.vertx();
      await(ConecClient.create(vertx, net.clientOptions("shop").setLocalPort(port)).connect());
      assertEquals(1, net.coordinator().clientCount());
      await(vertx.close());
      new DatagramSocket(new InetSocketAddress("127.0.0.1", port)).close();
      awaitUntil(() -> net.coordinator().clientCount() == 0);
    }
  }
}
