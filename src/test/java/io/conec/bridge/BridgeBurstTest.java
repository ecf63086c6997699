package io.conec.bridge;

import static io.conec.bridge.Peers.awaitTrue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.buffer.Buffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many sends of an event bus in one go. */
class BridgeBurstTest {

  private final AtomicInteger arrived = new AtomicInteger();
  private Peers peers;

  @BeforeEach
  void start() {
    peers = Peers.with("work");
    peers.serve("work", message -> arrived.incrementAndGet());
  }

  @AfterEach
  void close() {
    peers.close();
  }

  private void send(int count, Buffer body) {
    for (int i = 0; i < count; i++) {
      peers.shop.bus().send("work", body);
    }
  }

  private long dropped() {
    return peers.shop.bridge.counters().getDropped() + peers.depot.bridge.counters().getDropped();
  }

  @Test
  void tenThousandOfAKibibyteArrive() {
    send(10_000, Buffer.buffer(new byte[1024]));
    awaitTrue(() -> arrived.get() == 10_000);
    assertEquals(0, dropped());
  }

  @Test
  void messagesOverTheLimitAreCounted() {
    send(100_000, Buffer.buffer(new byte[1024]));
    awaitTrue(() -> arrived.get() + dropped() == 100_000);
    assertTrue(arrived.get() >= 10_000, arrived::toString);
  }
}
