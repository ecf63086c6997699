package io.conec.impl.stream;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.impl.transport.QuicStream;
import io.conec.impl.util.Printable;
import io.conec.impl.wire.FrameReader;
import io.conec.impl.wire.FrameTooLargeException;
import io.conec.impl.wire.WireException;
import io.netty.buffer.ByteBuf;

/**
 * A QUIC stream cut into frames. Confined to the event loop.
 */
public final class FramedStream implements QuicStream.Listener, ReadQueue.Source {

  /** Notified of the events of a framed stream. */
  public interface Listener {

    /**
     * @throws WireException when the protocol does not allow the frame here: it counts as a violation, and nothing
     *                       after it is read
     */
    void onFrame(byte[] frame);

    /** All frames that have arrived so far were passed on. */
    default void onFramesRead() {
    }

    /** The other side has ended its direction of the stream, between two frames. */
    void onEnd();

    default void onWritable() {
    }

    /** QUIC has closed both directions. */
    default void onClosed() {
    }

    /** The other side has ended its direction inside a frame, or has abandoned it: a reset should have the reason. */
    default void onTruncated(ConecException violation) {
      onViolation(violation);
    }

    /** A frame is longer than the limit; nothing after it is read. */
    void onTooLarge(FrameTooLargeException tooLarge);

    /** The other side broke the protocol of this stream, as no honest one does. */
    void onViolation(ConecException violation);

    /**
     * The other side used RESET_STREAM or STOP_SENDING. The codec keeps the data of such a stream until the connection
     * closes, so the connection has to be closed.
     */
    void onAborted(ConecException violation);
  }

  private final QuicStream stream;
  private final FrameReader reader;
  private Listener listener;
  private boolean discarding;
  private boolean aborted;

  public FramedStream(QuicStream stream, int maxFrameLength, Listener listener) {
    this.stream = stream;
    this.reader = new FrameReader(maxFrameLength);
    this.listener = listener;
  }

  public QuicStream quic() {
    return stream;
  }

  /** Start reading. */
  public void start() {
    stream.listen(this);
  }

  /** Pass the frames after the current one to another listener, with another limit. */
  public void handOver(Listener next, int maxFrameLength) {
    listener = next;
    reader.setMaxLength(maxFrameLength);
  }

  /**
   * Discard all further data, and end this side, too, possibly inside a message. The stream is read to its end, because
   * QUIC keeps its state until then, and the codec even until the connection closes.
   */
  public void abandon() {
    discarding = true;
    stream.end(FrameReader.ABANDONED_MARK);
    stream.resume();
  }

  /**
   * All messages that are written in pieces use this. A piece never leaves exactly one byte for the next one: if the
   * stream was abandoned between them, its end mark would complete the message.
   *
   * @param remaining the bytes of the message that are not written yet
   * @param room      the most bytes to write now
   * @return how many bytes to write now
   */
  public static int pieceLength(int remaining, int room) {
    return remaining - room == 1 ? room - 1 : Math.min(remaining, room);
  }

  @Override
  public void pause() {
    stream.pause();
  }

  @Override
  public void resume() {
    stream.resume();
  }

  @Override
  public void onBytes(ByteBuf bytes) {
    try {
      readFrames(bytes);
    } finally {
      listener.onFramesRead();
    }
  }

  private void readFrames(ByteBuf bytes) {
    try {
      while (!discarding) {
        byte[] frame = reader.next(bytes);
        if (frame == null) {
          return;
        }
        listener.onFrame(frame);
      }
    } catch (FrameTooLargeException e) {
      discarding = true;
      listener.onTooLarge(e);
    } catch (WireException e) {
      discarding = true;
      listener.onViolation(new ConecException(ConecError.PROTOCOL_VIOLATION, e.getMessage()));
    }
  }

  @Override
  public void onEnd() {
    if (discarding) {
      return;
    }
    if (reader.isAtEnd()) {
      listener.onEnd();
    } else {
      listener.onTruncated(new ConecException(ConecError.PROTOCOL_VIOLATION,
        "a stream ended inside a frame, or was abandoned, without a reset"));
    }
  }

  @Override
  public void onClosed() {
    listener.onClosed();
  }

  @Override
  public void onWritable() {
    if (!discarding) {
      listener.onWritable();
    }
  }

  @Override
  public void onAbort(Throwable cause) {
    if (aborted) {
      return;
    }
    aborted = true;
    if (cause instanceof RuntimeException) {
      listener.onViolation(
        new ConecException(ConecError.INTERNAL, Printable.reason("unexpected failure: " + cause), cause));
    } else {
      listener.onAborted(new ConecException(ConecError.PROTOCOL_VIOLATION,
        "a stream was aborted by QUIC, which this protocol does not use: " + cause.getMessage(), cause));
    }
  }
}
