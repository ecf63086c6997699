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
 * One membership in a broadcast, on one QUIC stream of one Coordinator connection: from the join to the end. On the
 * event loop.
 */
final class ClientSubscription implements FramedStream.Listener {

  /** What a broadcast hears from its membership. */
  interface Listener {

    /** The Coordinator has let us in. */
    void joined(Joined joined);

    void frame(BroadcastFrame frame);

    /** All frames that have arrived so far were given. */
    void framesRead();

    void drained();

    /** The membership has ended before its time, or the Coordinator has not let us in. */
    void failed(ConecException reason);

    /** The Coordinator has taken everything, and we have left. */
    void left();
  }

  /** Seconds that the reason may come later on the control stream than the end that it explains: one loss fits in. */
  private static final long REASON_MAY_FOLLOW = 1;

  private final EventLoop eventLoop;
  private final FramedStream stream;
  private final MessageWriter writer;
  private final Consumer<ConecException> connectionFailed;
  private final Listener listener;
  private ScheduledFuture<?> deadline;
  private boolean joined;
  private boolean leaving;
  private boolean over;

  /**
   * @param connectionFailed called when the Coordinator broke the protocol in a way that costs it the connection
   */
  ClientSubscription(EventLoop eventLoop, QuicStream quic, int writeQueueMaxSize,
                  Consumer<ConecException> connectionFailed, Listener listener) {
    this.eventLoop = eventLoop;
    this.connectionFailed = connectionFailed;
    this.stream = new FramedStream(quic, ControlCodec.MAX_FRAME_LENGTH, this);
    this.writer = new MessageWriter(quic, writeQueueMaxSize, listener::drained);
    this.listener = listener;
  }

  /** Ask to be let in; what is written from now on follows the question. */
  void join(Join join, Duration timeout) {
    stream.start();
    stream.quic().write(ControlCodec.encode(stream.quic().allocator(), join));
    deadline = eventLoop.schedule(() -> giveUp(new ConecException(ConecError.TIMEOUT, "joining the broadcast '"
      + join.name() + "' was not answered within openTimeout of " + timeout.toMillis() + " ms", null, "openTimeout")),
      timeout.toMillis(), MILLISECONDS);
  }

  /** Nobody wants to join any more. */
  void discard() {
    stream.start();
    stream.abandon();
  }

  long id() {
    return stream.quic().id();
  }

  FramedStream source() {
    return stream;
  }

  MessageWriter writer() {
    return writer;
  }

  /** Say that nothing more is written, and wait until the Coordinator says the same. */
  void leave() {
    leaving = true;
    writer.end();
    stream.resume();
  }

  /** The Coordinator has told why on the control stream, or this side has a reason of its own. */
  void giveUp(ConecException reason) {
    if (!over) {
      end(reason);
      stream.abandon(writer.unfinished());
      listener.failed(reason);
    }
  }

  /** The connection is lost. */
  void lost(ConecException reason) {
    if (!over) {
      end(reason);
    }
  }

  private void end(ConecException reason) {
    over = true;
    deadline.cancel(false);
    writer.fail(reason);
  }

  @Override
  public void onFrame(byte[] frame) {
    if (over) {
      return;
    }
    if (!joined) {
      answered(ControlCodec.decode(frame));
    } else if (!leaving) {
      listener.frame(checked(BroadcastFrame.decode(frame)));
    }
  }

  /** Applications print and log who a message is from. */
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
      joined = true;
      deadline.cancel(false);
      stream.handOver(this, BroadcastFrame.maxLength(accepted.maxMessageSize()));
      listener.joined(accepted);
    } else if (answer instanceof Failure refused) {
      giveUp(new ConecException(refused.error(), refused.message()));
    } else {
      onViolation(new ConecException(ConecError.PROTOCOL_VIOLATION,
        answer.getClass().getSimpleName() + " does not answer a join"));
    }
  }

  @Override
  public void onEnd() {
    if (leaving && joined && !over) {
      over = true;
      listener.left();
    } else {
      onTruncated(new ConecException(ConecError.PROTOCOL_VIOLATION, "the Coordinator ended a broadcast stream"));
    }
  }

  @Override
  public void onTruncated(ConecException violation) {
    eventLoop.schedule(() -> giveUp(violation), REASON_MAY_FOLLOW, SECONDS);
  }

  @Override
  public void onWritable() {
    writer.flush();
  }

  @Override
  public void onTooLarge(FrameTooLargeException tooLarge) {
    giveUp(new ConecException(ConecError.PROTOCOL_VIOLATION, "broadcast stream: " + tooLarge.getMessage()));
  }

  @Override
  public void onViolation(ConecException violation) {
    giveUp(violation);
  }

  @Override
  public void onAborted(ConecException violation) {
    if (!over) {
      connectionFailed.accept(violation);
    }
  }
}
