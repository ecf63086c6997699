package io.conec.nat;

import com.sun.jna.LastErrorException;
import io.vertx.core.json.JsonObject;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** One direction of an emulated link: takes frames from one end, and gives them to the other when their time comes. */
final class LinkDirection {

  /** The same losses in each run. */
  private static final long SEED = 1;
  private static final double BIT_NANOS = 8e9;
  private static final long MAX_WAITING_BYTES = 16 << 20;

  private final TapInterface from;
  private final TapInterface to;
  private final SplittableRandom random = new SplittableRandom(SEED);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final PriorityQueue<Waiting> waiting = new PriorityQueue<>();
  private LinkConditions conditions = LinkConditions.PERFECT;
  private byte[] filteredAddress;
  private long waitingBytes;
  private long bottleneckFreeAt = System.nanoTime();
  private long lastDue = bottleneckFreeAt;
  private long passed;
  private long dropped;

  private record Waiting(long due, long number, byte[] frame) implements Comparable<Waiting> {

    @Override
    public int compareTo(Waiting other) {
      return due == other.due ? Long.compare(number, other.number) : Long.compare(due - other.due, 0);
    }
  }

  LinkDirection(TapInterface from, TapInterface to) {
    this.from = from;
    this.to = to;
  }

  void start() {
    daemon(this::readAll);
    daemon(this::writeAll);
  }

  private static void daemon(Runnable loop) {
    Thread thread = new Thread(loop, "link");
    thread.setDaemon(true);
    thread.start();
  }

  void set(LinkConditions next) throws UnknownHostException {
    String filtered = next.withoutShortHeaders();
    byte[] address = filtered == null ? null : InetAddress.getByName(filtered).getAddress();
    lock.lock();
    try {
      conditions = next;
      filteredAddress = address;
      bottleneckFreeAt = System.nanoTime();
      if (next.isDown()) {
        dropped += waiting.size();
        waiting.clear();
        waitingBytes = 0;
      }
    } finally {
      lock.unlock();
    }
  }

  JsonObject statistics() {
    lock.lock();
    try {
      return new JsonObject().put(LinkAgent.PASSED, passed).put(LinkAgent.DROPPED, dropped);
    } finally {
      lock.unlock();
    }
  }

  private void readAll() {
    try {
      while (true) {
        accept(from.read());
      }
    } catch (LastErrorException e) {
      // The interface is gone.
    }
  }

  private void accept(byte[] frame) {
    lock.lock();
    try {
      long now = System.nanoTime();
      if (Frames.findsNeighbours(frame)) {
        write(frame);
      } else if (isDropped(frame, now)) {
        dropped++;
      } else {
        schedule(frame, now);
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isDropped(byte[] frame, long now) {
    double backlog = Math.max(0, bottleneckFreeAt - now) * conditions.rate() / BIT_NANOS;
    return conditions.isDown()
      || ipLength(frame) > conditions.mtu()
      || filteredAddress != null && Frames.isShortHeader(frame, filteredAddress)
      || random.nextDouble() < conditions.loss()
      || conditions.rate() > 0 && backlog + ipLength(frame) > conditions.queueBytes()
      || waitingBytes + frame.length > MAX_WAITING_BYTES;
  }

  private static int ipLength(byte[] frame) {
    return frame.length - Frames.ETHERNET_HEADER;
  }

  private void schedule(byte[] frame, long now) {
    long due = now;
    if (conditions.rate() > 0) {
      bottleneckFreeAt = Math.max(bottleneckFreeAt, now) + (long) (ipLength(frame) * BIT_NANOS / conditions.rate());
      due = bottleneckFreeAt;
    }
    due += conditions.delayNanos() + (long) (random.nextDouble() * conditions.jitterNanos());
    if (random.nextDouble() < conditions.reordering()) {
      due += conditions.heldBackNanos();
    } else {
      due = Math.max(due, lastDue);
      lastDue = due;
    }
    if (waiting.isEmpty() && due <= now) {
      write(frame);
      passed++;
      return;
    }
    waiting.add(new Waiting(due, passed + dropped + waiting.size(), frame));
    waitingBytes += frame.length;
    changed.signal();
  }

  private void writeAll() {
    lock.lock();
    try {
      while (true) {
        long early = waiting.isEmpty() ? Long.MAX_VALUE : waiting.peek().due - System.nanoTime();
        if (early > 0) {
          changed.awaitNanos(early);
          continue;
        }
        byte[] frame = waiting.remove().frame;
        waitingBytes -= frame.length;
        passed++;
        write(frame);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private void write(byte[] frame) {
    try {
      to.write(frame);
    } catch (LastErrorException e) {
      // The interface is down, or gone.
    }
  }
}
