package io.conec.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conec.BroadcastLimits;
import io.conec.BroadcastOptions;
import io.conec.ClientOptions;
import io.conec.CoordinatorOptions;
import io.conec.PathOptions;
import io.conec.test.TestNet;
import io.conec.test.raw.RawClient;
import io.netty.handler.codec.quic.QuicTransportParameters;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The limits in SPEC.md are the defaults of the options that set them, and what QUIC tells the other side. */
class SpecLimitsTest {

  private static final List<Object> OPTIONS = List.of(new ClientOptions(), new CoordinatorOptions(),
    new BroadcastLimits(), new BroadcastOptions(), new PathOptions());

  private static final Pattern OPTION = Pattern.compile("([a-z]\\w+)\\b.*");
  private static final Pattern QUANTITY = Pattern.compile("([\\d,.]+)(?: (KiB|MiB|GB))?\\b.*");
  private static final Map<String, BigDecimal> UNITS = Map.of("KiB", BigDecimal.valueOf(1 << 10),
    "MiB", BigDecimal.valueOf(1 << 20), "GB", BigDecimal.valueOf(1_000_000_000));

  /** Rows with an option: fewer would mean that they are not found any more. */
  private static final int LEAST_ROWS = 24;

  /** Columns of the transport parameters. */
  private static final int CLIENT = 1;
  private static final int COORDINATOR = 2;

  @Test
  void defaults() throws ReflectiveOperationException {
    int rows = 0;
    for (List<String> row : SpecText.table("limit", "value", "set by")) {
      List<BigDecimal> defaults = defaults(row.get(2));
      if (!defaults.isEmpty()) {
        assertTrue(defaults.contains(quantity(row.get(1))), () -> row + ", but the default is one of " + defaults);
        rows++;
      }
    }
    assertTrue(rows >= LEAST_ROWS, "only " + rows + " rows");
  }

  /** Of all options with the name that a cell begins with; in seconds. */
  private static List<BigDecimal> defaults(String cell) throws IllegalAccessException, InvocationTargetException {
    List<BigDecimal> values = new ArrayList<>();
    Matcher name = OPTION.matcher(cell);
    if (name.matches()) {
      for (Object options : OPTIONS) {
        for (Method method : options.getClass().getMethods()) {
          if (method.getName().equalsIgnoreCase("get" + name.group(1)) && method.getParameterCount() == 0) {
            Object value = method.invoke(options);
            values.add(value instanceof Duration duration
              ? BigDecimal.valueOf(duration.toSeconds()) : new BigDecimal(value.toString()));
          }
        }
      }
    }
    return values;
  }

  private static BigDecimal quantity(String cell) {
    Matcher quantity = QUANTITY.matcher(cell);
    assertTrue(quantity.matches(), cell);
    BigDecimal number = new BigDecimal(quantity.group(1).replaceAll("[,.]$|,", ""));
    BigDecimal unit = UNITS.getOrDefault(String.valueOf(quantity.group(2)), BigDecimal.ONE);
    return new BigDecimal(number.multiply(unit).toBigInteger());
  }

  @Test
  void transportParameters() {
    try (TestNet net = new TestNet()) {
      net.connect("depot");
      try (RawClient client = RawClient.join("shop", net.coordinator().actualPort())) {
        assertParameters(client.connection().peerParameters(), COORDINATOR);
        assertParameters(client.connectPeer("depot").awaitEstablished().peerParameters(), CLIENT);
      }
    }
  }

  private static void assertParameters(QuicTransportParameters actual, int column) {
    Map<String, Long> expected = Map.of(
      "max_idle_timeout", actual.maxIdleTimeout(),
      "max_udp_payload_size", actual.maxUdpPayloadSize(),
      "initial_max_data", actual.initialMaxData(),
      "initial_max_stream_data_bidi_local, _remote", actual.initialMaxStreamDataBidiLocal(),
      "initial_max_streams_bidi", actual.initialMaxStreamsBidi(),
      "initial_max_streams_uni", actual.initialMaxStreamsUni());
    int found = 0;
    for (List<String> row : SpecText.table("parameter", "client", "Coordinator")) {
      Long value = expected.get(row.get(0));
      if (value != null) {
        assertEquals(number(row.get(column)), value, row::toString);
        found++;
      }
    }
    assertEquals(expected.size(), found);
    assertEquals(actual.initialMaxStreamDataBidiLocal(), actual.initialMaxStreamDataBidiRemote());
  }

  private static long number(String cell) {
    return cell.startsWith("2^") ? 1L << Integer.parseInt(cell.substring(2)) : quantity(cell).longValueExact();
  }
}
