package io.conec.bus;

import java.util.LinkedHashSet;
import java.util.Set;

/** An event bus with senders at one node, and consumers at the same or another one. */
abstract class World implements AutoCloseable {

  private final String name;
  private final Node sender;
  private final Node receiver;

  World(String name, Node sender, Node receiver) {
    this.name = name;
    this.sender = sender;
    this.receiver = receiver;
  }

  Node sender() {
    return sender;
  }

  Node receiver() {
    return receiver;
  }

  /** All of them, each once. */
  Set<Node> nodes() {
    Set<Node> nodes = new LinkedHashSet<>();
    nodes.add(sender);
    nodes.add(receiver);
    return nodes;
  }

  /** Let senders reach the consumers of an address, which are registered. */
  void reach(String address) {
  }

  /** Undo {@link #reach}. */
  void release(String address) {
  }

  /** Whether the receiver takes no more messages, because of those that wait for its consumers. */
  boolean isFull() {
    return false;
  }

  @Override
  public abstract void close();

  @Override
  public String toString() {
    return name;
  }
}
