package io.conec;

import io.conec.bridge.BridgeStatistics;
import io.conec.bridge.ImportInfo;
import io.conec.bridge.ImportOptions;
import io.conec.bridge.ImportState;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What the library reports is for reading: it cannot be changed, and its JSON says the same as its getters.
 */
class ReportsTest {

  private static final Instant SINCE = Instant.parse("2030-01-02T03:04:05.678901234Z");

  static Stream<Object> reports() {
    ImportOptions stock = new ImportOptions().setPeer("depot").setAddress("stock").setLocalAddress("depot.stock");
    return Stream.of(
      new BroadcastInfo("prices", 8, 100),
      new ClientInfo("shop", "192.0.2.1:4242", "ab12", SINCE, 3, "192.0.2.9:1719"),
      new ClusterNodeInfo("192.0.2.9:1719", true, 3, 4),
      new ChannelPath(PathKind.DIRECT, "[2001:db8::1]:4242", SINCE, 1_234_567_890_123L),
      new PathStatistics(1, 1L << 40, 3, 4, Long.MAX_VALUE),
      new PeerEvent("shop", PeerEventType.LEFT, ConecError.PEER_LOST),
      new BridgeStatistics(1, 2, 3, Long.MAX_VALUE, 5, 6, 7),
      new ImportInfo(stock, ImportState.UNAVAILABLE, ConecError.BUS_NOT_PERMITTED, "not exported"));
  }

  @ParameterizedTest
  @MethodSource("reports")
  void theJsonSaysTheSameAsTheGetters(Object report) throws Exception {
    TreeMap<String, Object> values = new TreeMap<>();
    for (Method getter : report.getClass().getDeclaredMethods()) {
      boolean flag = getter.getName().startsWith("is");
      if (flag || getter.getName().startsWith("get")) {
        Object value = getter.invoke(report);
        String name = getter.getName().substring(flag ? 2 : 3);
        if (name.equals("RoundTripTime")) {
          name = "RoundTripNanos";
        }
        values.put(Character.toLowerCase(name.charAt(0)) + name.substring(1),
          value instanceof Number number ? number.longValue() : flag ? value : value.toString());
      }
    }
    JsonObject json = new JsonObject(((JsonObject) report.getClass().getMethod("toJson").invoke(report)).encode());
    TreeMap<String, Object> read = new TreeMap<>();
    json.forEach(field ->
      read.put(field.getKey(), field.getValue() instanceof Number number ? number.longValue() : field.getValue()));
    assertEquals(values, read);
  }

  @ParameterizedTest
  @MethodSource("reports")
  void nothingInItCanBeChanged(Object report) {
    Class<?> type = report.getClass();
    assertTrue(Modifier.isFinal(type.getModifiers()));
    assertTrue(Arrays.stream(type.getDeclaredFields()).allMatch(field -> Modifier.isFinal(field.getModifiers())));
    assertEquals(1, type.getConstructors().length, "the one with all values");
  }

  @Test
  void missingValuesAreNotInTheJson() {
    ImportOptions stock = new ImportOptions().setPeer("depot").setAddress("stock");
    assertEquals(Set.of("id", "type"), new PeerEvent("shop", PeerEventType.LEFT, null).toJson().fieldNames());
    assertEquals(Set.of("peer", "address", "localAddress", "state"),
      new ImportInfo(stock, ImportState.AVAILABLE, null, null).toJson().fieldNames());
  }

  @Test
  void aPathIsShortAsText() {
    assertEquals("DIRECT via 192.0.2.1:1", new ChannelPath(PathKind.DIRECT, "192.0.2.1:1", SINCE, 1).toString());
    assertEquals("NONE", new ChannelPath(PathKind.NONE, "", SINCE, 0).toString());
  }
}
