package io.conec.spec;

import io.conec.ConecError;
import io.conec.impl.config.BroadcastName;
import io.conec.impl.wire.ArrivedCounts;
import io.conec.impl.wire.BroadcastFrame;
import io.conec.impl.wire.BusFrame;
import io.conec.impl.wire.ControlCodec;
import io.conec.impl.wire.ControlMessage;
import io.conec.impl.wire.FrameReader;
import io.conec.impl.wire.Probe;
import io.conec.impl.wire.ProbeKey;
import io.conec.impl.wire.RelayHeader;
import io.conec.impl.wire.WireException;
import io.conec.spec.SpecText.Example;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The tables and examples of SPEC.md are what the code sends and takes. */
class SpecTest {

  private static final Pattern FIELD = Pattern.compile("(\\w+) (array of )?(\\w+)");
  private static final Pattern LENGTH = Pattern.compile("(\\d+) bytes");

  private static final int PING = 0x04;
  private static final int STREAM_ACCEPTED = 0x22;

  /** What fields that are constants may be. */
  private static final Map<String, String> CONSTANTS = Map.of("paths", "AUTO", "role", "BOTH", "overflow", "BLOCK");

  private static final Map<String, Object> SAMPLES = Map.of("int", 7, "long", 1009, "string", "s", "bool", true,
    "channel", "0123456789abcdef", "binary", "MAD/", "certificate", "MAD/");

  /** How each example is checked, by words of the paragraph before it. */
  private static final Map<String, Consumer<Example>> EXAMPLES = Map.of(
    "`Hello` for the id `shop`", SpecTest::assertControlFrame,
    "A first `Join`", SpecTest::assertControlFrame,
    "`Joined` to a broadcast", SpecTest::assertControlFrame,
    "a QUIC Initial of channel", SpecTest::assertRelayed,
    "probe number 1 with the nonce", SpecTest::assertProbe,
    "the message `hello` and an empty message", SpecTest::assertMessages,
    "`shop` sends `hello`", SpecTest::assertBroadcastFrames);

  @Test
  void errorCodes() {
    Map<String, String> codes = new LinkedHashMap<>();
    SpecText.table("code", "name", "meaning").forEach(row -> codes.put(row.get(1), row.get(0)));
    Map<String, String> expected = new LinkedHashMap<>();
    Arrays.stream(ConecError.values()).forEach(error -> expected.put(error.name(), String.valueOf(error.code())));
    assertEquals(expected, codes);
  }

  @Test
  void controlMessages() {
    TreeSet<Integer> types = new TreeSet<>();
    for (List<String> row : SpecText.table("type", "name", "fields", "on, direction")) {
      int type = Integer.decode(row.get(0));
      types.add(type);
      assertMessage(type, row.get(1), fields(row.get(2)));
    }
    assertEquals(IntStream.range(0, 256).filter(SpecTest::isKnown).boxed().toList(), List.copyOf(types));
  }

  private static boolean isKnown(int type) {
    try {
      ControlCodec.decode(body(type, new JsonObject()));
      return true;
    } catch (WireException e) {
      return !e.getMessage().contains("unknown control message type");
    }
  }

  private static JsonObject fields(String cell) {
    JsonObject json = new JsonObject();
    if (!cell.startsWith("none")) {
      for (String field : cell.split(", ")) {
        Matcher matcher = FIELD.matcher(field);
        assertTrue(matcher.matches(), field);
        String name = matcher.group(1);
        Object value = CONSTANTS.containsKey(name) ? CONSTANTS.get(name) : SAMPLES.get(matcher.group(3));
        json.put(name, matcher.group(2) == null ? value : new JsonArray().add(value));
      }
    }
    return json;
  }

  private static void assertMessage(int type, String name, JsonObject json) {
    ControlMessage message = ControlCodec.decode(body(type, json));
    assertEquals(name, message.getClass().getSimpleName());
    assertEquals(SpecText.hex(body(type, json)), SpecText.hex(body(message)), () -> name + " " + json);
    for (String field : json.fieldNames()) {
      JsonObject without = json.copy();
      without.remove(field);
      String failure = assertThrows(WireException.class, () -> ControlCodec.decode(body(type, without))).getMessage();
      assertTrue(failure.contains("'" + field + "'"), failure);
    }
  }

