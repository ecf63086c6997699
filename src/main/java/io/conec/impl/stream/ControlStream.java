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
 * The control stream of a connection: messages, requests with their answers, keep-alives. It has priority over all
 * payload. Confined to the event loop.
 */
public final class ControlStream implements FramedStream.Listener {

  /** Notified of the events of a control stream. */
  public interface Listener {

    /** A message that is neither a ping nor the answer to a request. */
    void onMessage(ControlMessage message);

    /** The other side broke the protocol or no longer answers: the connection is useless. */
    void onControlFailure(ConecException failure);
  }

  private record Request(Class<? extends Reply> answer, Promise<ControlMessage> promise, ScheduledFuture<?> deadline) {
  }

  /** The most bytes that wait for the other side to read; beyond this it counts as dead or hostile. */
  private static final int MAX_QUEUED_BYTES = 1024 * 1024;

  /**
   * Waiting bytes beyond which no messages on behalf of other clients are added: the rest is reserved for necessary
   * messages.
   */
  private static final int MANY_QUEUED_BYTES = 256 * 1024;

  /** Unanswered pings in a row that are tolerated while packets arrive. */
  private static final int MAX_UNANSWERED_PINGS = 4;

  /** Bytes read before the limit is checked: some fifty short messages. */
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
   * @param readLimit the limit of messages read in a second, {@code null} for none
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

  /** Replace the read limit, which must not be {@code null}. */
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
      // Only once: the listener may send something before it closes.
      overflowed = true;
      listener.onControlFailure(new ConecException(ConecError.LIMIT_EXCEEDED,
        "the other side does not read its control stream: " + queuedBytes + " bytes are waiting"));
    }
  }

  /**
   * @return whether the other side is slow to read, so that optional messages should be refused
   */
  public boolean writeQueueFull() {
    return queuedBytes > MANY_QUEUED_BYTES;
  }

  /**
   * @return whether everything was passed to QUIC
   */
  public boolean hasSentAll() {
    return queuedBytes == 0;
  }

  /**
   * Send a request.
   *
   * @param answer  the type of a successful answer
   * @param message makes the message from the request number
   * @param what    completes the sentence "… was not answered"
   * @param option  the option for the time-out, {@code null} for none
   * @return the answer; fails with the answered error, after the time-out, or when the connection ends
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

  /** Ping at this interval from now on, without waiting for answers: {@code PeerIdleTimer} ends a dead channel. */
  public void keepAlive(Duration interval) {
    every(interval, this::ask);
  }

  /** Have the other side answer, whenever it does. */
  public void ask() {
    send(new Ping(nextRequest++));
  }

  /**
   * Ping at this interval from now on. When a ping is not answered before the next one is due, and nothing else has
   * arrived meanwhile, the connection is dead. An answer may wait behind other data: packets that arrive prove that the
   * other side is alive, but only for some time, because they may be the only ones that are short enough for the path.
   *
   * @param lastHeard when data last arrived on another stream, by {@link System#nanoTime()}
   * @param packets   how many packets have arrived
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

  /** Not at a fixed rate: after a pause of this process all missed runs would follow immediately. */
  private void every(Duration interval, Runnable task) {
    keepAlive = eventLoop.scheduleWithFixedDelay(task, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void dead(Throwable cause) {
    if (failure == null) {
      listener.onControlFailure(new ConecException(ConecError.PEER_LOST, cause.getMessage(), cause));
    }
  }

  /** Fail the pending requests: the connection has ended. */
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
      // The deadline of the request has passed.
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

  /** A read may have exceeded the limit by more than one message. */
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
