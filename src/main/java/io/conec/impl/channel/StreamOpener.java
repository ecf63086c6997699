package io.conec.impl.channel;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.ConecStream;
import io.conec.StreamOptions;
import io.conec.impl.stream.FramedStream;
import io.conec.impl.transport.QuicStream;
import io.conec.impl.wire.ControlCodec;
import io.conec.impl.wire.ControlMessage.Failure;
import io.conec.impl.wire.ControlMessage.StreamAccepted;
import io.conec.impl.wire.ControlMessage.StreamOpen;
import io.conec.impl.wire.ControlMessage.StreamReset;
import io.conec.impl.wire.ControlMessage;
import io.conec.impl.wire.FrameTooLargeException;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Promise;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Opens a stream. It sends the request in the first frame, and waits for the answer in the other direction. Confined to
 * the event loop.
 */
final class StreamOpener implements FramedStream.Listener, LiveStream {

  private final ChannelImpl channel;
  private final StreamOptions options;
  private final Promise<ConecStream> promise;
  private final long id;
  private FramedStream stream;
  private ScheduledFuture<?> deadline;

  private StreamOpener(ChannelImpl channel, StreamOptions options, Promise<ConecStream> promise, long id) {
    this.channel = channel;
    this.options = options;
    this.promise = promise;
    this.id = id;
  }

  static void open(ChannelImpl channel, StreamOptions options, Promise<ConecStream> promise) {
    Throwable refusal = channel.isClosed() ? channel.closeReason() : channel.owner().refusal();
    if (refusal != null) {
      promise.fail(refusal);
      return;
    }
    StreamTable streams = channel.streams();
    if (options.getId() != StreamOptions.DEFAULT_ID && streams.isTaken(options.getId())) {
      promise.fail(new ConecException(ConecError.STREAM_ID_IN_USE,
        "stream id " + options.getId() + " is in use on the channel to '" + channel.peer() + "'"));
      return;
    }
    if (!channel.connection().canOpenStream()) {
      promise.fail(new ConecException(ConecError.LIMIT_EXCEEDED,
        "'" + channel.peer() + "' allows no more streams at a time (maxStreamsPerChannel there)"));
      return;
    }
    long id = options.getId() == StreamOptions.DEFAULT_ID ? streams.freeId() : options.getId();
    new StreamOpener(channel, options, promise, id).start();
  }

  private void start() {
    channel.streams().take(id);
    Duration timeout = channel.options().getOpenTimeout();
    deadline = channel.context().nettyEventLoop().schedule(() -> abandon(new ConecException(ConecError.TIMEOUT,
      "'" + channel.peer() + "' did not answer within openTimeout of " + timeout.toMillis() + " ms", null,
        "openTimeout")),
      timeout.toMillis(), TimeUnit.MILLISECONDS);
    channel.connection().openStream((quic, failure) -> {
      if (failure != null) {
        fail(new ConecException(ConecError.INTERNAL, "no QUIC stream can be opened: " + failure.getMessage(), failure));
      } else {
        sendOpen(quic);
      }
    });
  }

  private void sendOpen(QuicStream quic) {
    stream = new FramedStream(quic, ControlCodec.MAX_FRAME_LENGTH, this);
    channel.streams().put(quic.id(), this);
    stream.start();
    quic.write(ControlCodec.encode(quic.allocator(), new StreamOpen(id, options.getProtocol(), maxReadSize())));
  }

  private int maxReadSize() {
    int own = options.getMaxMessageSize();
    return own == StreamOptions.DEFAULT_MAX_MESSAGE_SIZE ? channel.options().getMaxMessageSize() : own;
  }

  @Override
  public void onFrame(byte[] frame) {
    ControlMessage answer = ControlCodec.decode(frame);
    if (answer instanceof StreamAccepted accepted) {
      accepted(accepted);
    } else if (answer instanceof Failure refused) {
      refused(refused);
    } else {
      onViolation(new ConecException(ConecError.PROTOCOL_VIOLATION,
        answer.getClass().getSimpleName() + " does not answer the opening of a stream"));
    }
  }

  private void refused(Failure refused) {
    ConecError error = refused.error();
    String protocol = options.getProtocol();
    fail(new ConecException(error, error != ConecError.STREAM_REFUSED ? refused.message()
      : "'" + channel.peer() + "' has no handler for data streams"
        + (protocol.isEmpty() ? "" : " of protocol '" + protocol + "'")
          + ": set a streamHandler there, or run 'conec listen'"));
  }

  private void accepted(StreamAccepted accepted) {
    deadline.cancel(false);
    StreamImpl open = new StreamImpl(channel, stream, id, false, options, maxReadSize(), accepted.maxMessageSize());
    channel.streams().put(stream.quic().id(), open);
    promise.complete(open);
  }

  /** The peer may have accepted the stream: tell it, and reserve the id until it knows. */
  private void abandon(ConecException reason) {
    if (stream == null) {
      fail(reason);
      return;
    }
    long quicId = stream.quic().id();
    channel.streams().addLocalReset(quicId, () -> channel.streams().release(id));
    channel.control().send(new StreamReset(quicId, reason.error().code(), 0, reason.getMessage()));
    end(reason);
  }

  private void fail(ConecException reason) {
    channel.streams().release(id);
    end(reason);
  }

  private void end(ConecException reason) {
    deadline.cancel(false);
    if (stream != null) {
      stream.abandon();
      channel.streamClosed(stream.quic().id());
    }
    promise.tryFail(reason);
  }

  @Override
  public boolean isIncoming() {
    return false;
  }

  @Override
  public void endedByPeer() {
    // Ignored: the peer has not accepted the stream.
  }

  @Override
  public void resetByPeer(ConecException reason) {
    fail(reason);
  }

  @Override
  public void finish(ConecException reason) {
    fail(reason);
  }

  @Override
  public void onEnd() {
    fail(new ConecException(ConecError.STREAM_REFUSED, "'" + channel.peer() + "' ended the stream without an answer"));
  }

  /** A reset should have the reason; it may arrive a moment later. */
  @Override
  public void onTruncated(ConecException violation) {
    channel.context().nettyEventLoop().schedule(() -> {
      if (!promise.future().isComplete()) {
        abandon(violation);
      }
    }, StreamImpl.RESET_MAY_FOLLOW, TimeUnit.SECONDS);
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
