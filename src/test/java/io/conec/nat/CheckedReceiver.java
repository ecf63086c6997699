package io.conec.nat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

import java.util.Arrays;
import java.util.BitSet;

/** Verifies every byte and every number of a transfer, and remembers when each message came. */
final class CheckedReceiver {

  private final int size;
  private final BitSet numbers = new BitSet();
  private long[] arrivals = new long[1 << 16];
  private int received;
  private int next;
  private int repeated;
  private int reordered;
  private int corrupted;
  private long sent = -1;

  CheckedReceiver(int size) {
    this.size = size;
  }

  void received(Buffer message) {
    if (CheckedMessage.isLast(message)) {
      sent = CheckedMessage.count(message);
      return;
    }
    if (received == arrivals.length) {
      arrivals = Arrays.copyOf(arrivals, 2 * received);
    }
    arrivals[received++] = System.nanoTime();
    if (!CheckedMessage.isIntact(message, size)) {
      corrupted++;
      return;
    }
    int number = (int) CheckedMessage.number(message);
    if (numbers.get(number)) {
      repeated++;
    } else if (number < next) {
      reordered++;
    }
    numbers.set(number);
    next = Math.max(next, number + 1);
  }

  /** What has come; only at the end it is known what has not. */
  JsonObject report() {
    long expected = sent < 0 ? next : sent;
    return new JsonObject().put("received", received).put("lost", expected - numbers.cardinality())
      .put("repeated", repeated).put("reordered", reordered).put("corrupted", corrupted)
      .put("complete", sent >= 0);
  }

  /**
   * The longest time without a message that has at least one moment between the two, in nanoseconds; the last message
   * of all ends the time.
   */
  long largestGap(long from, long to) {
    long largest = 0;
    for (int i = 1; i < received; i++) {
      if (arrivals[i] >= from && arrivals[i - 1] <= to) {
        largest = Math.max(largest, arrivals[i] - arrivals[i - 1]);
      }
    }
    return largest;
  }

  /** When the first message after that moment came, 0 when none has. */
  long firstAfter(long moment) {
    for (int i = 0; i < received; i++) {
      if (arrivals[i] > moment) {
        return arrivals[i];
      }
    }
    return 0;
  }
}
