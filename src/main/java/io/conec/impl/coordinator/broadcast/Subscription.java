package io.conec.impl.coordinator.broadcast;

import io.conec.BroadcastLimits;
import io.conec.BroadcastRole;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.impl.coordinator.ClientSession;
import io.conec.impl.coordinator.RegisteredClient;
import io.conec.impl.stream.FramedStream;
import io.conec.impl.wire.BroadcastControl.CutOff;
import io.conec.impl.wire.BroadcastControl.Join;
import io.conec.impl.wire.BroadcastControl.Joined;
import io.conec.impl.wire.BroadcastControl.Progress;
import io.conec.impl.wire.BusFrame;
import io.conec.impl.wire.ControlCodec;
import io.conec.impl.wire.FrameReader;
import io.conec.impl.wire.FrameTooLargeException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The subscription of one client to one broadcast, on one QUIC stream: the messages that the client sends, and the
 * queue of those that it reads. It ends once, when the client leaves, is cut off, or loses its connection. Confined to
 * the event loop.
 */
final class Subscription implements FramedStream.Listener, SubscriberQueue.Listener, Sender {

  private final BroadcastLimits limits;
  private final BroadcastRegistry broadcasts;
  private final ClientSession session;
  private final RegisteredClient client;
  private final byte[] idBytes;
  private final FramedStream stream;
  private final Broadcast broadcast;
  private final Join join;
  private final SubscriberQueue queue;
  private final long joinedAt;
  private long sequence;
  private long taken;
  private boolean held;
  private boolean over;

  Subscription(EventLoop eventLoop, BroadcastLimits limits, BroadcastRegistry broadcasts, ClientSession session,
               FramedStream stream, Broadcast broadcast, Join join) {
    this.limits = limits;
    this.broadcasts = broadcasts;
    this.session = session;
    this.client = session.client();
    this.idBytes = client.id().getBytes(StandardCharsets.US_ASCII);
    this.stream = stream;
    this.broadcast = broadcast;
    this.join = join;
    this.queue = new SubscriberQueue(eventLoop, broadcasts.turns(), stream.quic(), join.overflow(), join.bufferSize(),
      limits, this);
    this.joinedAt = broadcast.messages();
    this.sequence = join.sequence();
  }

  void start() {
    stream.handOver(this, BusFrame.maxLength(limits.getMaxMessageSize()));
    // Add it first, because a write may fail immediately, and end this subscription.
    broadcasts.joined(client, this, broadcast);
    Joined joined = new Joined(broadcast.id(), broadcast.position(), broadcast.dropped(join),
      limits.getMaxMessageSize(), (int) limits.getStallTimeout().toMillis());
    stream.quic().write(ControlCodec.encode(stream.quic().allocator(), joined));
  }

  @Override
  public void onFrame(byte[] frame) {
    if (over) {
      return;
    }
    if (!join.role().sends()) {
      onViolation(new ConecException(ConecError.PROTOCOL_VIOLATION, "a READER of a broadcast has sent a message"));
    } else if (frame.length > limits.getMaxMessageSize() && !BusFrame.isBroadcast(frame)) {
      cutOffTooLarge(frame.length);
    } else {
      broadcast.publish(this, frame);
    }
  }

  BroadcastRole role() {
    return join.role();
  }

  /**
   * Queue frames for this reader, unless they are its own and it does not want these.
   *
   * @param sender the id of their sender
   */
  void offer(byte[] sender, ByteBuf frames, int count) {
    if (join.ownMessages() || !Arrays.equals(sender, idBytes)) {
      queue.offer(frames, count);
    }
  }

  byte[] idBytes() {
    return idBytes;
  }

  ByteBufAllocator allocator() {
    return stream.quic().allocator();
  }

  long nextSequence() {
    return ++sequence;
  }

  @Override
  public void hold() {
    held = true;
    stream.pause();
  }

  @Override
  public void release() {
    held = false;
    stream.resume();
  }

  /** The stream was paused until now. */
  void awaited() {
    if (!held) {
      stream.resume();
    }
  }

  /**
   * The reader of the client has taken messages, of this subscription if the stream matches. It can have taken each
   * message only once: those since it joined, and those that waited in its buffer then.
   */
  void progress(Progress progress) {
    boolean ours = progress.stream() == stream.quic().id();
    long possible = join.bufferSize() + broadcast.messages() - joinedAt;
    if (ours && progress.taken() > taken && progress.taken() <= possible) {
      taken = progress.taken();
      queue.progress();
    }
  }

  @Override
  public void full() {
    broadcast.readerFull();
  }

  @Override
  public void free() {
    broadcast.readerFree();
  }

  @Override
  public void stalled() {
    cutOff(new ConecException(ConecError.BROADCAST_STALLED, "this reader of '" + broadcast.name()
      + "' held up the senders and took nothing for " + limits.getStallTimeout().toMillis()
      + " ms (stallTimeout in broadcastLimits of the Coordinator): read faster, or join with DROP_OLDEST"));
  }

  /** End this, and tell the client why. */
  private void cutOff(ConecException reason) {
    if (!over) {
      end();
      client.send(new CutOff(stream.quic().id(), reason.error().code(), reason.getMessage()));
      stream.abandon();
    }
  }

  /** The client has left, or has lost its connection. */
  void end() {
    if (!over) {
      over = true;
      broadcasts.left(client, this, broadcast);
      queue.close();
    }
  }

  @Override
  public void onEnd() {
    if (over) {
      stream.abandon();
    } else {
      broadcast.numbering().afterAll(this::leave);
    }
  }

  /** All its messages are on their way to the readers. */
  private void leave() {
    if (!over) {
      queue.finish();
      end();
      stream.quic().end(FrameReader.END_MARK);
    }
  }

  @Override
  public void onTruncated(ConecException violation) {
    end();
    stream.abandon();
  }

  @Override
  public void onClosed() {
    end();
  }

  @Override
  public void onWritable() {
    if (!over) {
      queue.awaitTurn();
    }
  }

  @Override
  public void onTooLarge(FrameTooLargeException tooLarge) {
    cutOffTooLarge(tooLarge.length());
  }

  private void cutOffTooLarge(long length) {
    cutOff(new ConecException(ConecError.MESSAGE_TOO_LARGE, "a message of " + length
      + " bytes: broadcasts take at most " + limits.getMaxMessageSize() + " (maxMessageSize in broadcastLimits)"));
  }

  @Override
  public void onViolation(ConecException violation) {
    cutOff(violation);
  }

  @Override
  public void onAborted(ConecException violation) {
    session.onControlFailure(violation);
  }
}
