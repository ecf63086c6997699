package io.conec.impl.bridge;

import io.conec.bridge.ConecBridgeEventType;
import io.conec.impl.util.Printable;
import io.conec.impl.wire.BusFrame;
import io.conec.impl.wire.BusFrameWriter;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;

/**
 * A message to a peer that does not come from the local event bus. Confined to the context of the bridge.
 */
final class DirectMessage implements AnswerHandler {

  enum Kind {
    SEND, PUBLISH, REQUEST,
    /** A reply to the reply of the peer. */
    REPLY,
    /** The same, which waits for another reply. */
    REPLY_AND_REQUEST
  }

  /** The message counts until its sender has the result and its bytes are released. */
  private enum State {
    HELD, WRITTEN, ANSWERED, ENDED
  }

  private final Kind kind;
  private final DirectRoute route;
  private final DirectContent content;
  private final DirectReply original;
  private final long deadline;
  private final Promise<Message<Object>> result;
  private final Runnable onEnd;
  private State state = State.HELD;
  private DirectStream stream;
  private long id;

  /**
   * @param original the message that this one replies to, {@code null} for other kinds
   * @param deadline when its sender stops waiting for an answer, by {@link System#nanoTime()}
   * @param result   completed when the peer has taken it, with the reply if it is a request
   * @param onEnd    called once when it no longer takes memory
   */
  DirectMessage(Kind kind, DirectRoute route, DirectContent content, DirectReply original, long deadline,
                Promise<Message<Object>> result, Runnable onEnd) {
    this.kind = kind;
    this.route = route;
    this.content = content;
    this.original = original;
    this.deadline = deadline;
    this.result = result;
    this.onEnd = onEnd;
  }

  boolean isRequest() {
    return kind == Kind.REQUEST || kind == Kind.REPLY_AND_REQUEST;
  }

  DirectReply original() {
    return original;
  }

  ConecBridgeEventType type() {
    return content.isSend() ? ConecBridgeEventType.SEND : ConecBridgeEventType.PUBLISH;
  }

  JsonObject raw() {
    return content.raw(route.target().address());
  }

  DirectContent content() {
    return content;
  }

  // Sending

  Buffer frame(DirectStream takenBy) {
    stream = takenBy;
    id = kind == Kind.REPLY ? BusFrame.NO_ID : stream.await(this, Deadline.never());
    long timeout = Deadline.remaining(deadline);
    return switch (kind) {
      case SEND, PUBLISH -> BusFrameWriter.deliver(id, kind == Kind.PUBLISH, content.take());
      case REQUEST -> BusFrameWriter.request(id, timeout, content.take());
      case REPLY, REPLY_AND_REQUEST -> BusFrameWriter.answer(original.next(), id, timeout, content.take());
    };
  }

  /** Its bytes are released. */
  void released() {
    if (state == State.ANSWERED) {
      end();
    } else if (state == State.HELD) {
      state = State.WRITTEN;
      if (kind == Kind.REPLY) {
        complete(null);
      }
    }
  }

  /** It was passed to the stream, but could not be sent. */
  void lost(Throwable reason) {
    stream.settle(id);
    failed(reason);
  }

  /** Its sender no longer waits. */
  void expire() {
    if (stream != null) {
      stream.settle(id);
    }
    fail(new ReplyException(ReplyFailure.TIMEOUT, "no reply of peer '" + route.target().peer() + "' from address '"
      + Printable.reason(route.target().address()) + "' in time"));
  }

  // Results

  boolean isAnswered() {
    return state == State.ANSWERED || state == State.ENDED;
  }

  private void answer() {
    if (state == State.WRITTEN) {
      end();
    } else {
      state = State.ANSWERED;
    }
  }

  private void end() {
    state = State.ENDED;
    onEnd.run();
  }

  private void complete(Message<Object> reply) {
    if (!isAnswered()) {
      answer();
      result.complete(reply);
    }
  }

  private void fail(ReplyException failure) {
    if (!isAnswered()) {
      answer();
      result.fail(failure);
    }
  }

  @Override
  public void failed(Throwable reason) {
    if (!isAnswered()) {
      ReplyException failure = Failures.of(reason);
      route.reportFailure(this, reason);
      if (original != null) {
        original.stream().sendFailure(original.next(), failure);
      }
      fail(failure);
    }
  }

  @Override
  public void answered(ReceivedBody body, MultiMap headers) {
    answered(body, headers, BusFrame.NO_ID, 0);
  }

  @Override
  public void answered(ReceivedBody body, MultiMap headers, long next, long timeout) {
    if (body.peek() instanceof ReplyException failure) {
      stream.unwanted(next);
      fail(failure);
    } else if (isRequest()) {
      route.keep(timeout);
      complete(new DirectReply(route, stream, headers, body.take(), next));
    } else {
      stream.unwanted(next);
      complete(null);
    }
  }
}
