package io.conec.impl.coordinator;

import io.conec.BroadcastInfo;
import io.conec.impl.wire.BroadcastControl;
import io.conec.impl.wire.BroadcastControl.Join;
import io.conec.impl.wire.BroadcastFrame;
import io.conec.impl.wire.ChannelId;
import io.netty.buffer.ByteBuf;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One broadcast: passes the messages of its senders on to its readers, and lets the senders wait while a reader is full
 * that must not lose anything. On the event loop, but for the counts.
 */
final class Broadcast {

  private final String name;
  private final long id;
  /** Rarely changed, and always gone through: somebody may go while a message is passed on. */
  private final List<Membership> readers = new CopyOnWriteArrayList<>();
  private final Set<Membership> senders = ConcurrentHashMap.newKeySet();
  private long position;
  private int fullReaders;

  Broadcast(String name) {
    this.name = name;
    long random = ChannelId.random();
    this.id = random == BroadcastControl.NO_BROADCAST ? 1 : random;
  }

  String name() {
    return name;
  }

  long id() {
    return id;
  }

  /**
   * @return how many messages there have been
   */
  long position() {
    return position;
  }

  /**
   * @return how many messages a member has missed that was here, or in a broadcast of the same name, before
   */
  long missed(Join join) {
    if (join.broadcast() == BroadcastControl.NO_BROADCAST || !join.role().reads()) {
      return 0;
    }
    return join.broadcast() == id ? Math.max(0, position - join.position()) : position;
  }

  void add(Membership member) {
    if (member.role().reads()) {
      readers.add(member);
    }
    if (member.role().sends()) {
      senders.add(member);
      if (fullReaders > 0) {
        member.hold();
      }
    }
  }

  void remove(Membership member) {
    readers.remove(member);
    senders.remove(member);
  }

  boolean isEmpty() {
    return readers.isEmpty() && senders.isEmpty();
  }

  BroadcastInfo info() {
    return new BroadcastInfo(name, senders.size(), readers.size());
  }

  void publish(Membership sender, byte[] body) {
    position++;
    long sequence = sender.nextSequence();
    if (readers.isEmpty()) {
      return;
    }
    ByteBuf frame = BroadcastFrame.message(sender.allocator(), position, sender.idBytes(), sequence, body);
    try {
      for (Membership reader : readers) {
        if (reader != sender || reader.wantsOwn()) {
          reader.queue().offer(frame);
        }
      }
    } finally {
      frame.release();
    }
  }

  /** A reader is full: nothing more is read from the senders. */
  void readerFull() {
    if (++fullReaders == 1) {
      senders.forEach(Membership::hold);
    }
  }

  /** A reader is full no more. */
  void readerFree() {
    if (--fullReaders == 0) {
      senders.forEach(Membership::release);
    }
  }
}
