package io.conec.impl.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
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
 * A bidirectional QUIC stream. Everything happens on the event loop of the endpoint.
 * <p>
 * Nothing is read before a {@link #listen(Listener) listener} is there.
 */
public final class QuicStream {

  /** What happens on a stream. */
  public interface Listener {

    /** Bytes have arrived; they are valid during the call. */
    void onBytes(ByteBuf bytes);

    /** The other side has ended its direction. */
    void onEnd();

    /** There is room for more bytes. */
    default void onWritable() {
    }

    /** The stream is over in both directions. */
    default void onClosed() {
    }

    /**
     * The other side used RESET_STREAM or STOP_SENDING, which this protocol does not (see SPEC.md), or, with a
     * {@link RuntimeException}, this side failed.
     */
    void onAbort(Throwable cause);
  }

  /** Has something to send on a stream, and waits for its turn. */
  public interface Sender {

    /**
     * @param length write so many bytes at most, and wait again for the rest
     * @return how many were written
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

  /** Set a handler that is called when nothing is kept of the stream any more. */
  public void closeHandler(Runnable handler) {
    channel.closeFuture().addListener(closed -> handler.run());
  }

  public void listen(Listener listener) {
    this.listener = listener;
    channel.pipeline().addLast(new Adapter(listener, turns));
    resume();
  }

  /** Read this many bytes at a time, so that {@link #pause()} holds back what is behind them. To be called first. */
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
   * Have this called when it is this stream's turn to send, at the end of this turn of the event loop at the earliest.
   *
   * @param sender does not wait for its turn yet
   * @param again  whether the turn that it has just had was too short
   */
  public void awaitTurn(Sender sender, boolean again) {
    turns.add(sender, channel::bytesBeforeUnwritable, again);
  }

  public ByteBufAllocator allocator() {
    return channel.alloc();
  }

  /**
   * @param bytes the bytes, a direct buffer, released here
   * @return completed when QUIC has taken all of them
   */
  public ChannelFuture write(ByteBuf bytes) {
    return channel.write(bytes).addListener(written -> {
      // STOP_SENDING shows in nothing else. When this side has ended, or QUIC is closed, the reason is another.
      if (written.cause() instanceof ChannelOutputShutdownException && !ended && listener != null) {
        listener.onAbort(written.cause());
      }
    });
  }

  /**
   * End this side's direction after what was written, with a last byte: quiche may lose a FIN that comes alone. Nothing
   * happens when it has ended.
   */
  public void end(int lastByte) {
    end(channel.alloc().directBuffer(1).writeByte(lastByte));
  }

  /** End this side's direction where a last byte would be taken for one of a message. */
  public void endBare() {
    end(Unpooled.EMPTY_BUFFER);
  }

  private void end(ByteBuf last) {
    if (ended) {
      last.release();
      return;
    }
    ended = true;
    // In line with the rest: the end that shutdownOutput() sends overtakes what the channel has queued.
    channel.write(new DefaultQuicStreamFrame(last, true));
  }

  /** Send what this stream has before what other streams have (RFC 9218, urgency 0). */
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
