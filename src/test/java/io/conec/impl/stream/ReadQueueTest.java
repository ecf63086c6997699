package io.conec.impl.stream;

import io.conec.OverflowPolicy;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The calls of the handlers of a reader, on both kinds of contexts, while messages arrive on the event loop. */
class ReadQueueTest {

  private static final int ROUNDS = 2000;
  /** Far more messages than another task of the context should have to wait for. */
  private static final int VERY_MANY = 5_000_000;

  private final Vertx vertx = Vertx.vertx();
  private final List<Object> told = Collections.synchronizedList(new ArrayList<>());

  private enum Kind {
    EVENT_LOOP, WORKER
  }

  private final ReadQueue.Source source = new ReadQueue.Source() {
    @Override
    public void pause() {
      told.add("source paused");
    }

    @Override
    public void resume() {
      told.add("source resumed");
    }
  };

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private ContextInternal context(Kind kind) {
    VertxInternal internal = (VertxInternal) vertx;
    return kind == Kind.WORKER ? internal.createWorkerContext() : internal.createEventLoopContext();
  }

  private ReadQueue<Integer> queue(ContextInternal context, OverflowPolicy overflow, int capacity) {
    ReadQueue<Integer> queue = new ReadQueue<>(context, overflow, capacity, source, () -> told.add("end delivered"));
    queue.droppedHandler(dropped -> told.add("dropped " + dropped));
    return queue;
  }

  /** Run as QUIC would. */
  private static void onEventLoop(ContextInternal context, Runnable task) {
    Promise<Void> done = Promise.promise();
    context.nettyEventLoop().execute(() -> {
      task.run();
      done.complete();
    });
    await(done.future());
  }

  private static void add(ContextInternal context, ReadQueue<Integer> queue, int first, int last) {
    onEventLoop(context, () -> {
      for (int i = first; i <= last; i++) {
        queue.add(i);
      }
    });
  }

  /** All tasks of the context have run, and there were no other calls. */
  private void assertTold(ContextInternal context, Object... expected) {
    awaitUntil(() -> told.size() >= expected.length);
    for (int i = 0; i < 3; i++) {
      Promise<Void> done = Promise.promise();
      context.runOnContext(v -> done.complete());
      await(done.future());
      onEventLoop(context, () -> { });
    }
    assertEquals(List.of(expected), List.copyOf(told));
    told.clear();
  }

  @ParameterizedTest
  @EnumSource
  void theSourceIsPausedWhileTheQueueIsFull(Kind kind) {
    ContextInternal context = context(kind);
    ReadQueue<Integer> queue = queue(context, OverflowPolicy.BLOCK, 4);
    add(context, queue, 1, 3);
    assertTold(context);
    add(context, queue, 4, 4);
    assertTold(context, "source paused");
    queue.pause();
    queue.handler(told::add);
    queue.fetch(1);
    assertTold(context, 1);
    queue.fetch(1);
    assertTold(context, 2, "source resumed");
    queue.fetch(5);
    assertTold(context, 3, 4);
  }

  @ParameterizedTest
  @EnumSource
  void whatWaitsAlreadyIsDroppedToo(Kind kind) {
    ContextInternal context = context(kind);
    ReadQueue<Integer> queue = queue(context, OverflowPolicy.BLOCK, 5);
    add(context, queue, 1, 5);
    assertTold(context, "source paused");
    onEventLoop(context, () -> queue.dropped(7));
    queue.overflow(OverflowPolicy.DROP_OLDEST, 2);
    assertTold(context, "source resumed");
    add(context, queue, 6, 6);
    queue.handler(told::add);
    assertTold(context, "dropped 4", 5, "dropped 7", 6);
  }

  @ParameterizedTest
  @EnumSource
  void aPauseInTheDroppedHandlerHoldsBackTheNextMessage(Kind kind) {
    ContextInternal context = context(kind);
    ReadQueue<Integer> queue = queue(context, OverflowPolicy.DROP_OLDEST, 2);
    add(context, queue, 1, 5);
    queue.droppedHandler(dropped -> {
      told.add("dropped " + dropped);
      queue.pause();
    });
    queue.handler(told::add);
    assertTold(context, "dropped 3");
    queue.fetch(1);
    assertTold(context, 4);
    queue.fetch(1);
    assertTold(context, 5);
  }