  private static byte[] body(int type, JsonObject json) {
    byte[] text = json.encode().getBytes(StandardCharsets.UTF_8);
    byte[] body = new byte[1 + text.length];
    body[0] = (byte) type;
    System.arraycopy(text, 0, body, 1, text.length);
    return body;
  }

  private static byte[] frame(ControlMessage message) {
    ByteBuf frame = ControlCodec.encode(UnpooledByteBufAllocator.DEFAULT, message);
    byte[] bytes = ByteBufUtil.getBytes(frame);
    frame.release();
    return bytes;
  }

  private static byte[] body(ControlMessage message) {
    byte[] frame = frame(message);
    return Arrays.copyOfRange(frame, FrameReader.HEADER_LENGTH, frame.length);
  }

  @Test
  void numbers() {
    Map<String, String> types = new LinkedHashMap<>();
    SpecText.table("type", "JSON").forEach(row -> types.put(row.get(0), row.get(1)));
    assertTrue(types.get("int").startsWith("number from 0 to 2^31-1 without fraction and exponent"), types::toString);
    assertTakes("maxMessageSize", (1L << 31) - 1);
    assertRefuses("maxMessageSize", String.valueOf(1L << 31));
    assertTrue(types.get("long").endsWith("from 0 to 2^53-1. A receiver may take up to 2^63-1"), types::toString);
    assertTakes("request", (1L << 53) - 1);
    assertTakes("request", Long.MAX_VALUE);
    for (String other : List.of("-1", "1.0", "1e1", "9223372036854775808")) {
      assertRefuses("request", other);
    }
  }

  private static void assertTakes(String field, long value) {
    JsonObject json = new JsonObject().put(field, value);
    assertEquals(json.encode(), new String(body(decode(field, json.encode())), StandardCharsets.UTF_8).substring(1));
  }

  private static void assertRefuses(String field, String value) {
    assertThrows(WireException.class, () -> decode(field, "{\"" + field + "\":" + value + "}"));
  }

  /** A message that has one field. */
  private static ControlMessage decode(String field, String json) {
    byte[] text = json.getBytes(StandardCharsets.UTF_8);
    byte[] body = new byte[1 + text.length];
    body[0] = (byte) (field.equals("request") ? PING : STREAM_ACCEPTED);
    System.arraycopy(text, 0, body, 1, text.length);
    return ControlCodec.decode(body);
  }

  @Test
  void limitsOfJson() {
    Map<String, Integer> limits = new LinkedHashMap<>();
    SpecText.table("limit of JSON", "at most").forEach(row -> limits.put(row.get(0), number(row.get(1))));
    assertLimit(limits.get("depth of objects and arrays, the outermost object included") - 1,
      depth -> "\"other\":" + "[".repeat(depth) + "]".repeat(depth));
    assertLimit(limits.get("digits of a number"), digits -> "\"other\":" + "9".repeat(digits));
    assertLimit(limits.get("characters of a name"), length -> "\"" + "n".repeat(length) + "\":1");
    assertEquals(3, limits.size());
  }

  private static int number(String text) {
    return Integer.parseInt(text.replace(",", ""));
  }

  private static void assertLimit(int limit, IntFunction<String> field) {
    assertEquals(new ControlMessage.Ping(1), decode("request", "{\"request\":1," + field.apply(limit) + "}"));
    assertThrows(WireException.class, () -> decode("request", "{\"request\":1," + field.apply(limit + 1) + "}"));
  }

  @Test
  void charactersAreUnitsOfUtf16() {
    assertTrue(SpecText.after("Lengths in *characters* count ").startsWith("UTF-16 units"));
    int longest = number(row("name of a broadcast").get(1).replaceAll("1 to (\\d+) characters", "$1"));
    assertTrue(BroadcastName.isValid("😀".repeat(longest / 2) + "n".repeat(longest % 2)));
    assertFalse(BroadcastName.isValid("😀".repeat(longest / 2 + 1)));
  }

  private static List<String> row(String limit) {
    return SpecText.table("limit", "value").stream().filter(row -> row.get(0).equals(limit)).findFirst()
      .orElseThrow();
  }

  @Test
  void theShortestControlFrame() {
    byte[] shortest = SpecText.bytes(SpecText.after("The shortest control frame is `Shutdown`: `").replace("`.", ""));
    assertArrayEquals(frame(new ControlMessage.Shutdown()), shortest);
  }

