package io.conec.impl.coordinator.broadcast;

import io.conec.impl.transport.UdpEndpoint;
import io.netty.channel.EventLoop;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Decides when the senders of a broadcast are read. They are held for two reasons: the queue of a reader that must not
 * lose anything is full, or a quota of bytes was passed on and not all readers have had their turn to write it. Then
 * they are released one after the other, and the next round begins with another one, so that each sender gets its
 * share. Confined to the event loop.
 */
final class SenderGate {

  /** Bytes passed on to each reader before the senders are held until all readers have had their turn. */
  static final int QUOTA = 64 * 1024;

  /**
   * The most full reads of the socket that the senders wait for: incoming datagrams must not stop a broadcast for ever.
   */
  private static final int MAX_FULL_READS = 64;

  private final EventLoop eventLoop;
  private final SubscriberTurns turns;
  private final LongSupplier datagrams;
  private final List<Sender> senders = new CopyOnWriteArrayList<>();
  private int passedOn;
  private int fullReaders;
  private boolean releaseDue;
  private long datagramsBefore;
  private int fullReads;
  private int lastReleased;

  /**
   * @param datagrams how many datagrams the Coordinator has read
   */
  SenderGate(EventLoop eventLoop, SubscriberTurns turns, LongSupplier datagrams) {
    this.eventLoop = eventLoop;
    this.turns = turns;
    this.datagrams = datagrams;
  }

  void add(Sender sender) {
    senders.add(sender);
    if (isHeld()) {
      sender.hold();
    } else {
      sender.release();
    }
  }

  void remove(Sender sender) {
    senders.remove(sender);
  }

  private boolean isHeld() {
    return fullReaders > 0 || releaseDue;
  }

  /** The readers were given so many bytes, which they write when it is their turn. */
  void passedOn(int bytes) {
    passedOn += bytes;
    if (passedOn > QUOTA) {
      hold();
      releaseLater();
    }
  }

  /** The queue of a reader is full. */
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
    senders.forEach(Sender::hold);
  }

  /**
   * Release the senders when all readers have had their turn and the event loop has read from the socket once (hence a
   * scheduled task). It never happens while a message is passed on, so all readers get the messages in the same order.
   */
  private void releaseLater() {
    if (!releaseDue) {
      releaseDue = true;
      fullReads = 0;
      turns.add(this::releaseAfterRead);
    }
  }

  private void releaseAfterRead() {
    datagramsBefore = datagrams.getAsLong();
    eventLoop.schedule(this::releaseUnlessMoreToRead, 0, TimeUnit.NANOSECONDS);
  }

  /**
   * The messages passed on cause acknowledgements; behind these wait pings, and the packets of all other clients. So
   * the senders wait until the event loop has read everything.
   */
  private void releaseUnlessMoreToRead() {
    boolean moreToRead = datagrams.getAsLong() - datagramsBefore >= UdpEndpoint.DATAGRAMS_PER_READ;
    if (moreToRead && ++fullReads < MAX_FULL_READS) {
      releaseAfterRead();
    } else {
      releaseDue = false;
      passedOn = 0;
      releaseInTurn();
    }
  }

  /** Each sender reads immediately what has arrived: this may fill the queue of a reader again, or use up the quota. */
  private void releaseInTurn() {
    Sender[] held = senders.toArray(new Sender[0]);
    for (int i = 0; i < held.length && !isHeld(); i++) {
      lastReleased = (lastReleased + 1) % held.length;
      held[lastReleased].release();
    }
  }
}
