package io.conec.soak;

import io.conec.ClientOptions;
import io.conec.bridge.ConecBridgeOptions;
import io.conec.test.NodeProcess;
import io.conec.test.TestNet;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A producer and a consumer that is slower, in two processes with little memory: nothing is lost, and little is under
 * way. A gigabyte takes some minutes:
 * {@code ./mvnw test -Dtest=PacedTransferTest -Dconec.paced.mib=1024 -Dconec.paced.rate=5000}
 */
class PacedTransferTest {

  private static final long MESSAGES = Long.getLong("conec.paced.mib", 4) * 1024;
  private static final int RATE = Integer.getInteger("conec.paced.rate", 10_000);
  /** Twice as long as it has to take, and time for a busy machine. */
  private static final long SECONDS = 2 * MESSAGES / RATE + 30;
  /** 1 MiB, and what one more message of 1 KiB needs. */
  private static final long MOST_UNDER_WAY = 1025;

  private static final List<String> JVM = List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
    "-Djava.util.logging.config.file=src/test/resources/logging.properties", "-Dslf4j.internal.verbosity=ERROR");

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void nothingIsLostAndLittleIsUnderWay() throws IOException {
    try (TestNet net = new TestNet();
         NodeProcess depot = node("depot", net.clientOptions("depot"), Integer.toString(RATE));
         NodeProcess shop = node("shop", net.clientOptions("shop"))) {
      long begin = System.nanoTime();
      JsonObject sent = new JsonObject(shop.ask("send " + MESSAGES + " " + SECONDS));
      double seconds = (System.nanoTime() - begin) / 1e9;
      JsonObject received = new JsonObject(depot.ask("report"));
      System.out.printf("%d messages in %.1f s, %.0f a second; sender: %s; receiver: %s%n", MESSAGES, seconds,
        MESSAGES / seconds, sent, received);
      assertEquals(MESSAGES, sent.getLong("confirmed"));
      assertEquals(0, sent.getLong("failed"));
      assertEquals(MESSAGES, received.getLong("received"));
      assertEquals(0, received.getLong("outOfOrder"));
      assertTrue(sent.getLong("maxUnderWay") <= MOST_UNDER_WAY, sent::encode);
      assertTrue(received.getLong("maxQueued") <= ConecBridgeOptions.DEFAULT_MAX_EXPORT_IN_FLIGHT, received::encode);
    }
  }

  private static NodeProcess node(String name, ClientOptions options, String... more) throws IOException {
    String json = HexFormat.of().formatHex(options.toJson().encode().getBytes(StandardCharsets.UTF_8));
    String[] args = more.length == 0 ? new String[] {name, json} : new String[] {name, json, more[0]};
    return NodeProcess.start(List.of(), JVM, PacedNode.class, args);
  }
}
