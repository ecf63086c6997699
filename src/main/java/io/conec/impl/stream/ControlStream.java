package io.conec.impl.stream;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.impl.transport.QuicStream;
import io.conec.impl.util.RateLimit;
import io.conec.impl.wire.ControlCodec;
import io.conec.impl.wire.ControlMessage;
import io.conec.impl.wire.ControlMessage.Failure;
import io.conec.impl.wire.ControlMessage.Ping;
import io.conec.impl.wire.ControlMessage.Pong;
import io.conec.impl.wire.ControlMessage.Reply;
import io.conec.impl.wire.FrameTooLargeException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

/**
 * The control stream of a connection: messages, requests with their answers, keep-alive. It is sent before all payload.
 * Everything happens on the event loop.
 */
public final class ControlStream implements FramedStream.Listener {

  /** What the owner of a connection hears from its control stream. */
  public interface Listener {

    /** A message that is neither a ping nor the answer to a request. */
    void onMessage(ControlMessage message);

    /** The other side broke the protocol or does not answer any more: the connection is of no use. */
    void onControlFailure(ConecException failure);
  }

  private record Request(Class<? extends Reply> answer, Promise<ControlMessage> promise, ScheduledFuture<?> deadline) {
  }

  /** Bytes waiting for a reader at the other end; beyond that it is taken for dead or hostile. */
  private static final int MAX_QUEUED_BYTES = 1024 * 1024;

  /** Bytes waiting beyond which nothing is added that another client asks for: the rest is for necessary messages. */
  private static final int MANY_QUEUED_BYTES = 256 * 1024;

  /** Pings in a row that need not be answered while packets come. */
  private static final int MAX_UNANSWERED_PINGS = 4;

  /** Bytes read before a limit is looked at: some fifty short messages. */
  private static final int PIECE_LENGTH = 1024;

  private final EventLoop eventLoop;
  private final FramedStream stream;
  private final Listener listener;
  private RateLimit readLimit;
  private final Map<Long, Request> requests = new HashMap<>();
  private long nextRequest = 1;
  private int queuedBytes;
  private int unansweredPings;
  private boolean overflowed;
  private boolean paused;
  private ScheduledFuture<?> keepAlive;
  private ConecException failure;

  /**
   * @param readLimit how many messages a second are read, {@code null} for any number
   */
  public ControlStream(EventLoop eventLoop, QuicStream stream, RateLimit readLimit, Listener listener) {
    this.eventLoop = eventLoop;
    this.listener = listener;
    this.readLimit = readLimit;
    this.stream = new FramedStream(stream, ControlCodec.MAX_FRAME_LENGTH, this);
    stream.prioritize();
    if (readLimit != null) {
      stream.readInPieces(PIECE_LENGTH);
    }
  }

  /** Start reading. */
  public void start() {
    stream.start();
  }

  /** Have another limit from now on, where there was one before. */
  public void readLimit(RateLimit limit) {
    readLimit = limit;
  }

  public void send(ControlMessage message) {
    if (failure != null) {
      return;
    }
    ByteBuf frame = ControlCodec.encode(stream.quic().allocator(), message);
    int size = frame.readableBytes();
    queuedBytes += size;
    stream.quic().write(frame).addListener(written -> queuedBytes -= size);
    if (queuedBytes > MAX_QUEUED_BYTES && !overflowed) {
      // Once: the listener may have something to send before it closes.
      overflowed = true;
      listener.onControlFailure(new ConecException(ConecError.LIMIT_EXCEEDED,
        "the other side does not read its control stream: " + queuedBytes + " bytes are waiting"));
    }
  }

  /**
   * @return whether the other side is slow to read: what can be refused should be
   */
  public boolean writeQueueFull() {
    return queuedBytes > MANY_QUEUED_BYTES;
  }

  /**
   * @return whether nothing waits here for the other side to read
   */
  public boolean hasSentAll() {
    return queuedBytes == 0;
  }

  /**
   * Send a message that asks for an answer.
   *
   * @param answer  the type of a good answer
   * @param message makes the message with the request number given
   * @param what    completes the sentence "… was not answered"
   * @param option  the option that sets the time-out, {@code null} when none does
   * @return the answer; fails with the error answered, after the time-out, or when the connection ends
   */
  public Future<ControlMessage> request(Class<? extends Reply> answer, LongFunction<ControlMessage> message,
                                        Duration timeout, String what, String option) {
    Promise<ControlMessage> promise = Promise.promise();
    if (failure != null) {
      promise.fail(failure);
      return promise.future();
    }
    long number = nextRequest++;
    ScheduledFuture<?> deadline = eventLoop.schedule(() -> expire(number, timeout, what, option),
      timeout.toMillis(), TimeUnit.MILLISECONDS);
    requests.put(number, new Request(answer, promise, deadline));
    send(message.apply(number));
    return promise.future();
  }

