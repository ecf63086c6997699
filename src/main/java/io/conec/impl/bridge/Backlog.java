package io.conec.impl.bridge;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The messages that have been read from a peer, from their arrival until a local consumer has taken them: when there
 * are too many, the streams that they come from are not read. Methods may be called from any thread.
 */
final class Backlog {

  private final BridgeState bridge;
  private final int maxMessages;
  private final int maxBytes;
  private final List<BusStream> streams = new CopyOnWriteArrayList<>();
  private int messages;
  private long bytes;
  private boolean stopped;
  /** Requests that consumers have not answered: to close the stream they came from does not end them. */
  private int serving;

  Backlog(BridgeState bridge) {
    this.bridge = bridge;
    this.maxMessages = bridge.options().getMaxInFlight();
    this.maxBytes = bridge.options().getMaxInFlightBytes();
  }

  /** To be followed by {@link BusStream#resume()}. */
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
    // Half, so that the streams are not stopped and resumed for each message.
    if (stopped && messages <= maxMessages / 2 && bytes <= maxBytes / 2) {
      stopped = false;
      // Not here: it may read and deliver, and be called again from there.
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
  final class Entry implements Runnable {

    private int size;
    private boolean gone;

    /** It takes more memory than was known when it arrived. */
    void grow(int more) {
      synchronized (Backlog.this) {
        if (!gone) {
          size += more;
          bytes += more;
          if (messages >= maxMessages || bytes >= maxBytes) {
            stopped = true;
            streams.forEach(BusStream::pause);
          }
        }
      }
    }

    /** It is not here any more; more than once does no harm. */
    @Override
    public void run() {
      synchronized (Backlog.this) {
        if (!gone) {
          gone = true;
          remove(size);
        }
      }
    }
  }
}
