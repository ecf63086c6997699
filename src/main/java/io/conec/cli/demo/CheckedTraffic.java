package io.conec.cli.demo;

import io.conec.ConecStream;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A stream from the shop to the depot whose bytes are all checked, and requests that are counted at both ends. */
final class CheckedTraffic {

  private static final int INTERVAL_MILLIS = 4;
  private static final int MESSAGE = 16 * 1024;

  /** Counts what has come, and notes the longest pause. */
  static final class Arrivals {

    private final AtomicInteger count = new AtomicInteger();
    private volatile long longest;
    private long last = System.nanoTime();

    private void add() {
      long now = System.nanoTime();
      longest = Math.max(longest, now - last);
      last = now;
      count.incrementAndGet();
    }

    int count() {
      return count.get();
    }

    long longestMillis() {
      return TimeUnit.NANOSECONDS.toMillis(longest);
    }
  }

  private final Peer shop;
  private final Arrivals messages = new Arrivals();
  private final Arrivals replies = new Arrivals();
  private final AtomicInteger consumed = new AtomicInteger();
  private final Promise<Integer> requested = Promise.promise();
  private volatile boolean ending;
  private volatile String wrong;
  private ConecStream stream;
  private int sent;
  private long timer;

  /** Prepares the depot, whose consumer is to be exported. */
  CheckedTraffic(Peer shop, Peer depot) {
    this.shop = shop;
    depot.client().streamHandler(incoming -> incoming.handler(this::received).endHandler(end -> incoming.end()));
    depot.vertx().eventBus().<Integer>consumer("stock.count", message -> {
      consumed.incrementAndGet();
      message.reply(message.body());
    });
  }

  void start() throws Exception {
    stream = shop.await(shop.client().openStream("depot"));
    shop.vertx().runOnContext(begin -> {
      timer = shop.vertx().setPeriodic(INTERVAL_MILLIS, tick -> send());
      request(0);
    });
  }

  private static Buffer message(int number) {
    byte[] bytes = new byte[MESSAGE];
    for (int i = 0; i < MESSAGE; i++) {
      bytes[i] = (byte) (number * 31 + i);
    }
    return Buffer.buffer(bytes);
  }

  private void send() {
    if (!stream.writeQueueFull()) {
      stream.write(message(sent++));
    }
  }

  private void received(Buffer message) {
    if (!message.equals(message(messages.count()))) {
      wrong = "message " + messages.count() + " of the stream is not as it was sent";
    }
    messages.add();
  }

  private void request(int number) {
    EventBus bus = shop.vertx().eventBus();
    bus.<Integer>request("stock.count", number).onComplete(reply -> {
      if (reply.failed() || !reply.result().body().equals(number)) {
        requested.fail(reply.failed() ? reply.cause() : new IllegalStateException("the reply to request " + number
          + " is " + reply.result().body()));
        return;
      }
      replies.add();
      if (ending) {
        requested.complete(number + 1);
      } else {
        shop.vertx().setTimer(INTERVAL_MILLIS, pause -> request(number + 1));
      }
    });
  }

  Arrivals messages() {
    return messages;
  }

  Arrivals replies() {
    return replies;
  }

  int consumed() {
    return consumed.get();
  }

  /** Returns what is wrong with the stream, {@code null} if nothing is. */
  String wrong() {
    return wrong;
  }

  /** Ends the stream and waits for the last reply; returns how many messages were sent. */
  int finish() throws Exception {
    ending = true;
    shop.await(requested.future());
    Promise<Integer> ended = Promise.promise();
    shop.vertx().runOnContext(end -> {
      shop.vertx().cancelTimer(timer);
      Future<Void> taken = stream.end();
      taken.<Integer>map(sent).onComplete(ended);
    });
    return shop.await(ended.future());
  }

  static long bytes(int messages) {
    return (long) messages * MESSAGE;
  }
}
