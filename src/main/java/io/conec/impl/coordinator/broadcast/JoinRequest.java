package io.conec.impl.coordinator.broadcast;

import io.conec.BroadcastLimits;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.impl.coordinator.ClientSession;
import io.conec.impl.stream.FramedStream;
import io.conec.impl.transport.QuicStream;
import io.conec.impl.wire.BroadcastControl.CutOff;
import io.conec.impl.wire.BroadcastControl.Join;
import io.conec.impl.wire.BusFrame;
import io.conec.impl.wire.ControlCodec;
import io.conec.impl.wire.ControlMessage.Failure;
import io.conec.impl.wire.ControlMessage;
import io.conec.impl.wire.FrameTooLargeException;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A stream that a client has opened to join a broadcast: it waits for the message that says which one. Confined to the
 * event loop.
 */
final class JoinRequest implements FramedStream.Listener {

  private enum State {
    JOINING,
    /** The home of the broadcast has not answered. */
    WAITING,
    OVER
  }

  /** How long a client waits for the home: that one is gone may take three seconds, and the next one asks others. */
  private static final long WAIT_SECONDS = 6;

  private final EventLoop eventLoop;
  private final BroadcastLimits limits;
  private final BroadcastRegistry broadcasts;
  private final ClientSession session;
  private final FramedStream stream;
  /** Messages that came with the request, and wait: what QUIC passes on at once. */
  private final List<byte[]> early = new ArrayList<>(0);
  /** The same object each time, so that the wait can be cancelled. */
  private final Runnable attempt = this::attempt;
  private State state = State.JOINING;
  private Join join;
  private Broadcast broadcast;
  private ScheduledFuture<?> deadline;
  private boolean ended;

  JoinRequest(EventLoop eventLoop, BroadcastLimits limits, BroadcastRegistry broadcasts, ClientSession session,
              QuicStream quic) {
    this.eventLoop = eventLoop;
    this.limits = limits;
    this.broadcasts = broadcasts;
    this.session = session;
    this.stream = new FramedStream(quic, ControlCodec.MAX_FRAME_LENGTH, this);
  }

  void start() {
    stream.start();
  }

  @Override
  public void onFrame(byte[] frame) {
    if (state == State.WAITING) {
      early.add(frame);
      return;
    }
    ControlMessage message = ControlCodec.decode(frame);
    if (message instanceof Join join) {
      join(join);
    } else {
      onViolation(new ConecException(ConecError.PROTOCOL_VIOLATION,
        message.getClass().getSimpleName() + " does not join a broadcast"));
    }
  }

  private void join(Join request) {
    join = request;
    attempt();
  }

  /** Join, or wait until it is worth trying again. */
  private void attempt() {
    if (state == State.OVER || !session.isCurrent()) {
      return;
    }
    try {
      broadcast = broadcasts.admit(session.client(), join, attempt);
      if (broadcast.isReady(join.role().reads())) {
        admitted();
      } else if (state == State.JOINING) {
        await();
      }
    } catch (ConecException e) {
      refuse(e);
    }
  }

  private void admitted() {
    Subscription subscription = new Subscription(eventLoop, limits, broadcasts, session, stream, broadcast, join);
    boolean waited = state == State.WAITING;
    state = State.OVER;
    subscription.start();
    if (waited) {
      deadline.cancel(false);
      early.forEach(subscription::onFrame);
      subscription.awaited();
      if (ended) {
        subscription.onEnd();
      }
    }
  }

  /** The home of the broadcast is another node, and has to answer first. */
  private void await() {
    state = State.WAITING;
    stream.pause();
    stream.handOver(this, BusFrame.maxLength(limits.getMaxMessageSize()));
    deadline = eventLoop.schedule(() -> refuse(new ConecException(ConecError.BROADCAST_UNKNOWN, "the nodes of the "
      + "cluster that have the broadcast '" + join.name() + "' did not answer")), WAIT_SECONDS, TimeUnit.SECONDS);
  }

  private void refuse(ConecException reason) {
    over();
    Failure refusal = new Failure(0, reason.error().code(), reason.getMessage());
    stream.quic().write(ControlCodec.encode(stream.quic().allocator(), refusal));
    stream.abandon();
  }

  private void over() {
    boolean waited = state == State.WAITING;
    state = State.OVER;
    if (waited) {
      deadline.cancel(false);
      broadcast.cancel(attempt);
    }
  }

  @Override
  public void onEnd() {
    if (state == State.WAITING) {
      ended = true;
    } else {
      stream.abandon();
    }
  }

  @Override
  public void onClosed() {
    over();
  }

  @Override
  public void onTruncated(ConecException violation) {
    over();
    stream.abandon();
  }

  @Override
  public void onTooLarge(FrameTooLargeException tooLarge) {
    onViolation(new ConecException(ConecError.PROTOCOL_VIOLATION, "broadcast stream: " + tooLarge.getMessage()));
  }

  @Override
  public void onViolation(ConecException violation) {
    over();
    session.client().send(new CutOff(stream.quic().id(), violation.error().code(), violation.getMessage()));
    stream.abandon();
  }

  @Override
  public void onAborted(ConecException violation) {
    session.onControlFailure(violation);
  }
}
