package io.conec.hostile;

import io.conec.BroadcastOptions;
import io.conec.ConecBroadcast;
import io.conec.OverflowPolicy;
import io.conec.hostile.BrokenCoordinator.Participant;
import io.conec.test.raw.RawBroadcast;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawStream;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import static io.conec.ConecError.BROADCAST_STALLED;
import static io.conec.ConecError.COORDINATOR_LOST;
import static io.conec.hostile.BrokenCoordinator.NAME;
import static io.conec.test.TestNet.DEADLINE;
import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Broadcasts between two subscriptions; the Coordinator decides when each step happens. */
class BroadcastReconnectTest {

  private static final Duration PING = Duration.ofMillis(300);

  private BrokenCoordinator coordinator = new BrokenCoordinator();

  @AfterEach
  void close() {
    coordinator.close();
  }

  private RawStream loseAndAskAgain() {
    coordinator.session.connection().closeTransport(1);
    coordinator.welcome();
    return coordinator.nextJoin();
  }

  private static byte[] joined(long position, long dropped) {
    return RawFrame.control(RawFrame.JOINED, RawBroadcast.joined(position).put("dropped", dropped));
  }

  private void roundTrip() {
    coordinator.session.control().write(RawFrame.ping(3)).expect(RawFrame.PONG);
  }

  /** A client that was cut off may join again from the handler of that event. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aClientThatWasCutOffJoinsAgainImmediately(boolean fromExceptionHandler) {
    Participant member = coordinator.join(NAME);
    Promise<ConecBroadcast> again = Promise.promise();
    Handler<Object> join = event -> coordinator.client.joinBroadcast(NAME).onComplete(again);
    if (fromExceptionHandler) {
      member.broadcast.exceptionHandler(join::handle);
    } else {
      member.broadcast.closeHandler(join::handle);
    }
    coordinator.session.control().write(RawBroadcast.cutOff(member.stream.id(), BROADCAST_STALLED.code(), ""));
    coordinator.nextJoin().write(RawFrame.control(RawFrame.JOINED, RawBroadcast.joined(0)));
    ConecBroadcast second = await(again.future());
    assertEquals(List.of(second), coordinator.client.broadcasts());
    assertTrue(second.isJoined());
  }

  /** The source of the reader was paused when the connection was lost; it does not wait for the answer. */
  @Test
  void aReaderLeavesBeforeItHasJoinedAgain() {
    Future<ConecBroadcast> request = coordinator.client.joinBroadcast(NAME,
      new BroadcastOptions().setOverflow(OverflowPolicy.BLOCK).setMaxBufferedMessages(1));
    Participant member = coordinator.member(request,
      coordinator.nextJoin().write(RawFrame.control(RawFrame.JOINED, RawBroadcast.joined(0))));
    AtomicBoolean rejoined = new AtomicBoolean();
    member.broadcast.rejoinedHandler(v -> rejoined.set(true));
    member.broadcast.pause();
    for (int i = 1; i <= 3; i++) {
      member.stream.write(RawBroadcast.message(i, "shop", i, "buy"));
    }
    roundTrip();
    RawStream again = loseAndAskAgain();
    Future<Void> left = member.broadcast.leave();
    again.expectEnd();
    again.write(joined(9, 6), RawBroadcast.message(10, "shop", 10, "sell"));
    roundTrip();
    again.endMarked();
    await(left);
    assertFalse(rejoined.get());
    assertTrue(member.dropped.isEmpty());
    assertTrue(member.messages.isEmpty());
    assertEquals(List.of(), coordinator.client.broadcasts());
  }

  /** Messages that were counted for the old connection and never sent do not keep the queue full for ever. */
  @Test
  void theDrainHandlerIsCalledAlthoughTheConnectionWasLost() {
    Participant member = coordinator.join(NAME);
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch lost = new CountDownLatch(1);
    Promise<Void> drained = Promise.promise();
    member.broadcast.setWriteQueueMaxSize(1).drainHandler(v -> drained.tryComplete());
    member.broadcast.handler(message -> {
      busy.countDown();
      awaitLatch(lost);
    });
    member.stream.write(RawBroadcast.message(1, "shop", 1, "buy"));
    awaitLatch(busy);
    coordinator.session.connection().closeTransport(1);
    Future<Void> written = member.broadcast.write(Buffer.buffer("sell"));
    assertTrue(member.broadcast.writeQueueFull());
    lost.countDown();
    coordinator.welcome();
    coordinator.nextJoin().write(joined(1, 0));
    await(drained.future());
    awaitUntil(written::isComplete);
    assertFalse(member.broadcast.writeQueueFull());
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertTrue(latch.await(DEADLINE.toSeconds(), TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** An answer to a ping may be stuck behind data that fills the path. */
  @Test
  void messagesAreSignsOfLife() {
    restart();
    Participant member = coordinator.join(NAME);
    long start = System.nanoTime();
    LinkedBlockingQueue<Throwable> lost = new LinkedBlockingQueue<>();
    member.broadcast.disconnectedHandler(lost::add);
    for (int i = 1; System.nanoTime() - start < 5 * PING.toNanos(); i++) {
      member.stream.write(RawBroadcast.message(i, "shop", i, "buy"));
      assertEquals("shop " + i + " buy", member.next());
    }
    assertTrue(lost.isEmpty());
    assertTrue(member.broadcast.isJoined());
    assertTrue(coordinator.client.isConnected());
  }

  @Test
  void silenceIsNotASignOfLife() throws InterruptedException {
    restart();
    Participant member = coordinator.join(NAME);
    LinkedBlockingQueue<Throwable> lost = new LinkedBlockingQueue<>();
    member.broadcast.disconnectedHandler(lost::add);
    member.stream.write(RawBroadcast.message(1, "shop", 1, "buy"));
    assertEquals("shop 1 buy", member.next());
    assertFails(COORDINATOR_LOST, Future.failedFuture(lost.poll(DEADLINE.toSeconds(), TimeUnit.SECONDS)));
  }

  /** The Coordinator asks for frequent pings. */
  private void restart() {
    coordinator.close();
    coordinator = new BrokenCoordinator(options -> options.setKeepAliveInterval(PING));
  }
}
