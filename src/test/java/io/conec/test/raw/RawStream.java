package io.conec.test.raw;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.vertx.core.json.JsonObject;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static io.conec.test.raw.RawSocket.DEADLINE_SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A QUIC stream: writes any bytes, reads frames. */
public final class RawStream extends ChannelInboundHandlerAdapter {

  private final QuicStreamChannel channel;
  private final BlockingQueue<byte[]> frames = new LinkedBlockingQueue<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private byte[] pending = {};

  RawStream(QuicStreamChannel channel) {
    this.channel = channel;
  }

  /** The QUIC stream id. */
  public long id() {
    return channel.streamId();
  }

  public RawStream write(byte[]... parts) {
    channel.writeAndFlush(Unpooled.wrappedBuffer(RawFrame.join(parts)));
    return this;
  }

  /** FIN. */
  public void end() {
    channel.shutdownOutput();
  }

  /** This direction is complete: the end mark and FIN. */
  public void endMarked() {
    end(0xff);
  }

  /** This direction is given up: the other mark and FIN. */
  public void abandon() {
    end(0xfe);
  }

  /** In one STREAM frame: quiche may lose a FIN that comes alone. */
  private void end(int mark) {
    channel.writeAndFlush(new DefaultQuicStreamFrame(Unpooled.wrappedBuffer(new byte[] {(byte) mark}), true));
  }

  /** RESET_STREAM. */
  public void reset(int code) {
    channel.shutdownOutput(code);
  }

  /** STOP_SENDING. */
  public void stopSending(int code) {
    channel.shutdownInput(code);
  }

  /** Several things with nothing between them: they may go in one packet. */
  public void atOnce(Runnable deeds) {
    channel.eventLoop().submit(deeds).syncUninterruptibly();
  }

  public RawStream resume() {
    channel.config().setAutoRead(true);
    return this;
  }

  public RawStream pause() {
    channel.config().setAutoRead(false);
    return this;
  }

  /** The next frame that is not a keep-alive ping. */
  public byte[] frame() {
    byte[] frame = poll(DEADLINE_SECONDS * 1000);
    assertNotNull(frame, "no frame came");
    return frame;
  }

  /** @return {@code null} when none comes */
  public byte[] poll(long millis) {
    try {
      return frames.poll(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The next frame must be this control message. */
  public JsonObject expect(int type) {
    byte[] frame = frame();
    JsonObject json = RawFrame.json(frame);
    assertEquals(type, frame[0], () -> "message type of " + json);
    return json;
  }

  public void expectEnd() {
    try {
      assertTrue(ended.await(DEADLINE_SECONDS, TimeUnit.SECONDS), "the stream was not ended");
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    ByteBuf in = (ByteBuf) msg;
    byte[] bytes = new byte[in.readableBytes()];
    in.readBytes(bytes).release();
    byte[] all = RawFrame.join(pending, bytes);
    int at = 0;
    while (all.length - at >= 4) {
      int length = ByteBuffer.wrap(all, at, 4).getInt();
      if (all.length - at - 4 < length) {
        break;
      }
      frames.add(Arrays.copyOfRange(all, at + 4, at + 4 + length));
      at += 4 + length;
    }
    pending = Arrays.copyOfRange(all, at, all.length);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == ChannelInputShutdownReadComplete.INSTANCE) {
      ended.countDown();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // Ignored: frames and the close of the connection show what the other side did.
  }
}
