package io.conec.impl.bridge;

import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.conec.ConecClient;
import io.conec.impl.client.ClientImpl;
import io.conec.test.TestNet;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RetryTimerTest {

  /** The last of so many delays is longer than a minute. */
  private static final int FAILURES = 12;

  private static void fail(RetryTimer timer) {
    for (int i = 0; i < FAILURES; i++) {
      timer.schedule();
    }
  }

  @Test
  void aRegistrationEndsTheDelayUnlessTheTimerIsStopped() {
    try (TestNet net = new TestNet()) {
      ClientImpl client = (ClientImpl) ConecClient.create(net.vertx(),
        net.clientOptions("shop").setMaxReconnectDelay(Duration.ofHours(1)));
      ContextInternal context = ((VertxInternal) net.vertx()).createEventLoopContext();
      BridgeState bridge =
        new BridgeState(context, client, null, null, null, null, null, null, null, null, null);
      AtomicInteger attempts = new AtomicInteger();
      AtomicInteger ofStopped = new AtomicInteger();
      context.runOnContext(v -> {
        client.connect();
        RetryTimer stopped = new RetryTimer(bridge, ofStopped::incrementAndGet);
        fail(stopped);
        stopped.stop();
        fail(new RetryTimer(bridge, attempts::incrementAndGet));
      });
      awaitUntil(() -> attempts.get() > 0);
      await(client.shutdown());
      assertEquals(1, attempts.get());
      assertEquals(0, ofStopped.get());
    }
  }
}
