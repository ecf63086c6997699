package io.conec.impl.coordinator.broadcast;

import io.conec.BroadcastInfo;
import io.conec.impl.wire.BroadcastControl;
import io.conec.impl.wire.BroadcastControl.Join;
import io.conec.impl.wire.BroadcastFrame;
import io.conec.impl.wire.ChannelId;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

/**
 * One broadcast. It gives each message of its senders the next position, and passes it on to all readers, in one write
 * with the messages of the same sender that follow it in this turn of the event loop. Confined to the event loop,
 * except for the counts.
 */
final class Broadcast {

  /**
   * The most bytes of several messages that go to the readers in one write: each write to QUIC costs as much as a few
   * kilobytes do.
   */
  static final int MAX_BATCH = 32 * 1024;

  /** What a write costs in addition to its bytes, expressed in bytes. */
  static final int WRITE_COST = 4096;

  /** Messages of one sender that go to the readers in one write. */
  private static final class Batch {

    private final Subscription sender;
    private final ByteBuf frames;
    private int messages;

    Batch(Subscription sender, ByteBuf frames) {
      this.sender = sender;
      this.frames = frames;
    }
  }

  private final String name;
  private final String creator;
  private final long id;
  /**
   * Copied on write: it rarely changes, it is iterated for every message, and a reader may leave during the iteration.
   */
  private final List<Subscription> readers = new CopyOnWriteArrayList<>();
  private final SenderGate senders;
  private final SubscriberTurns turns;
  private long position;
  /** {@code null} when no message waits. */
  private Batch batch;
  private boolean flushDue;

  /**
   * @param datagrams how many datagrams the Coordinator has read
   */
  Broadcast(EventLoop eventLoop, SubscriberTurns turns, LongSupplier datagrams, String name, String creator) {
    this.senders = new SenderGate(eventLoop, turns, datagrams);
    this.turns = turns;
    this.name = name;
    this.creator = creator;
    long random = ChannelId.random();
    this.id = random == BroadcastControl.NO_BROADCAST ? 1 : random;
  }

  String name() {
    return name;
  }

  /**
   * @return the id of the client that created it
   */
  String creator() {
    return creator;
  }

  long id() {
    return id;
  }

  /**
   * @return how many messages were sent so far
   */
  long position() {
    return position;
  }

  /**
   * @return how many messages were dropped for a client that was here, or in a broadcast of the same name, before
   */
  long dropped(Join join) {
    if (join.broadcast() == BroadcastControl.NO_BROADCAST || !join.role().reads()) {
      return 0;
    }
    return join.broadcast() == id ? Math.max(0, position - join.position()) : position;
  }

  void add(Subscription subscription) {
    flush();
    if (subscription.role().reads()) {
      readers.add(subscription);
    }
    if (subscription.role().sends()) {
      senders.add(subscription);
    }
  }

  void remove(Subscription subscription) {
    flush();
    readers.remove(subscription);
    senders.remove(subscription);
  }

  boolean isEmpty() {
    return readers.isEmpty() && senders.senders() == 0;
  }

  BroadcastInfo info() {
    return new BroadcastInfo(name, senders.senders(), readers.size());
  }

  /** Pass on a message of a sender. */
  void publish(Subscription sender, byte[] body) {
    position++;
    long sequence = sender.nextSequence();
    if (readers.isEmpty()) {
      return;
    }
    int length = BroadcastFrame.length(sender.idBytes(), body);
    if (batch != null && (batch.sender != sender || batch.frames.readableBytes() + length > MAX_BATCH)) {
      flush();
    }
    if (batch == null) {
      batch = new Batch(sender, sender.allocator().directBuffer(length));
      flushLater();
    }
    BroadcastFrame.write(batch.frames, position, sender.idBytes(), sequence, body);
    batch.messages++;
  }

  private void flushLater() {
    if (!flushDue) {
      flushDue = true;
      turns.add(() -> {
        flushDue = false;
        flush();
      });
    }
  }

  private void flush() {
    if (batch == null) {
      return;
    }
    Batch passed = batch;
    // First, because a reader that leaves meanwhile calls this again.
    batch = null;
    for (Subscription reader : readers) {
      reader.offer(passed.sender, passed.frames, passed.messages);
    }
    senders.passedOn(passed.frames.readableBytes() + WRITE_COST);
    passed.frames.release();
  }

  /** The queue of a reader is full: nothing more is read from the senders. */
  void readerFull() {
    senders.readerFull();
  }

  /** The queue of a reader has room again. */
  void readerFree() {
    senders.readerFree();
  }
}
