package io.conec.soak;

import io.conec.test.raw.RawBroadcast;
import io.conec.test.raw.RawClient;

import java.util.UUID;

/** Takes one name of a broadcast after the other. */
record BroadcastFlood(Target target) implements Flood {

  private static final long PATIENCE_MILLIS = 100;

  @Override
  public void run(String attacker, Runnable hit) {
    try (RawClient client = target.join(attacker)) {
      while (client.connection().isOpen()) {
        client.requestJoin(RawBroadcast.join(UUID.randomUUID().toString())).poll(PATIENCE_MILLIS);
        hit.run();
      }
    }
  }
}