  @Test
  void datagramTypes() throws ReflectiveOperationException {
    for (List<String> row : SpecText.table("type", "name", "from, to", "payload")) {
      assertEquals(Integer.decode(row.get(0)), (int) RelayHeader.class.getField(row.get(1)).getByte(null));
    }
    List<List<String>> probes = SpecText.table("type", "name", "id", "key of the tag", "zeros");
    assertEquals(List.of("0x08", "PROBE"), probes.get(0).subList(0, 2));
    assertEquals(0x08, Probe.REQUEST);
    assertEquals(List.of("0x09", "ANSWER"), probes.get(1).subList(0, 2));
    assertEquals(0x09, Probe.ANSWER);
  }

  @Test
  void busFrameTypes() throws ReflectiveOperationException {
    for (List<String> row : SpecText.table("type", "frame", "sent by", "fields after the type")) {
      assertEquals(Integer.decode(row.get(0)), BusFrame.class.getField(row.get(1)).getInt(null));
    }
  }

  @Test
  void examples() {
    for (Example example : SpecText.examples()) {
      List<Consumer<Example>> checks = EXAMPLES.entrySet().stream()
        .filter(entry -> example.intro().toLowerCase().contains(entry.getKey().toLowerCase()))
        .map(Map.Entry::getValue).toList();
      assertEquals(1, checks.size(), () -> "how many tests there are of: " + example.intro());
      checks.get(0).accept(example);
    }
    assertEquals(EXAMPLES.size(), SpecText.examples().size());
  }

  private static void assertControlFrame(Example example) {
    ByteBuf in = Unpooled.wrappedBuffer(example.bytes());
    byte[] body = new FrameReader(ControlCodec.MAX_FRAME_LENGTH).next(in);
    ControlMessage message = ControlCodec.decode(body);
    assertTrue(example.intro().contains("`" + message.getClass().getSimpleName() + "`"), example.intro());
    assertEquals(SpecText.hex(frame(message)), SpecText.hex(example.bytes()));
    Matcher length = LENGTH.matcher(example.intro());
    assertTrue(length.find(), example.intro());
    assertEquals(Integer.parseInt(length.group(1)), example.bytes().length);
  }

  private static void assertRelayed(Example example) {
    ByteBuf datagram = Unpooled.wrappedBuffer(example.bytes());
    assertEquals(RelayHeader.TO_ACCEPTOR, RelayHeader.type(datagram));
    assertEquals(0x0123_4567_89ab_cdefL, RelayHeader.channel(datagram));
    assertTrue(RelayHeader.isQuic(datagram.skipBytes(RelayHeader.LENGTH)));
  }

  private static void assertProbe(Example example) {
    ProbeKey key = new ProbeKey(SpecText.bytes("000102030405060708090a0b0c0d0e0f"), SpecText.bytes("0a".repeat(32)),
      SpecText.bytes("0b".repeat(32)));
    ByteBuf probe = Unpooled.buffer();
    key.write(probe, Probe.REQUEST, 0x0123_4567_89ab_cdefL, 1, 0xfedc_ba98_7654_3210L,
      new ArrivedCounts(5, 3));
    assertEquals(SpecText.hex(ByteBufUtil.getBytes(probe)), SpecText.hex(example.bytes()));
  }

  private static void assertMessages(Example example) {
    ByteBuf in = Unpooled.wrappedBuffer(example.bytes());
    FrameReader reader = new FrameReader(5);
    assertEquals("hello", new String(reader.next(in), StandardCharsets.UTF_8));
    assertEquals(0, reader.next(in).length);
    assertTrue(reader.isAtEnd() && !in.isReadable());
  }

  private static void assertBroadcastFrames(Example example) {
    ByteBuf frames = Unpooled.buffer();
    BroadcastFrame.write(frames, 7, "shop".getBytes(StandardCharsets.US_ASCII), 3,
      "hello".getBytes(StandardCharsets.US_ASCII));
    ByteBuf dropped = BroadcastFrame.dropped(UnpooledByteBufAllocator.DEFAULT, 9, 2);
    frames.writeBytes(dropped);
    dropped.release();
    assertEquals(SpecText.hex(ByteBufUtil.getBytes(frames)), SpecText.hex(example.bytes()));
  }
}
