package io.conec.impl.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.channel.socket.ChannelOutputShutdownException;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamPriority;

/**
 * A bidirectional QUIC stream. Confined to the event loop of the endpoint.
 * <p>
 * Nothing is read before there is a {@link #listen(Listener) listener}.
 */
public final class QuicStream {

  /** Notified of the events of a stream. */
  public interface Listener {

    /** Bytes have arrived; they are valid during the call. */
    void onBytes(ByteBuf bytes);

    /** The other side has ended its direction of the stream. */
    void onEnd();

    /** There is room for more bytes. */
    default void onWritable() {
    }

    /** The stream has ended in both directions. */
    default void onClosed() {
    }

    /**
     * The other side used RESET_STREAM or STOP_SENDING, which this protocol does not use (see SPEC.md). With a {@link
     * RuntimeException}, this side failed.
     */
    void onAbort(Throwable cause);
  }

  /** Has data for a stream, and waits for its turn to send. */
  public interface Sender {

    /**
     * @param length the most bytes to write in this turn; the sender waits again for the rest
     * @return how many bytes were written
     */
    int send(int length);
  }

  private static final int PIECES_PER_READ = 16;

  private final QuicStreamChannel channel;
  private final SendTurns turns;
  private Listener listener;
  private boolean ended;

  QuicStream(QuicStreamChannel channel, SendTurns turns) {
    this.channel = channel;
    this.turns = turns;
  }

  /**
   * @return the QUIC stream id (RFC 9000, section 2.1)
   */
  public long id() {
    return channel.streamId();
  }

  /** Set the handler that is called when the stream is released. */
  public void closeHandler(Runnable handler) {
    channel.closeFuture().addListener(closed -> handler.run());
  }

  public void listen(Listener listener) {
    this.listener = listener;
    channel.pipeline().addLast(new Adapter(listener, turns));
    resume();
  }

  /** Read this many bytes at a time, so that {@link #pause()} holds back the bytes after them. Call it first. */
  public void readInPieces(int length) {
    channel.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(length).maxMessagesPerRead(PIECES_PER_READ));
  }

  public void pause() {
    channel.config().setAutoRead(false);
  }

  public void resume() {
    channel.config().setAutoRead(true);
  }

  public boolean isWritable() {
    return channel.isWritable();
  }

  /**
   * Call the sender when it is this stream's turn to send, at the end of this turn of the event loop at the earliest.
   *
   * @param sender must not wait already
   * @param again  whether it has just had a turn that was too short
   */
  public void awaitTurn(Sender sender, boolean again) {
    turns.add(sender, channel::bytesBeforeUnwritable, again);
  }

  public ByteBufAllocator allocator() {
    return channel.alloc();
  }

  /**
   * @param bytes a direct buffer, released here
   * @return completed when QUIC has accepted all bytes
   */
  public ChannelFuture write(ByteBuf bytes) {
    return channel.write(bytes).addListener(written -> {
      // This is the only sign of STOP_SENDING, unless this side has ended or QUIC is closed.
      if (written.cause() instanceof ChannelOutputShutdownException && !ended && listener != null) {
        listener.onAbort(written.cause());
      }
    });
  }

  /**
   * End this side's direction after the written bytes, with a last byte, because quiche may lose a FIN without data. A
   * second call has no effect.
   */
  public void end(int lastByte) {
    if (!ended) {
      ended = true;
      // A frame stays in order; the end that shutdownOutput() sends would overtake the queue of the channel.
      channel.write(new DefaultQuicStreamFrame(channel.alloc().directBuffer(1).writeByte(lastByte), true));
    }
  }

  /** Give this stream priority over others (RFC 9218, urgency 0). */
  public void prioritize() {
    channel.updatePriority(new QuicStreamPriority(0, false));
  }

  /** When the connection is being closed, all that the listener hears is that the stream is over. */
  private static final class Adapter extends ChannelInboundHandlerAdapter {

    private final Listener listener;
    private final SendTurns turns;

    Adapter(Listener listener, SendTurns turns) {
      this.listener = listener;
      this.turns = turns;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      ByteBuf bytes = (ByteBuf) msg;
      try {
        if (!turns.isStopped()) {
          listener.onBytes(bytes);
        }
      } finally {
        bytes.release();
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event == ChannelInputShutdownReadComplete.INSTANCE && !turns.isStopped()) {
        listener.onEnd();
      }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      if (ctx.channel().isWritable() && !turns.isStopped()) {
        listener.onWritable();
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      listener.onClosed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      if (!turns.isStopped()) {
        listener.onAbort(cause);
      }
    }
  }
}
