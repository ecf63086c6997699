package io.conec.impl.channel;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.ConecStream;
import io.conec.StreamOptions;
import io.conec.impl.stream.FramedStream;
import io.conec.impl.transport.QuicStream;
import io.conec.impl.util.LimitedWarnings;
import io.conec.impl.wire.ControlCodec;
import io.conec.impl.wire.ControlMessage.Failure;
import io.conec.impl.wire.ControlMessage.StreamAccepted;
import io.conec.impl.wire.ControlMessage.StreamOpen;
import io.conec.impl.wire.ControlMessage;
import io.conec.impl.wire.FrameTooLargeException;
import io.vertx.core.Handler;

/**
 * Answers the first frame of a stream that the peer opens. Confined to the event loop.
 */
final class StreamAcceptor implements FramedStream.Listener {

  private static final LimitedWarnings WARNINGS = LimitedWarnings.ofPeers(StreamAcceptor.class);

  private final ChannelImpl channel;
  private final FramedStream stream;

  private StreamAcceptor(ChannelImpl channel, QuicStream quic) {
    this.channel = channel;
    this.stream = new FramedStream(quic, ControlCodec.MAX_FRAME_LENGTH, this);
  }

  static void accept(ChannelImpl channel, QuicStream quic) {
    new StreamAcceptor(channel, quic).stream.start();
  }

  @Override
  public void onFrame(byte[] frame) {
    if (channel.isClosed()) {
      return;
    }
    ControlMessage message = ControlCodec.decode(frame);
    if (!channel.streams().arrived(stream.quic().id())) {
      stream.abandon();
    } else if (message instanceof StreamOpen open) {
      answer(open);
    } else {
      onViolation(new ConecException(ConecError.PROTOCOL_VIOLATION,
        message.getClass().getSimpleName() + " does not open a stream"));
    }
  }

  private void answer(StreamOpen open) {
    Handler<ConecStream> handler = channel.streamHandlerFor(open.protocol());
    if (open.stream() > StreamOptions.MAX_ID || open.protocol().length() > StreamOptions.MAX_PROTOCOL_LENGTH) {
      refuse(ConecError.PROTOCOL_VIOLATION, "the stream id or the protocol name is too large");
    } else if (handler == null) {
      refuse(ConecError.STREAM_REFUSED, "there is no handler for streams of protocol '" + open.protocol() + "'");
    } else if (!channel.streams().admitsIncoming()) {
      refuse(ConecError.LIMIT_EXCEEDED, "'" + channel.peer() + "' has not read "
        + channel.options().getMaxStreamsPerChannel() + " streams to their end yet (maxStreamsPerChannel there)");
    } else if (!channel.streams().takeIncoming(open.stream())) {
      refuse(ConecError.STREAM_ID_IN_USE, "stream id " + open.stream() + " is in use on this channel");
    } else {
      accept(open, handler);
      warnAboutLimit();
    }
  }

  /** Warn here, because QUIC does not let the peer open the next stream, so only the peer notices. */
  private void warnAboutLimit() {
    if (channel.streams().peerHasOpenedAll()) {
      WARNINGS.warn("'" + channel.peer() + "' has opened all " + channel.options().getMaxStreamsPerChannel()
        + " streams that it may on its channel: raise maxStreamsPerChannel here if it needs more");
    }
  }

  private void accept(StreamOpen open, Handler<ConecStream> handler) {
    int maxReadSize = channel.options().getMaxMessageSize();
    StreamOptions options = new StreamOptions().setProtocol(open.protocol());
    StreamImpl accepted =
      new StreamImpl(channel, stream, open.stream(), true, options, maxReadSize, open.maxMessageSize());
    channel.streams().put(stream.quic().id(), accepted);
    send(new StreamAccepted(maxReadSize));
    channel.context().emit(accepted, stream -> callHandler(stream, handler));
  }

  /** Reset a stream that no handler has taken, so that the peer does not wait for it. */
  private static void callHandler(ConecStream accepted, Handler<ConecStream> handler) {
    try {
      handler.handle(accepted);
    } catch (RuntimeException e) {
      accepted.reset(ConecError.INTERNAL.code());
      throw e;
    }
  }

  private void refuse(ConecError error, String message) {
    send(new Failure(0, error.code(), message));
    stream.abandon();
  }

  private void send(ControlMessage message) {
    stream.quic().write(ControlCodec.encode(stream.quic().allocator(), message));
  }

  @Override
  public void onEnd() {
    channel.streams().arrived(stream.quic().id());
    stream.abandon();
  }

  /** Ignored: the stream was never opened here, and the peer knows why it has abandoned it. */
  @Override
  public void onTruncated(ConecException violation) {
    onEnd();
  }

  @Override
  public void onTooLarge(FrameTooLargeException tooLarge) {
    onViolation(new ConecException(ConecError.PROTOCOL_VIOLATION, tooLarge.getMessage()));
  }

  @Override
  public void onViolation(ConecException violation) {
    channel.onControlFailure(violation);
  }

  @Override
  public void onAborted(ConecException violation) {
    channel.onControlFailure(violation);
  }
}
