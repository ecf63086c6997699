package io.conec.impl.bridge;

import static io.conec.test.TestNet.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A writer on another thread than the producer's is also notified of room in the queue. */
class ProducerQueueTest {

  private final Vertx vertx = Vertx.vertx();
  private final ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
  private final ProducerQueue queue = new ProducerQueue(context);

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private void turn() {
    Promise<Void> over = Promise.promise();
    context.runOnContext(v -> over.complete());
    await(over.future());
  }

  private AtomicInteger handler() {
    AtomicInteger calls = new AtomicInteger();
    queue.drainHandler(v -> {
      calls.incrementAndGet();
      queue.drainHandler(again -> calls.incrementAndGet());
    });
    return calls;
  }

  @Test
  void aDrainHandlerMayComeLate() {
    queue.setMaxSize(10);
    queue.drainHandler(v -> { });
    queue.add(10);
    assertTrue(queue.isFull());
    queue.remove(10);
    turn();
    AtomicInteger late = handler();
    turn();
    turn();
    assertEquals(1, late.get());
    queue.add(10);
    assertTrue(queue.isFull());
    AtomicInteger early = handler();
    turn();
    assertEquals(0, early.get());
    queue.remove(10);
    turn();
    assertTrue(early.get() > 0);
    assertFalse(queue.isFull());
  }
}
