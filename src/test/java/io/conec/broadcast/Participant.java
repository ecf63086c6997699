package io.conec.broadcast;

import io.conec.BroadcastMessage;
import io.conec.BroadcastOptions;
import io.conec.BroadcastRole;
import io.conec.ConecBroadcast;
import io.conec.ConecClient;
import io.conec.OverflowPolicy;
import io.conec.test.TestNet;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static io.conec.test.TestNet.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A client in a broadcast, and all calls of its handlers, in order. */
final class Participant {

  final ConecBroadcast broadcast;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Promise<Void> ended = Promise.promise();
  private final Promise<Throwable> failed = Promise.promise();
  private final Promise<Void> closed = Promise.promise();

  private Participant(ConecBroadcast broadcast) {
    this.broadcast = broadcast;
    broadcast.closeHandler(v -> closed.tryComplete());
    broadcast.exceptionHandler(failed::tryComplete);
    broadcast.endHandler(v -> ended.tryComplete());
    broadcast.droppedHandler(count -> events.add(new Event(null, count, null)));
  }

  /**
   * A message, or a call of the dropped handler.
   *
   * @param sender {@code null} for the dropped handler
   * @param number the sequence number, or how many were dropped
   */
  record Event(String sender, long number, Buffer body) {

    private static Event of(BroadcastMessage message) {
      return new Event(message.sender(), message.sequence(), message.body());
    }

    boolean isMessage() {
      return sender != null;
    }

    @Override
    public String toString() {
      return isMessage() ? sender + " " + number + " " + body : "dropped " + number;
    }
  }

  /** A reader that loses nothing. */
  static BroadcastOptions options(BroadcastRole role) {
    return new BroadcastOptions().setRole(role).setOverflow(OverflowPolicy.BLOCK);
  }

  /** A reader that drops the oldest messages, the default. */
  static BroadcastOptions dropOldest(int bufferSize) {
    return new BroadcastOptions().setRole(BroadcastRole.READER).setMaxBufferedMessages(bufferSize);
  }

  static Participant join(ConecClient client, String name, BroadcastOptions options) {
    Participant member = joinPaused(client, name, options);
    member.broadcast.resume();
    return member;
  }

  static Participant join(ConecClient client, String name, BroadcastRole role) {
    return join(client, name, options(role));
  }

  /** A paused reader. */
  static Participant joinPaused(ConecClient client, String name, BroadcastOptions options) {
    Participant member = new Participant(await(client.joinBroadcast(name, options)));
    member.broadcast.pause().handler(message -> member.events.add(Event.of(message)));
    return member;
  }

  Future<Void> write(String text) {
    return broadcast.write(Buffer.buffer(text));
  }

  Event next() {
    try {
      Event event = events.poll(TestNet.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
      assertNotNull(event, () -> "nothing within the deadline: " + broadcast.closeReason());
      return event;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  void assertNext(String event) {
    assertEquals(event, next().toString());
  }

  void assertNothing() {
    assertEquals(List.of(), events());
  }

  /** @return the events that were not returned by {@link #next()} */
  List<Event> events() {
    return List.copyOf(events);
  }

  int size() {
    return events.size();
  }

  /**
   * Waits for the last message of the only sender: each was received, or counted as dropped right before the next one.
   *
   * @return how many were dropped
   */
  long awaitAccounted(int sent) {
    long last = 0;
    long dropped = 0;
    while (last < sent) {
      Event event = next();
      long before = event.isMessage() ? 0 : event.number;
      if (before > 0) {
        event = next();
        assertTrue(event.isMessage(), "told twice before one message");
      }
      assertEquals(last + before + 1, event.number, "after message " + last + " and " + before + " dropped");
      last = event.number;
      dropped += before;
    }
    assertNothing();
    return dropped;
  }

  Future<Void> ended() {
    return ended.future();
  }

  Future<Throwable> failed() {
    return failed.future();
  }

  Future<Void> closed() {
    return closed.future();
  }
}
