package io.conec.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The bridge does what a cluster does, and a cluster what one event bus does. What must differ is a row of the manual's
 * table, with what is observed.
 */
class ThreeWorldsTest {

  /** What is discarded, not decoded or thrown is what these tests are about. */
  private static final List<Logger> NOISY = Stream.of("io.vertx.core.eventbus", "io.vertx.core.impl.ContextImpl",
    "io.conec.impl.bridge").map(Logger::getLogger).toList();

  /** What depends on who is a member, and not on the bridge. */
  private static final List<String> OF_A_CLUSTER = List.of("localOnly", "Codec that", "A change after",
    "Serializable that", "ClusterSerializable that", "Second reply that", "Reply after", "A send to the reply");

  private static PlainWorld plain;
  private static ClusterWorld cluster;
  private static BridgeWorld bridge;
  private static BridgeWorld fromCluster;
  private static BridgeWorld toCluster;

  @BeforeAll
  static void start() {
    NOISY.forEach(logger -> logger.setLevel(Level.OFF));
    plain = PlainWorld.start();
    cluster = ClusterWorld.start();
    bridge = BridgeWorld.start();
    fromCluster = BridgeWorld.from(cluster);
    toCluster = BridgeWorld.to(cluster);
  }

  @AfterAll
  static void stop() {
    Stream.of(toCluster, fromCluster, bridge, cluster, plain).filter(Objects::nonNull).forEach(World::close);
    NOISY.forEach(logger -> logger.setLevel(null));
  }

  @TestFactory
  Stream<DynamicTest> behaviours() throws IOException {
    Map<String, Difference> differences = Difference.read();
    return Catalogue.behaviours().stream().map(behaviour ->
      dynamicTest(behaviour.title(), () -> compare(behaviour, differences.get(behaviour.title()))));
  }

  private static void compare(Behaviour behaviour, Difference difference) throws Exception {
    check(behaviour, plain, behaviour.plain());
    check(behaviour, cluster, behaviour.cluster());
    check(behaviour, bridge, across(behaviour, difference));
  }

  private static String across(Behaviour behaviour, Difference difference) {
    return difference == null ? behaviour.cluster() : difference.bridge();
  }

  private static void check(Behaviour behaviour, World world, String expected) throws Exception {
    assertEquals(expected, behaviour.observe(world, expected), world::toString);
  }

  /** Senders and consumers may be at other members of a cluster than the bridge. */
  @TestFactory
  Stream<DynamicTest> clusters() throws IOException {
    Map<String, Difference> differences = Difference.read();
    return Catalogue.ofMessages().stream()
      .filter(behaviour -> OF_A_CLUSTER.stream().noneMatch(behaviour.title()::startsWith))
      .map(behaviour -> dynamicTest(behaviour.title(), () -> {
        check(behaviour, fromCluster, across(behaviour, differences.get(behaviour.title())));
        check(behaviour, toCluster, across(behaviour, differences.get(behaviour.title())));
      }));
  }

  @Test
  void eachRowOfTheTableIsADifference() throws IOException {
    Map<String, Behaviour> behaviours = Catalogue.behaviours().stream()
      .collect(Collectors.toMap(Behaviour::title, behaviour -> behaviour));
    for (Difference difference : Difference.read().values()) {
      Behaviour behaviour = behaviours.get(difference.title());
      assertNotNull(behaviour, difference.title());
      assertEquals(behaviour.plain(), difference.plain(), difference.title());
      assertEquals(behaviour.cluster(), difference.cluster(), difference.title());
      assertNotEquals(difference.cluster(), difference.bridge(), difference.title());
    }
  }
}
