package io.conec.impl.coordinator.broadcast;

import io.netty.buffer.ByteBuf;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Frames that have a position, and wait until they may go to the readers of this node: these have room, and another
 * node has the frames, too. The queue is bounded by the windows of the links. Confined to the event loop.
 */
final class PassQueue implements Sender {

  /**
   * Frames of one sender.
   *
   * @param sender its id, {@code null} for a frame that is for everybody
   * @param before the position before the first of them
   * @param after  the position of the last one
   * @param link   the link that has brought them, 0 for none
   * @param number the number of the last message of the link that is complete with them
   */
  record Item(byte[] sender, ByteBuf frames, int messages, long before, long after, long link, long number) {
  }

  private final FanOut readers;
  private final Deque<Item> items = new ArrayDeque<>();
  private Runnable passed = () -> { };
  private long limit = Long.MAX_VALUE;
  private long link;
  private long number;
  private boolean held;
  private boolean draining;

  PassQueue(FanOut readers) {
    this.readers = readers;
  }

  /** Call this when frames were passed on. */
  void onPassed(Runnable handler) {
    passed = handler;
  }

  boolean isEmpty() {
    return items.isEmpty();
  }

  /**
   * @param received the last position that this node has received
   * @return the last position that was passed on
   */
  long position(long received) {
    return items.isEmpty() ? received : items.peek().before;
  }

  /**
   * @param received the number of the last message of a link
   * @return the number of the last one that was passed on completely
   */
  long passed(long ofLink, long received) {
    if (items.isEmpty() || items.peekLast().link != ofLink) {
      return received;
    }
    return link == ofLink ? number : 0;
  }

  /** Takes over the reference to the frames. */
  void add(Item item) {
    items.add(item);
    drain();
  }

  /** Frames up to this position may be passed on. */
  void limit(long position) {
    limit = position;
    drain();
  }

  @Override
  public void hold() {
    held = true;
  }

  @Override
  public void release() {
    held = false;
    drain();
  }

  private void drain() {
    if (draining) {
      return;
    }
    draining = true;
    boolean some = false;
    while (!held && !items.isEmpty() && items.peek().after <= limit) {
      Item item = items.poll();
      readers.pass(item.sender, item.frames, item.messages);
      item.frames.release();
      link = item.link;
      number = item.number;
      some = true;
    }
    draining = false;
    if (some) {
      passed.run();
    }
  }

  void close() {
    items.forEach(item -> item.frames.release());
    items.clear();
  }
}
