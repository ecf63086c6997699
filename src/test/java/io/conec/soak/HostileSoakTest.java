package io.conec.soak;

import io.conec.test.NodeProcess;
import io.vertx.core.json.JsonObject;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * One Coordinator, honest clients that ask each other through it, and all floods at once: everybody honest is served,
 * and nothing is left behind. The attackers get what the processors have left over, as theirs are other machines.
 */
@Tag("soak")
class HostileSoakTest {

  private static final int HONEST = 50;
  private static final Duration WARM_UP = Duration.ofSeconds(20);
  private static final Duration ATTACK = Duration.ofSeconds(Long.getLong("conec.soak.seconds", 60));
  private static final double MOST_P99_MILLIS = 250;
  /** What the same state may differ by: code that was compiled, pages of the allocator. */
  private static final long TOLERANCE_KIB = 16 * 1024;
  private static final Duration SETTLING = Duration.ofSeconds(30);
  /** With all pages of the heap touched, what more is resident is outside of it. */
  private static final List<String> JVM = List.of("-Xms192m", "-Xmx192m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-Djava.util.logging.config.file=src/test/resources/logging.properties", "-Dslf4j.internal.verbosity=ERROR");

  @TempDir
  Path directory;

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void allFloodsAtOnce() throws IOException {
    SoakFiles.create(directory);
    try (NodeProcess coordinator = node(List.of(), CoordinatorNode.class, "coordinator", directory.toString());
         NodeProcess honest = node(List.of(), HonestNode.class, "honest", directory.toString(), coordinator.ready(),
           Integer.toString(HONEST))) {
      attack(coordinator, honest, WARM_UP);
      MemoryUse before = memory(coordinator);
      MemoryUse clientsBefore = memory(honest);
      attack(coordinator, honest, ATTACK);
      assertAll(() -> assertFlat(before, coordinator), () -> assertFlat(clientsBefore, honest));
    }
  }

  private NodeProcess node(List<String> launcher, Class<?> main, String... args) throws IOException {
    return NodeProcess.start(launcher, JVM, main, args);
  }

  private void attack(NodeProcess coordinator, NodeProcess honest, Duration duration) throws IOException {
    try (NodeProcess attackers = node(List.of("nice", "-n", "19"), AttackNode.class, "attackers", directory.toString(),
      coordinator.ready(), Integer.toString(HONEST))) {
      awaitAllFloods(attackers);
      report(honest);
      long end = System.nanoTime() + duration.toNanos();
      Awaitility.await().atMost(duration.multipliedBy(2)).until(() -> System.nanoTime() > end);
      JsonObject service = report(honest);
      JsonObject hits = new JsonObject(attackers.ask("report"));
      System.out.println("Under attack: " + service + "; attacks: " + hits);
      attackers.kill();
      assertAll(
        () -> assertServed(service.getJsonObject("requests")),
        () -> assertServed(service.getJsonObject("visits")),
        () -> assertTrue(service.getJsonObject("requests").getDouble("p99") < MOST_P99_MILLIS, service::encode));
    }
    // What is kept of clients that are lost is forgotten after idleTimeout, too.
    Awaitility.await().during(CoordinatorNode.IDLE_TIMEOUT.plusSeconds(2)).atMost(Duration.ofMinutes(1))
      .until(() -> gone(coordinator));
  }

  /** Chains take long to be made by a process that has what others leave it. */
  private static void awaitAllFloods(NodeProcess attackers) {
    Awaitility.await("every flood").atMost(Duration.ofMinutes(2)).until(() -> {
      JsonObject hits = new JsonObject(attackers.ask("report"));
      return hits.fieldNames().stream().allMatch(flood -> hits.getLong(flood) > 0);
    });
  }

  private static JsonObject report(NodeProcess honest) throws IOException {
    return new JsonObject(honest.ask("report"));
  }

  /** Nobody is left but the honest, and at most one visitor. */
  private static boolean gone(NodeProcess coordinator) throws IOException {
    return Integer.parseInt(coordinator.ask("clients")) <= HONEST + 1;
  }

  private static MemoryUse memory(NodeProcess process) throws IOException {
    MemoryUse use = MemoryUse.of(new JsonObject(process.ask("memory")));
    System.out.println("Afterwards: " + use);
    return use;
  }

  private static void assertServed(JsonObject service) {
    assertEquals(0, service.getLong("lost"), service::encode);
    assertEquals(null, service.getString("failure"), service::encode);
    assertTrue(service.getInteger("answered") > 0, service::encode);
  }

  /** Soon: what has a finalizer or a cleaner goes in several collections, and these need time in between. */
  private static void assertFlat(MemoryUse before, NodeProcess process) {
    Awaitility.await().atMost(SETTLING).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
      MemoryUse after = memory(process);
      assertTrue(after.heap() < before.heap() + TOLERANCE_KIB, () -> before + " has become " + after);
      assertTrue(after.resident() < before.resident() + TOLERANCE_KIB, () -> before + " has become " + after);
    });
  }
}
