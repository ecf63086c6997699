package io.conec.path;

import io.conec.BroadcastOptions;
import io.conec.BroadcastRole;
import io.conec.ClientOptions;
import io.conec.ConecBroadcast;
import io.conec.ConecClient;
import io.conec.test.NoLeaksExtension;
import io.conec.test.TestNet;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.concurrent.atomic.AtomicInteger;

import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;

/** A client whose connection to the Coordinator is on a network that passes shorter datagrams than before. */
@ExtendWith(NoLeaksExtension.class)
class NarrowCoordinatorTest {

  private static final int WIDTH = 1232;
  private static final int MESSAGE = 3000;
  private static final int INTERVAL_MILLIS = 5;
  /** More than is in flight at this pace. */
  private static final int MESSAGES = 100;

  private final TestNet net = new TestNet();
  private final Router router = new Router(net.coordinator().actualPort());
  private final AtomicInteger received = new AtomicInteger();

  @AfterEach
  void close() {
    net.close();
    router.close();
  }

  private ConecClient client(String id, boolean narrow) {
    ClientOptions options = net.clientOptions(id);
    return net.connect(narrow ? router.behind(options) : options);
  }

  private static ConecBroadcast join(ConecClient client, BroadcastRole role) {
    return await(client.joinBroadcast("prices", new BroadcastOptions().setRole(role)));
  }

  @ParameterizedTest(name = "it sends: {0}")
  @ValueSource(booleans = {true, false})
  void itConnectsAnew(boolean sends) {
    itConnectsAnew(sends, WIDTH);
  }

  @Test
  void itConnectsAnewWhenOnlyTheWayToItIsNarrow() {
    itConnectsAnew(false, Integer.MAX_VALUE);
  }

  private void itConnectsAnew(boolean sends, int widthToCoordinator) {
    ConecBroadcast sender = join(client("shop", sends), BroadcastRole.SENDER);
    ConecBroadcast reader = join(client("depot", !sends), BroadcastRole.READER);
    reader.handler(message -> received.incrementAndGet());
    Vertx timers = net.vertx();
    long timer = timers.setPeriodic(INTERVAL_MILLIS, tick -> {
      if (!sender.writeQueueFull()) {
        sender.write(Buffer.buffer(new byte[MESSAGE]));
      }
    });
    awaitMore(MESSAGES);
    router.maxCoordinatorLength(widthToCoordinator, WIDTH);
    awaitMore(MESSAGES);
    router.maxCoordinatorLength(Integer.MAX_VALUE);
    awaitMore(MESSAGES);
    timers.cancelTimer(timer);
  }

  private void awaitMore(int messages) {
    int before = received.get();
    awaitUntil(() -> received.get() > before + messages);
  }
}
