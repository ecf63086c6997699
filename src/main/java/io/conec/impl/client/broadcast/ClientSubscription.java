package io.conec.impl.client.broadcast;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.impl.identity.PeerId;
import io.conec.impl.stream.FramedStream;
import io.conec.impl.stream.MessageWriter;
import io.conec.impl.transport.QuicStream;
import io.conec.impl.wire.BroadcastControl.Join;
import io.conec.impl.wire.BroadcastControl.Joined;
import io.conec.impl.wire.BroadcastFrame;
import io.conec.impl.wire.ControlCodec;
import io.conec.impl.wire.ControlMessage;
import io.conec.impl.wire.ControlMessage.Failure;
import io.conec.impl.wire.FrameTooLargeException;
import io.conec.impl.wire.WireException;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;

import java.time.Duration;
import java.util.function.Consumer;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

/**
 * The subscription to one broadcast, on one QUIC stream of one Coordinator connection, from the join to the end.
 * Confined to the event loop.
 */
final class ClientSubscription implements FramedStream.Listener {

  /** Notified of the events of a subscription. */
  interface Listener {

    /** The Coordinator has admitted this client. */
    void joined(Joined joined);

    void frame(BroadcastFrame frame);

    /** All frames that have arrived so far were passed on. */
    void framesRead();

    void drained();

    /** The subscription has ended unexpectedly, or the Coordinator has refused it. */
    void failed(ConecException reason);

    /** The Coordinator has received everything, and this client has left. */
    void left();
  }

  private enum State {
    /** The Coordinator has not answered. */
    JOINING,
    JOINED,
    /** The Coordinator has not answered, and this side leaves. */
    CANCELLED,
    /** This side has ended its direction, and waits for the end of the other one. */
    LEAVING,
    OVER
  }

  /** Seconds to wait for the reason of an end, which arrives on the control stream: time for one loss. */
  private static final long REASON_MAY_FOLLOW = 1;

  private final EventLoop eventLoop;
  private final FramedStream stream;
  private final MessageWriter writer;
  private final Consumer<ConecException> connectionFailed;
  private final Listener listener;
  private ScheduledFuture<?> deadline;
  private State state = State.JOINING;

  /**
   * @param connectionFailed called when the Coordinator broke the protocol so badly that the connection has to end
   */
  ClientSubscription(EventLoop eventLoop, QuicStream quic, int writeQueueMaxSize,
                     Consumer<ConecException> connectionFailed, Listener listener) {
    this.eventLoop = eventLoop;
    this.connectionFailed = connectionFailed;
    this.stream = new FramedStream(quic, ControlCodec.MAX_FRAME_LENGTH, this);
    this.writer = new MessageWriter(quic, writeQueueMaxSize, listener::drained);
    this.listener = listener;
  }

  /** Send the request to join; messages that are written from now on follow it. */
  void join(Join join, Duration timeout) {
    stream.start();
    stream.quic().write(ControlCodec.encode(stream.quic().allocator(), join));
    deadline = eventLoop.schedule(() -> fail(new ConecException(ConecError.TIMEOUT, "joining the broadcast '"
      + join.name() + "' was not answered within openTimeout of " + timeout.toMillis() + " ms", null, "openTimeout")),
      timeout.toMillis(), MILLISECONDS);
  }

  /** End the stream without joining. */
  void discard() {
    stream.start();
    stream.abandon();
  }

  long id() {
    return stream.quic().id();
  }

  void pause() {
    stream.pause();
  }

  void resume() {
    stream.resume();
  }

  MessageWriter writer() {
    return writer;
  }

  /** End the stream, and wait until the Coordinator ends it, too. */
  void leave() {
    state = state == State.JOINING ? State.CANCELLED : State.LEAVING;
    writer.end();
    stream.resume();
  }

  /** End the subscription for a reason from the control stream, or for a local one. */
  void fail(ConecException reason) {
    if (state != State.OVER) {
      end(reason);
      stream.abandon();
      listener.failed(reason);
    }
  }

  /** The connection is lost. */
  void lost(ConecException reason) {
    if (state != State.OVER) {
      end(reason);
    }
  }

  private void end(ConecException reason) {
    state = State.OVER;
    deadline.cancel(false);
    writer.fail(reason);
  }

  @Override
  public void onFrame(byte[] frame) {
    switch (state) {
      case JOINING, CANCELLED -> answered(ControlCodec.decode(frame));
      case JOINED -> listener.frame(checked(BroadcastFrame.decode(frame)));
      case LEAVING, OVER -> { }
    }
  }

  /** Applications print and log the id of the sender, so it has to be valid. */
  private static BroadcastFrame checked(BroadcastFrame frame) {
    if (frame.sender() != null && !PeerId.isValid(frame.sender())) {
      throw new WireException("a broadcast frame whose sender has no valid id");
    }
    return frame;
  }

  @Override
  public void onFramesRead() {
    listener.framesRead();
  }

  private void answered(ControlMessage answer) {
    if (answer instanceof Joined accepted) {
      admitted(accepted);
    } else if (answer instanceof Failure refused) {
      fail(new ConecException(refused.error(), refused.message()));
    } else {
      onViolation(new ConecException(ConecError.PROTOCOL_VIOLATION,
        answer.getClass().getSimpleName() + " does not answer a join"));
    }
  }

  private void admitted(Joined joined) {
    deadline.cancel(false);
    stream.handOver(this, BroadcastFrame.maxLength(joined.maxMessageSize()));
    if (state == State.CANCELLED) {
      state = State.LEAVING;
    } else {
      state = State.JOINED;
      listener.joined(joined);
    }
  }

  @Override
  public void onEnd() {
    if (state == State.LEAVING) {
      state = State.OVER;
      listener.left();
    } else {
      onTruncated(new ConecException(ConecError.PROTOCOL_VIOLATION, "the Coordinator ended a broadcast stream"));
    }
  }

  @Override
  public void onTruncated(ConecException violation) {
    eventLoop.schedule(() -> fail(violation), REASON_MAY_FOLLOW, SECONDS);
  }

  @Override
  public void onWritable() {
    writer.flush();
  }

  @Override
  public void onTooLarge(FrameTooLargeException tooLarge) {
    fail(new ConecException(ConecError.PROTOCOL_VIOLATION, "broadcast stream: " + tooLarge.getMessage()));
  }

  @Override
  public void onViolation(ConecException violation) {
    fail(violation);
  }

  @Override
  public void onAborted(ConecException violation) {
    if (state != State.OVER) {
      connectionFailed.accept(violation);
    }
  }
}
