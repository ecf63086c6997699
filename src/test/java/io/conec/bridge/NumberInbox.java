package io.conec.bridge;

import io.vertx.core.eventbus.Message;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** Counts how often the consumer of an address at a site gets each number. */
final class NumberInbox {

  final String site;
  final String address;
  final AtomicIntegerArray counts;
  final AtomicInteger total = new AtomicInteger();

  NumberInbox(String site, String address, int numbers) {
    this.site = site;
    this.address = address;
    this.counts = new AtomicIntegerArray(numbers);
  }

  void receive(Message<Object> message) {
    counts.incrementAndGet((int) message.body());
    total.incrementAndGet();
  }

  boolean hasAtMostOnce() {
    for (int i = 0; i < counts.length(); i++) {
      if (counts.get(i) > 1) {
        return false;
      }
    }
    return true;
  }
}