  private void expire(long number, Duration timeout, String what, String option) {
    requests.remove(number).promise.fail(new ConecException(ConecError.TIMEOUT,
      what + " was not answered within " + timeout.toMillis() + " ms" + (option == null ? "" : " (" + option + ")"),
      null, option));
  }

  /**
   * @return the round-trip time in nanoseconds
   */
  public Future<Long> ping(Duration timeout, String option) {
    long start = System.nanoTime();
    return request(Pong.class, Ping::new, timeout, "a ping", option).map(pong -> System.nanoTime() - start);
  }

  /**
   * Ping at this interval from now on. An answer is not waited for: the clock of the channel ends a dead connection.
   */
  public void keepAlive(Duration interval) {
    every(interval, this::ask);
  }

  /** Have the other side answer, whenever it does. */
  public void ask() {
    send(new Ping(nextRequest++));
  }

  /**
   * Ping at this interval from now on; when a ping is not answered before the next is due, and nothing else was heard
   * meanwhile, the connection is dead. An answer may be stuck behind what fills the path: packets that come prove that
   * the other side is there, but not for ever, as they may be the only ones that are short enough for the path.
   *
   * @param lastHeard when something was heard on another stream, by {@link System#nanoTime()}
   * @param packets   how many packets have come
   */
  public void watch(Duration interval, LongSupplier lastHeard, LongSupplier packets) {
    every(interval, () -> {
      long before = packets.getAsLong();
      ping(interval, "keepAliveInterval").onSuccess(answered -> unansweredPings = 0).onFailure(cause -> {
        boolean silent = System.nanoTime() - lastHeard.getAsLong() > interval.toNanos();
        boolean slow = packets.getAsLong() > before && ++unansweredPings < MAX_UNANSWERED_PINGS;
        if (silent && !slow) {
          dead(cause);
        }
      });
    });
  }

  /** At a fixed rate all that did not happen during a pause of this process would happen at once. */
  private void every(Duration interval, Runnable task) {
    keepAlive = eventLoop.scheduleWithFixedDelay(task, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void dead(Throwable cause) {
    if (failure == null) {
      listener.onControlFailure(new ConecException(ConecError.PEER_LOST, cause.getMessage(), cause));
    }
  }

  /** Fail what is pending: the connection has ended. */
  public void fail(ConecException cause) {
    if (failure != null) {
      return;
    }
    failure = cause;
    if (keepAlive != null) {
      keepAlive.cancel(false);
    }
    requests.values().forEach(request -> {
      request.deadline.cancel(false);
      request.promise.fail(cause);
    });
    requests.clear();
  }

  @Override
  public void onFrame(byte[] frame) {
    if (failure != null) {
      return;
    }
    limitRate();
    ControlMessage message = ControlCodec.decode(frame);
    if (message instanceof Ping ping) {
      send(new Pong(ping.request()));
    } else if (message instanceof Reply reply && reply.request() != 0) {
      answer(reply);
    } else {
      listener.onMessage(message);
    }
  }

  private void answer(Reply reply) {
    Request request = requests.remove(reply.request());
    if (request == null) {
      // Its deadline is over.
      return;
    }
    request.deadline.cancel(false);
    if (reply instanceof Failure refused) {
      request.promise.fail(new ConecException(refused.error(), refused.message()));
    } else if (request.answer.isInstance(reply)) {
      request.promise.complete(reply);
    } else {
      ConecException violation = new ConecException(ConecError.PROTOCOL_VIOLATION,
        reply.getClass().getSimpleName() + " came where " + request.answer.getSimpleName() + " is the answer");
      request.promise.fail(violation);
      onViolation(violation);
    }
  }

  private void limitRate() {
    if (readLimit != null && !readLimit.take(1) && !paused) {
      paused = true;
      stream.quic().pause();
      resumeLater();
    }
  }

  /** What is read in one go may owe more than the message that was too much. */
  private void resumeLater() {
    eventLoop.schedule(() -> {
      if (readLimit.nanosUntilPositive() > 0) {
        resumeLater();
      } else {
        paused = false;
        stream.quic().resume();
      }
    }, readLimit.nanosUntilPositive(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void onEnd() {
    onViolation(new ConecException(ConecError.PROTOCOL_VIOLATION, "the control stream was ended"));
  }

  @Override
  public void onTooLarge(FrameTooLargeException tooLarge) {
    onViolation(new ConecException(ConecError.PROTOCOL_VIOLATION, "control stream: " + tooLarge.getMessage()));
  }

  @Override
  public void onViolation(ConecException violation) {
    if (failure == null) {
      listener.onControlFailure(violation);
    }
  }

  @Override
  public void onAborted(ConecException violation) {
    onViolation(violation);
  }
}
