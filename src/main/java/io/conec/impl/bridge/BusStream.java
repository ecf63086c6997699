package io.conec.impl.bridge;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.ConecStream;
import io.conec.bridge.BusHeaders;
import io.conec.impl.util.Printable;
import io.conec.impl.wire.BusFrame;
import io.conec.impl.wire.BusFrameReader;
import io.conec.impl.wire.WireException;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;

/**
 * One stream of bus frames. In both roles it keeps the local messages that wait for an answer of the peer, and answers
 * messages of the peer. A conversation of replies to replies alternates between the two.
 */
abstract class BusStream {

  private enum State {
    OPEN,
    /** This side has ended: it still receives messages, but answers none. */
    ENDED,
    /** Messages that still arrive are dropped. */
    CLOSED
  }

  private static final Logger LOG = LoggerFactory.getLogger(BusStream.class);

  /** The time for the orderly end of a stream, in milliseconds. */
  private static final long LINGER_MILLIS = 5_000;

  private static final Runnable UNCOUNTED = () -> { };

  final BridgeState bridge;
  final ConecStream stream;
  final String peer;
  final PendingAnswers pending;
  private State state = State.OPEN;
  private ConecException endReason;
  private volatile Backlog backlog;

  BusStream(BridgeState bridge, ConecStream stream) {
    this.bridge = bridge;
    this.stream = stream;
    this.peer = stream.peer();
    this.pending = new PendingAnswers(bridge.counters());
  }

  /** Start reading. Call it where the stream was passed on, so that no message is lost. */
  void start() {
    stream.handler(message -> {
      // Count here, because messages on their way to the other context count, too.
      Backlog.Entry entry = backlog == null ? null : backlog.add(message.length());
      bridge.context().emit(v -> read(message, entry));
    });
    stream.endHandler(end -> bridge.context().emit(end, e -> peerEnded()));
    stream.closeHandler(end -> bridge.context().emit(end, e -> close(Failures.peerAway(peer, stream.closeReason()))));
  }

  /**
   * Handle a frame of the peer other than an answer.
   *
   * @param release called when its message is released
   */
  abstract void handle(BusFrame frame, Runnable release);

  /** A frame has arrived after this side was closed. */
  void tooLate(BusFrame frame) {
  }

  abstract void onClose(Throwable reason);

  abstract String address();

  private void read(Buffer message, Backlog.Entry entry) {
    Runnable release = entry == null ? UNCOUNTED : entry::release;
    try {
      BusFrame frame = BusFrameReader.read(message);
      if (isClosed()) {
        tooLate(frame);
      } else if (frame instanceof BusFrame.Answer answer) {
        answered(answer);
      } else {
        if (entry != null && frame instanceof BusFrame.WithBody withBody) {
          entry.grow(withBody.payload().headerSize());
        }
        handle(frame, release);
        return;
      }
    } catch (WireException e) {
      reset(ConecError.PROTOCOL_VIOLATION, e.getMessage());
    } catch (Throwable e) {
      LOG.debug("Cannot handle a message of " + this, e);
      reset(ConecError.INTERNAL, e.toString());
    }
    release.run();
  }

  /** Count messages in this backlog from now on. Called on the context of the bridge. */
  void count(Backlog backlog) {
    this.backlog = backlog;
    backlog.attach(this);
    resume();
  }

  void pause() {
    stream.pause();
  }

  void resume() {
    if (!isClosed() && !backlog.isStopped()) {
      stream.resume();
    }
  }

  void reset(ConecError error, String reason) {
    if (!isClosed()) {
      // It may quote what the peer has sent.
      String why = Printable.reason(reason);
      bridge.warnings().warn("The stream of " + this + " is reset: " + why);
      // Close first, so that pending messages fail with the reason, not with its consequence.
      close(Failures.peerAway(peer, new ConecException(error, why)));
    }
    stream.reset(error.code());
  }

  /** @return the number of open conversations, including those of earlier streams for the same address */
  int conversations() {
    return pending.size() + (backlog == null ? 0 : backlog.serving());
  }

  // Local messages to the peer

  /** Wait for an answer of the peer to a local message. */
  long await(Message<?> message, long deadline) {
    return await(new LocalMessage(this, message), deadline);
  }

  long await(AnswerHandler handler, long deadline) {
    return pending.add(handler, deadline);
  }

  /** @return the handler, {@code null} when it no longer waits */
  AnswerHandler settle(long id) {
    return pending.remove(id);
  }