  /** A message that no handler got is kept for the next handler. */
  @ParameterizedTest
  @EnumSource
  void aHandlerThatIsTakenAwayInTheDroppedHandlerIsGivenNothing(Kind kind) {
    ContextInternal context = context(kind);
    ReadQueue<Integer> queue = queue(context, OverflowPolicy.DROP_OLDEST, 1);
    add(context, queue, 1, 3);
    queue.droppedHandler(dropped -> {
      told.add("dropped " + dropped);
      queue.handler(null);
    });
    queue.handler(message -> told.add("old " + message));
    assertTold(context, "dropped 2");
    queue.handler(message -> told.add("new " + message));
    assertTold(context, "new 3");
  }

  @ParameterizedTest
  @EnumSource
  void whoClosesInTheDroppedHandlerIsGivenNothing(Kind kind) {
    ContextInternal context = context(kind);
    ReadQueue<Integer> queue = queue(context, OverflowPolicy.DROP_OLDEST, 1);
    add(context, queue, 1, 3);
    queue.droppedHandler(dropped -> {
      told.add("dropped " + dropped);
      queue.close();
    });
    queue.handler(told::add);
    assertTold(context, "dropped 2");
    onEventLoop(context, () -> queue.dropped(9));
    add(context, queue, 4, 6);
    assertTold(context);
  }

  /** Whoever hears of the end believes to have all messages. */
  @ParameterizedTest
  @EnumSource
  void theEndIsDiscardedTogetherWithTheLastMessages(Kind kind) {
    ContextInternal context = context(kind);
    ReadQueue<Integer> queue = queue(context, OverflowPolicy.BLOCK, 10);
    queue.endHandler(v -> told.add("end"));
    add(context, queue, 1, 3);
    onEventLoop(context, () -> {
      queue.end();
      queue.close();
    });
    queue.handler(told::add);
    assertTold(context);
  }

  @ParameterizedTest
  @EnumSource
  void anEndThatHasOnlyWaitedForDemandComesAfterTheClose(Kind kind) {
    ContextInternal context = context(kind);
    ReadQueue<Integer> queue = queue(context, OverflowPolicy.BLOCK, 10);
    queue.endHandler(v -> told.add("end"));
    queue.pause();
    onEventLoop(context, () -> {
      queue.end();
      queue.close();
    });
    assertTold(context);
    queue.fetch(1);
    assertTold(context, "end", "end delivered");
  }

  @ParameterizedTest
  @EnumSource
  void anEndHandlerThatTheDroppedHandlerSetsIsCalledOnce(Kind kind) {
    ContextInternal context = context(kind);
    ReadQueue<Integer> queue = queue(context, OverflowPolicy.DROP_OLDEST, 1);
    queue.droppedHandler(dropped -> {
      told.add("dropped " + dropped);
      queue.endHandler(v -> told.add("end"));
    });
    onEventLoop(context, () -> {
      queue.dropped(3);
      queue.end();
    });
    assertTold(context, "dropped 3", "end", "end delivered");
  }

  /** One thread sets it while another reaches the end. */
  @ParameterizedTest
  @EnumSource
  void theEndHandlerIsCalledOnceWhenever(Kind kind) {
    ContextInternal context = context(kind);
    List<AtomicInteger> ends = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      ReadQueue<Integer> queue = new ReadQueue<>(context, OverflowPolicy.BLOCK, 1, source, () -> { });
      AtomicInteger end = new AtomicInteger();
      ends.add(end);
      context.nettyEventLoop().execute(queue::end);
      queue.endHandler(v -> end.incrementAndGet());
    }
    awaitUntil(() -> ends.stream().allMatch(end -> end.get() > 0));
    assertTold(context);
    assertEquals(ROUNDS, ends.stream().mapToInt(AtomicInteger::get).sum());
  }

  /** An endless sequence of messages does not block timers and other handlers of the same context. */
  @ParameterizedTest
  @EnumSource
  void otherTasksOfTheContextRunBetweenTheMessages(Kind kind) {
    ContextInternal context = context(kind);
    ReadQueue<Integer> queue = new ReadQueue<>(context, OverflowPolicy.DROP_OLDEST, 10, source, () -> { });
    AtomicBoolean otherHasRun = new AtomicBoolean();
    Promise<Integer> over = Promise.promise();
    Handler<Integer> busy = message -> {
      if (message == 1) {
        context.runOnContext(v -> otherHasRun.set(true));
      }
      if (otherHasRun.get() || message == VERY_MANY) {
        over.tryComplete(message);
      } else {
        queue.add(message + 1);
      }
    };
    queue.handler(busy);
    add(context, queue, 1, 1);
    int messages = await(over.future());
    assertTrue(messages < VERY_MANY, "the other task waited for all messages");
  }
}
