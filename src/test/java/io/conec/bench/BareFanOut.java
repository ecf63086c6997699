package io.conec.bench;

import io.conec.BroadcastLimits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.quic.QuicStreamChannel;

import java.util.ArrayList;
import java.util.List;

/**
 * What a fan-out costs at least: writes one buffer again and again to all streams, and reads and makes no messages.
 * Works on one event loop.
 */
final class BareFanOut extends ChannelInitializer<QuicStreamChannel> implements Switch {

  /** Messages that a stream may be ahead of the slowest: as many bytes as wait for a reader of a broadcast. */
  private static final int MAX_LEAD = BroadcastLimits.DEFAULT_MAX_BUFFERED_BYTES / FanOut.FRAME_LENGTH;

  /** Messages by which all go on together: QUIC gets some at once, and acknowledgements are read in between. */
  private static final int STEP = 32;

  private final ByteBuf frame = FanOut.frame();
  private final List<Stream> streams = new ArrayList<>();
  private volatile boolean on;
  /** Messages that the slowest streams have got, and how many streams those are. */
  private long slowest;
  private int slowestStreams;
  /** Messages that each stream may get. */
  private long limit;
  private boolean advanced;
  private boolean filling;

  @Override
  protected void initChannel(QuicStreamChannel channel) {
    Stream stream = new Stream(channel);
    streams.add(stream);
    channel.pipeline().addLast(stream);
  }

  @Override
  public void on() {
    if (streams.size() != FanOut.READERS) {
      throw new IllegalStateException(streams.size() + " streams");
    }
    on = true;
    streams.get(0).channel.eventLoop().execute(() -> {
      findSlowest();
      advanced = true;
      fillAll();
    });
  }

  @Override
  public void off() {
    on = false;
  }

  private void findSlowest() {
    slowest = streams.stream().mapToLong(stream -> stream.written).min().orElseThrow();
    slowestStreams = (int) streams.stream().filter(stream -> stream.written == slowest).count();
    if (limit - slowest <= MAX_LEAD - STEP) {
      limit = slowest + MAX_LEAD;
      advanced = true;
    }
  }

  private void fillAll() {
    filling = true;
    while (advanced) {
      advanced = false;
      streams.forEach(Stream::fill);
    }
    filling = false;
  }

  private final class Stream extends ChannelInboundHandlerAdapter {

    private final QuicStreamChannel channel;
    private long written;

    Stream(QuicStreamChannel channel) {
      this.channel = channel;
    }

    private void fill() {
      while (on && channel.isWritable() && written < limit) {
        channel.write(frame.retainedDuplicate());
        if (written++ == slowest && --slowestStreams == 0) {
          findSlowest();
        }
      }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      if (!filling) {
        filling = true;
        fill();
        fillAll();
      }
    }
  }
}
