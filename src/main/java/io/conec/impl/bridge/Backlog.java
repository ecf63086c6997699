package io.conec.impl.bridge;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The messages of a peer from their arrival until a local consumer has taken them. When there are too many, their
 * streams are not read. Safe from any thread.
 */
final class Backlog {

  private final BridgeState bridge;
  private final int maxMessages;
  private final int maxBytes;
  private final List<BusStream> streams = new CopyOnWriteArrayList<>();
  private int messages;
  private long bytes;
  private boolean stopped;
  /** Requests that consumers have not answered; closing their stream does not end them. */
  private int serving;

  Backlog(BridgeState bridge) {
    this.bridge = bridge;
    this.maxMessages = bridge.options().getMaxExportInFlight();
    this.maxBytes = bridge.options().getMaxExportInFlightBytes();
  }

  /** The caller has to call {@link BusStream#resume()} afterwards. */
  void attach(BusStream stream) {
    streams.add(stream);
  }

  void detach(BusStream stream) {
    streams.remove(stream);
  }

  /** A message has arrived. */
  Entry add(int size) {
    bridge.counters().queued.incrementAndGet();
    Entry entry = new Entry();
    synchronized (this) {
      messages++;
      entry.grow(size);
    }
    return entry;
  }

  private void remove(int size) {
    bridge.counters().queued.decrementAndGet();
    messages--;
    bytes -= size;
    // At half the limit, so that the streams do not stop and resume for each message.
    if (stopped && messages <= maxMessages / 2 && bytes <= maxBytes / 2) {
      stopped = false;
      // Later, because it may read and deliver messages, and call this again.
      bridge.context().runOnContext(v -> streams.forEach(BusStream::resume));
    }
  }

  synchronized boolean isStopped() {
    return stopped;
  }

  synchronized int serving() {
    return serving;
  }

  synchronized void serve() {
    serving++;
  }

  synchronized void served() {
    serving--;
  }

  synchronized boolean isIdle() {
    return messages == 0 && serving == 0 && streams.isEmpty();
  }

  /** One message. */
  final class Entry {

    private int size;
    private boolean released;

    /** The message takes more memory than was known at its arrival. */
    void grow(int more) {
      synchronized (Backlog.this) {
        if (!released) {
          size += more;
          bytes += more;
          if (messages >= maxMessages || bytes >= maxBytes) {
            stopped = true;
            streams.forEach(BusStream::pause);
          }
        }
      }
    }

    /** The message is released; further calls have no effect. */
    void release() {
      synchronized (Backlog.this) {
        if (!released) {
          released = true;
          remove(size);
        }
      }
    }
  }
}
