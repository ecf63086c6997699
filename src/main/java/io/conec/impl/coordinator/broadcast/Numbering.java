package io.conec.impl.coordinator.broadcast;

import io.netty.buffer.ByteBufAllocator;

/** How the messages of senders at this node get their positions. Confined to the event loop. */
interface Numbering {

  /**
   * Number a message.
   *
   * @param sender the id of the sender, the same array each time
   */
  void publish(byte[] sender, long sequence, byte[] body, ByteBufAllocator allocator);

  /**
   * @return the positions that this node knows, {@code null} before it knows any
   */
  Lineage lineage();

  /**
   * @return holds the senders at this node
   */
  SenderGate senders();

  /** Pass on what waits for the end of this turn of the event loop. */
  void flush();

  /** Run this when all messages so far are numbered. */
  void afterAll(Runnable action);

  /**
   * @return whether other nodes do not need it
   */
  boolean isIdle();

  /** Look for messages between nodes that were lost; called every second. */
  void tick();

  /** Another numbering takes its place, or the broadcast has ended. */
  void close();
}
