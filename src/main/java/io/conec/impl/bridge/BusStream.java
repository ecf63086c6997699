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
 * One stream of bus frames. Both roles keep local messages that wait for an answer of the peer, and answer those of the
 * peer; a conversation of replies to replies goes back and forth between the two.
 */
abstract class BusStream {

  private enum State {
    OPEN,
    /** This side has ended: it still takes messages, but answers none. */
    ENDED,
    /** What still comes is given up. */
    CLOSED
  }

  private static final Logger LOG = LoggerFactory.getLogger(BusStream.class);

  /** How long a stream may take to end in good order, in milliseconds. */
  private static final long LINGER = 5_000;

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

  /** To be called where the stream was handed out, so that no message of it is missed. */
  void start() {
    stream.handler(message -> {
      // Here, because what is on its way to the other context counts, too.
      Backlog.Entry entry = backlog == null ? null : backlog.add(message.length());
      bridge.context().emit(v -> read(message, entry));
    });
    stream.endHandler(end -> bridge.context().emit(end, e -> peerEnded()));
    stream.closeHandler(end -> bridge.context().emit(end, e -> close(Failures.peerAway(peer, stream.closeReason()))));
  }

  /**
   * A frame of the peer that is no answer.
   *
   * @param gone to be run when the message in it is not here any more
   */
  abstract void handle(BusFrame frame, Runnable gone);

  /** A frame that comes when this side is closed. */
  void tooLate(BusFrame frame) {
  }

  abstract void onClose(Throwable reason);

  abstract String address();

  private void read(Buffer message, Backlog.Entry entry) {
    Runnable gone = entry == null ? UNCOUNTED : entry;
    try {
      BusFrame frame = BusFrameReader.read(message);
      if (isClosed()) {
        tooLate(frame);
      } else if (frame.type() == BusFrame.ANSWER) {
        answered(frame);
      } else {
        if (entry != null) {
          entry.grow(frame.headerSize());
        }
        handle(frame, gone);
        return;
      }
    } catch (WireException e) {
      reset(ConecError.PROTOCOL_VIOLATION, e.getMessage());
    } catch (Throwable e) {
      LOG.debug("Cannot handle a message of " + this, e);
      reset(ConecError.INTERNAL, e.toString());
    }
    gone.run();
  }

  /** Count messages in this backlog from now on. Called on the bridge's context. */
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
      // First, so that what waits is told the reason and not its consequence.
      close(Failures.peerAway(peer, new ConecException(error, why)));
    }
    stream.reset(error.code());
  }

  /** How many conversations are under way, those of earlier streams for the same address included. */
  int busy() {
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

  /** @return who waited, {@code null} when nobody does any more */
  AnswerHandler settle(long id) {
    return pending.remove(id);
  }

  private void answered(BusFrame frame) {
    if (address() == null) {
      throw new WireException("bus frame of type " + BusFrame.ANSWER + " before the address is known");
    }
    AnswerHandler handler = settle(frame.id());
    if (handler == null) {
      unwanted(frame.next());
      return;
    }
    ReceivedBody body;
    try {
      body = bridge.bodies().read(frame);
    } catch (ConecException e) {
      handler.failed(e);
      sendFailure(frame.next(), Failures.of(e));
      return;
    }
    MultiMap headers = identified(frame.headers());
    if (frame.next() == BusFrame.NO_ID) {
      handler.answered(body, headers);
    } else {
      handler.answered(body, headers, frame.next(), timeout(frame));
    }
  }

  /** Nobody takes an answer of the peer, which may wait for an answer to it. */
  void unwanted(long next) {
    // A peer that sends such answers, and does not read, must not make this side keep what it is told.
    if (!stream.writeQueueFull()) {
      sendFailure(next, new ReplyException(ReplyFailure.TIMEOUT, "the reply came too late"));
    }
  }

  /** Cheap while nothing is due, so that it can be called before a message is refused for want of room. */
  void expire(long now) {
    pending.expire(now, () -> new ReplyException(ReplyFailure.TIMEOUT,
      "no reply of peer '" + peer + "' from address '" + Printable.reason(address()) + "' in time"));
  }

  // Messages of the peer

  /** @return where the answer of a local consumer to the peer's message with an id goes */
  Completable<Message<Object>> serve(long id) {
    backlog.serve();
    bridge.counters().serving.incrementAndGet();
    return new ServedMessage(this, id);
  }

  void served() {
    backlog.served();
    bridge.counters().serving.decrementAndGet();
  }

  /** An id that is none is no error: nobody waits for the failure. */
  void sendFailure(long id, ReplyException failure) {
    if (id != BusFrame.NO_ID && isOpen()) {
      write(bridge.bodies().failure(id, failure), lost -> untold("a failure", lost));
    }
  }

  /** The peer waits for what it was not told, unless the stream has ended. */
  void untold(String what, Throwable failure) {
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

  long timeout(BusFrame frame) {
    return Math.max(1, Math.min(frame.timeout(), bridge.options().getMaxRequestTimeout().toMillis()));
  }

  // The end

  boolean isOpen() {
    return state == State.OPEN;
  }

  /** Why messages are not answered any more. */
  ConecException endReason() {
    return endReason;
  }

  boolean isClosed() {
    return state == State.CLOSED;
  }

  /** The peer sends nothing any more: it answers nothing, and needs no answer. */
  private void peerEnded() {
    close(Failures.peerAway(peer, null));
    stream.end();
    linger();
  }

  /** Answer nothing any more, and wait for no answer. */
  void end(ConecException reason) {
    if (isOpen()) {
      state = State.ENDED;
      endReason = reason;
      pending.failAll(reason);
      stream.end();
    }
  }

  /** Who closes does not wait for a peer that is slow; what is on its way still has this time. */
  void linger() {
    bridge.context().setTimer(LINGER, timer -> stream.reset(ConecError.CLOSED.code()));
  }

  void close(ConecException reason) {
    if (!isClosed()) {
      state = State.CLOSED;
      endReason = endReason == null ? reason : endReason;
      if (backlog != null) {
        backlog.detach(this);
      }
      pending.failAll(endReason);
      // What still comes has to be read, and the end after it.
      stream.resume();
      onClose(endReason);
    }
  }

  /** For the log; the address may be any text that a peer has chosen. */
  @Override
  public String toString() {
    return "peer '" + peer + "'" + (address() == null ? ""
      : " for address '" + Printable.line(address()) + "'");
  }
}
