package io.conec.impl.coordinator.broadcast;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

/**
 * The readers of a broadcast at this node. It holds whoever brings them messages while one of them is full. Confined to
 * the event loop.
 */
final class FanOut {

  /**
   * Copied on write: it rarely changes, it is iterated for every message, and a reader may leave during the iteration.
   */
  private final List<Subscription> readers = new CopyOnWriteArrayList<>();
  private final SenderGate senders;

  /**
   * @param datagrams how many datagrams the Coordinator has read
   */
  FanOut(EventLoop eventLoop, SubscriberTurns turns, LongSupplier datagrams) {
    this.senders = new SenderGate(eventLoop, turns, datagrams);
  }

  /**
   * @return who brings messages to the readers
   */
  SenderGate senders() {
    return senders;
  }

  void add(Subscription reader) {
    readers.add(reader);
  }

  void remove(Subscription reader) {
    readers.remove(reader);
  }

  boolean isEmpty() {
    return readers.isEmpty();
  }

  int size() {
    return readers.size();
  }

  /**
   * Pass frames on to all readers.
   *
   * @param sender the id of the sender of all of them, {@code null} for a frame that is for everybody
   * @param frames the caller keeps its reference
   */
  void pass(byte[] sender, ByteBuf frames, int messages) {
    for (Subscription reader : readers) {
      reader.offer(sender, frames, messages);
    }
    senders.passedOn(frames.readableBytes() + Broadcast.WRITE_COST);
  }
}
