package io.conec.impl.coordinator.broadcast;

import io.conec.BroadcastInfo;
import io.conec.impl.transport.UdpEndpoint;
import io.conec.impl.wire.BroadcastControl;
import io.conec.impl.wire.BroadcastControl.Join;
import io.conec.impl.wire.BroadcastFrame;
import io.conec.impl.wire.ChannelId;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * One broadcast. It passes the messages of its senders on to its readers. While the queue of a reader that must not
 * lose anything is full, it reads nothing from the senders. Confined to the event loop, except for the counts.
 */
final class Broadcast {

  /**
   * The most bytes of several messages that go to the readers in one write: each write to QUIC costs as much as a few
   * kilobytes do.
   */
  static final int MAX_BATCH = 32 * 1024;

  /** Bytes passed on to each reader before the senders wait until all readers have had their turn. */
  static final int TURN = 64 * 1024;

  /**
   * The most full reads of the socket that the senders wait for: incoming datagrams must not stop a broadcast for ever.
   */
  private static final int MAX_READS = 64;

  /** What a write costs in addition to its bytes, expressed in bytes. */
  static final int WRITE_COST = 4096;

  private final String name;
  private final String creator;
  private final long id;
  /**
   * Copied on write: it rarely changes, it is iterated for every message, and a reader may leave during the iteration.
   */
  private final List<Subscription> readers = new CopyOnWriteArrayList<>();
  private final List<Subscription> senders = new CopyOnWriteArrayList<>();
  private final EventLoop eventLoop;
  private final SubscriberTurns turns;
  private final LongSupplier datagrams;
  private long position;
  private int fullReaders;
  private int turn;
  private boolean releaseDue;
  private long datagramsSeen;
  private int reads;
  private int nextSender;
  /** Messages of one sender that go to the readers in one write, {@code null} when there are none. */
  private ByteBuf batch;
  private Subscription batchSender;
  private int batchMessages;
  private boolean flushDue;

  Broadcast(EventLoop eventLoop, SubscriberTurns turns, LongSupplier datagrams, String name, String creator) {
    this.eventLoop = eventLoop;
    this.turns = turns;
    this.datagrams = datagrams;
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
   * @return how many messages were dropped for a member that was here, or in a broadcast of the same name, before
   */
  long dropped(Join join) {
    if (join.broadcast() == BroadcastControl.NO_BROADCAST || !join.role().reads()) {
      return 0;
    }
    if (join.broadcast() != id) {
      return position;
    }
    return Math.max(0, position - join.position());
  }

  void add(Subscription subscription) {
    flush();
    if (subscription.role().reads()) {
      readers.add(subscription);
    }
    if (subscription.role().sends()) {
      senders.add(subscription);
      if (fullReaders > 0 || releaseDue) {
        subscription.hold();
      }
    }
  }

  void remove(Subscription subscription) {
    flush();
    readers.remove(subscription);
    senders.remove(subscription);
  }

  boolean isEmpty() {
    return readers.isEmpty() && senders.isEmpty();
  }

  BroadcastInfo info() {
    return new BroadcastInfo(name, senders.size(), readers.size());
  }

  /** Pass on a message of a sender, in one write with those that follow it in this turn of the event loop. */
  void publish(Subscription sender, byte[] body) {
    position++;
    long sequence = sender.nextSequence();
    if (readers.isEmpty()) {
      return;
    }
    int length = BroadcastFrame.length(sender.idBytes(), body);
    if (batch != null && (batchSender != sender || batch.readableBytes() + length > MAX_BATCH)) {
      flush();
    }
    if (batch == null) {
      batch = sender.allocator().directBuffer(length);
      batchSender = sender;
      flushLater();
    }
    BroadcastFrame.write(batch, position, sender.idBytes(), sequence, body);
    batchMessages++;
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
    ByteBuf frames = batch;
    batch = null;
    for (Subscription reader : readers) {
      reader.offer(batchSender, frames, batchMessages);
    }
    batchSender = null;
    batchMessages = 0;
    turn += frames.readableBytes() + WRITE_COST;
    frames.release();
    if (turn > TURN) {
      hold();
      releaseLater();
    }
  }

  /** The queue of a reader is full: read nothing more from the senders. */
  void readerFull() {
    fullReaders++;
    hold();
  }

  /** The queue of a reader has room again. */
  void readerFree() {
    fullReaders--;
    releaseLater();
  }

  private void hold() {
    senders.forEach(Subscription::hold);
  }

  /**
   * Release the senders when all readers have had their turn and the event loop has read from the socket once (hence a
   * scheduled task). It never happens while a message is passed on, so all readers get the messages in the same order.
   */
  private void releaseLater() {
    if (!releaseDue) {
      releaseDue = true;
      reads = 0;
      turns.add(this::scheduleRelease);
    }
  }

  private void scheduleRelease() {
    datagramsSeen = datagrams.getAsLong();
    eventLoop.schedule(this::release, 0, TimeUnit.NANOSECONDS);
  }

  private void release() {
    boolean moreToRead = datagrams.getAsLong() - datagramsSeen >= UdpEndpoint.DATAGRAMS_PER_READ;
    if (moreToRead && ++reads < MAX_READS) {
      // The messages passed on cause acknowledgements; behind these wait pings, and the packets of all other clients.
      scheduleRelease();
      return;
    }
    releaseDue = false;
    turn = 0;
    releaseInTurn(senders.toArray(new Subscription[0]));
  }

  /** Each sender reads immediately what has arrived: this may fill the queue of a reader again, or use up the turn. */
  private void releaseInTurn(Subscription[] held) {
    for (int i = 0; i < held.length && fullReaders == 0 && !releaseDue; i++) {
      nextSender = (nextSender + 1) % held.length;
      held[nextSender].release();
    }
  }
}
