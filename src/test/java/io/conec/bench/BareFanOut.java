package io.conec.bench;

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
final class BareFanOut extends ChannelInitializer<QuicStreamChannel> {

  private final ByteBuf frame = FanOut.frame();
  private final List<Stream> streams = new ArrayList<>();
  private volatile boolean on;
  private long maxLead;
  /** Messages that the slowest streams have got, and how many streams those are. */
  private long slowest;
  private int slowestStreams;
  private boolean advanced;
  private boolean filling;

  @Override
  protected void initChannel(QuicStreamChannel channel) {
    Stream stream = new Stream(channel);
    streams.add(stream);
    channel.pipeline().addLast(stream);
  }

  /**
   * @param messages how many a stream may be ahead of the slowest; 1 for a loop that writes to all of them in step
   * @return writes whenever a stream has room
   */
  Switch withLead(int messages) {
    return new Switch() {
      @Override
      public void on() {
        if (streams.size() != FanOut.READERS) {
          throw new IllegalStateException(streams.size() + " streams");
        }
        on = true;
        streams.get(0).channel.eventLoop().execute(() -> begin(messages));
      }

      @Override
      public void off() {
        on = false;
      }
    };
  }

  private void begin(int messages) {
    maxLead = messages;
    streams.forEach(stream -> stream.written = 0);
    findSlowest();
    fillAll();
  }

  private void findSlowest() {
    slowest = streams.stream().mapToLong(stream -> stream.written).min().orElseThrow();
    slowestStreams = (int) streams.stream().filter(stream -> stream.written == slowest).count();
    advanced = true;
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
      while (on && channel.isWritable() && written < slowest + maxLead) {
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
