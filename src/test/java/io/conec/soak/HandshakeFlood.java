package io.conec.soak;

import io.conec.hostile.HalfOpenFlood;

import java.util.concurrent.atomic.AtomicInteger;

/** Begins connections and does not go on; each attacker has an address of its own. */
record HandshakeFlood(Target target, AtomicInteger address) implements Flood {

  HandshakeFlood(Target target) {
    this(target, new AtomicInteger());
  }

  @Override
  public void run(String attacker, Runnable hit) {
    try (HalfOpenFlood flood = HalfOpenFlood.of("127.0.2." + address.incrementAndGet(), target.port())) {
      while (true) {
        flood.open(1);
        hit.run();
      }
    }
  }
}