  private void answered(BusFrame.Answer answer) {
    if (address() == null) {
      throw new WireException("bus frame of type " + BusFrame.ANSWER + " before the address is known");
    }
    AnswerHandler handler = settle(answer.id());
    if (handler == null) {
      unwanted(answer.next());
      return;
    }
    ReceivedBody body;
    try {
      body = bridge.bodies().read(answer);
    } catch (ConecException e) {
      handler.failed(e);
      sendFailure(answer.next(), Failures.of(e));
      return;
    }
    MultiMap headers = identified(answer.headers());
    if (answer.next() == BusFrame.NO_ID) {
      handler.answered(body, headers);
    } else {
      handler.answered(body, headers, answer.next(), timeout(answer.timeout()));
    }
  }

  /** An answer of the peer has no receiver, but the peer may wait for an answer to it. */
  void unwanted(long next) {
    // Otherwise a peer that sends such answers, but does not read, would fill the memory of this side.
    if (!stream.writeQueueFull()) {
      sendFailure(next, new ReplyException(ReplyFailure.TIMEOUT, "the reply came too late"));
    }
  }

  /** Cheap while nothing has expired, so that it can be called before a message is refused for lack of room. */
  void expire(long now) {
    pending.expire(now, () -> new ReplyException(ReplyFailure.TIMEOUT,
      "no reply of peer '" + peer + "' from address '" + Printable.reason(address()) + "' in time"));
  }

  // Messages of the peer

  /** @return completed with the answer of a local consumer to the peer's message with this id */
  Completable<Message<Object>> serve(long id) {
    backlog.serve();
    bridge.counters().serving.incrementAndGet();
    return new ServedMessage(this, id);
  }

  void served() {
    backlog.served();
    bridge.counters().serving.decrementAndGet();
  }

  /** Does nothing if there is no id: then the peer does not wait. */
  void sendFailure(long id, ReplyException failure) {
    if (id != BusFrame.NO_ID && isOpen()) {
      write(bridge.bodies().failure(id, failure), lost -> answerLost("a failure", lost));
    }
  }

  /** An answer could not be sent: warn that the peer waits in vain, unless the stream has ended. */
  void answerLost(String what, Throwable failure) {
    if (stream.closeReason() == null) {
      bridge.warnings().warn("Cannot tell " + this + " of " + what + ": " + failure.getMessage());
    }
  }

  Future<Void> write(Buffer frame, Handler<Throwable> onFailure) {
    Future<Void> written = stream.write(frame).onFailure(failure -> bridge.context().emit(failure, onFailure));
    written();
    return written;
  }

  /** A frame was written. */
  void written() {
  }

  MultiMap identified(MultiMap headers) {
    return (headers == null ? MultiMap.caseInsensitiveMultiMap() : headers).set(BusHeaders.PEER, peer);
  }

  /** @return the time-out of the peer in milliseconds, within the limits of this side */
  long timeout(long timeout) {
    return Math.max(1, Math.min(timeout, bridge.options().getMaxRequestTimeout().toMillis()));
  }

  // The end

  boolean isOpen() {
    return state == State.OPEN;
  }

  /** @return why messages are no longer answered */
  ConecException endReason() {
    return endReason;
  }

  boolean isClosed() {
    return state == State.CLOSED;
  }

  /** The peer has ended its direction: it answers nothing, and needs no answers. */
  private void peerEnded() {
    close(Failures.peerAway(peer, null));
    stream.end();
    linger();
  }

  /** Answer no more messages, and wait for no answers. */
  void end(ConecException reason) {
    if (isOpen()) {
      state = State.ENDED;
      endReason = reason;
      pending.failAll(reason);
      stream.end();
    }
  }

  /** Closing does not wait for a slow peer, but pending messages still have this time. */
  void linger() {
    bridge.context().setTimer(LINGER_MILLIS, timer -> stream.reset(ConecError.CLOSED.code()));
  }

  void close(ConecException reason) {
    if (!isClosed()) {
      state = State.CLOSED;
      endReason = endReason == null ? reason : endReason;
      if (backlog != null) {
        backlog.detach(this);
      }
      pending.failAll(endReason);
      // Read what still arrives, including the end.
      stream.resume();
      onClose(endReason);
    }
  }

  /** For the log; the peer may have chosen any text as the address. */
  @Override
  public String toString() {
    return "peer '" + peer + "'" + (address() == null ? ""
      : " for address '" + Printable.line(address()) + "'");
  }
}
