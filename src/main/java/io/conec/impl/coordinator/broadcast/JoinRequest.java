package io.conec.impl.coordinator.broadcast;

import io.conec.BroadcastLimits;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.impl.coordinator.ClientSession;
import io.conec.impl.stream.FramedStream;
import io.conec.impl.transport.QuicStream;
import io.conec.impl.wire.BroadcastControl.CutOff;
import io.conec.impl.wire.BroadcastControl.Join;
import io.conec.impl.wire.ControlCodec;
import io.conec.impl.wire.ControlMessage.Failure;
import io.conec.impl.wire.ControlMessage;
import io.conec.impl.wire.FrameTooLargeException;
import io.netty.channel.EventLoop;

/**
 * A stream that a client has opened to join a broadcast: it waits for the message that says which one. Confined to the
 * event loop.
 */
final class JoinRequest implements FramedStream.Listener {

  private final EventLoop eventLoop;
  private final BroadcastLimits limits;
  private final BroadcastRegistry broadcasts;
  private final ClientSession session;
  private final FramedStream stream;

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
    ControlMessage message = ControlCodec.decode(frame);
    if (message instanceof Join join) {
      join(join);
    } else {
      onViolation(new ConecException(ConecError.PROTOCOL_VIOLATION,
        message.getClass().getSimpleName() + " does not join a broadcast"));
    }
  }

  private void join(Join join) {
    try {
      Broadcast broadcast = broadcasts.admit(session.client(), join);
      new Subscription(eventLoop, limits, broadcasts, session, stream, broadcast, join).start();
    } catch (ConecException e) {
      Failure refusal = new Failure(0, e.error().code(), e.getMessage());
      stream.quic().write(ControlCodec.encode(stream.quic().allocator(), refusal));
      stream.abandon();
    }
  }

  @Override
  public void onEnd() {
    stream.abandon();
  }

  @Override
  public void onTruncated(ConecException violation) {
    stream.abandon();
  }

  @Override
  public void onTooLarge(FrameTooLargeException tooLarge) {
    onViolation(new ConecException(ConecError.PROTOCOL_VIOLATION, "broadcast stream: " + tooLarge.getMessage()));
  }

  @Override
  public void onViolation(ConecException violation) {
    session.client().send(new CutOff(stream.quic().id(), violation.error().code(), violation.getMessage()));
    stream.abandon();
  }

  @Override
  public void onAborted(ConecException violation) {
    session.onControlFailure(violation);
  }
}
