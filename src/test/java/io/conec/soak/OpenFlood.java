package io.conec.soak;

import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawFrame;

import java.util.Arrays;

/** Asks for channels that are not used, all to the same victim. */
record OpenFlood(Target target) implements Flood {

  private static final int AT_ONCE = 100;
  private static final long PATIENCE_MILLIS = 1000;

  @Override
  public void run(String attacker, Runnable hit) {
    try (RawClient client = target.join(attacker)) {
      while (client.connection().isOpen()) {
        byte[][] opens = new byte[AT_ONCE][];
        Arrays.setAll(opens, i -> RawFrame.open(i, HonestClient.id(0)));
        client.control().write(opens);
        for (int i = 0; i < AT_ONCE && client.control().poll(PATIENCE_MILLIS) != null; i++) {
          hit.run();
        }
      }
    }
  }
}
