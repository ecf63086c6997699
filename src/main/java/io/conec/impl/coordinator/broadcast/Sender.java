package io.conec.impl.coordinator.broadcast;

/** Brings messages, and can be held: one client, another node, or messages that wait at this node. */
interface Sender {

  /** Bring nothing until the {@linkplain #release() release}. */
  void hold();

  /** Bring at once what has arrived meanwhile. */
  void release();
}
