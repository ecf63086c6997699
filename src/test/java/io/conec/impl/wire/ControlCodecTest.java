package io.conec.impl.wire;

import io.conec.PathPolicy;
import io.conec.impl.wire.ControlMessage.Candidates;
import io.conec.impl.wire.ControlMessage.ChannelClosed;
import io.conec.impl.wire.ControlMessage.Claim;
import io.conec.impl.wire.ControlMessage.Failure;
import io.conec.impl.wire.ControlMessage.Greeting;
import io.conec.impl.wire.ControlMessage.Hello;
import io.conec.impl.wire.ControlMessage.Introduce;
import io.conec.impl.wire.ControlMessage.Introduced;
import io.conec.impl.wire.ControlMessage.Observed;
import io.conec.impl.wire.ControlMessage.Open;
import io.conec.impl.wire.ControlMessage.Opened;
import io.conec.impl.wire.ControlMessage.Ping;
import io.conec.impl.wire.ControlMessage.Pong;
import io.conec.impl.wire.ControlMessage.Shutdown;
import io.conec.impl.wire.ControlMessage.StreamAccepted;
import io.conec.impl.wire.ControlMessage.StreamEnded;
import io.conec.impl.wire.ControlMessage.StreamOpen;
import io.conec.impl.wire.ControlMessage.StreamReset;
import io.conec.impl.wire.ControlMessage.Welcome;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class ControlCodecTest {

  private static final long CHANNEL = 0xfedc_ba98_7654_3210L;
  private static final byte[] DER = {0x30, 0, -1};

  /** Each message with its type and JSON as SPEC.md has them. */
  static Stream<Arguments> golden() {
    return Stream.concat(Stream.concat(BroadcastControlTest.golden(), PresenceControlTest.golden()), Stream.of(
      arguments(new Hello(1, "depot", "i", true), 0x01,
        "{\"version\":1,\"id\":\"depot\",\"instance\":\"i\",\"acceptChannels\":true}"),
      arguments(new Welcome(1, "192.0.2.1:4242", List.of()), 0x02,
        "{\"version\":1,\"address\":\"192.0.2.1:4242\",\"peerTrust\":[]}"),
      arguments(new Failure(7, 48, "no such peer"), 0x03, "{\"request\":7,\"code\":48,\"message\":\"no such peer\"}"),
      arguments(new Ping(9_007_199_254_740_993L), 0x04, "{\"request\":9007199254740993}"),
      arguments(new Pong(0), 0x05, "{\"request\":0}"),
      arguments(new Shutdown(), 0x06, "{}"),
      arguments(new Open(1, "shop"), 0x10, "{\"request\":1,\"peer\":\"shop\"}"),
      arguments(new Introduced(3), 0x13, "{\"request\":3}"),
      arguments(new ChannelClosed(CHANNEL, 51), 0x14, "{\"channel\":\"fedcba9876543210\",\"code\":51}"),
      arguments(new Claim(1, "shop", false), 0x15,
        "{\"channel\":\"0000000000000001\",\"peer\":\"shop\",\"initiator\":false}"),
      arguments(new Observed("[2001:db8::1]:4242"), 0x16, "{\"address\":\"[2001:db8::1]:4242\"}"),
      arguments(new Greeting(1, PathPolicy.DIRECT_ONLY, 30_000), 0x20,
        "{\"version\":1,\"paths\":\"DIRECT_ONLY\",\"idleTimeout\":30000}"),
      arguments(new StreamOpen(5, "p", 8_388_608), 0x21,
        "{\"stream\":5,\"protocol\":\"p\",\"maxMessageSize\":8388608}"),
      arguments(new StreamAccepted(0), 0x22, "{\"maxMessageSize\":0}"),
      arguments(new StreamEnded(5), 0x23, "{\"stream\":5}"),
      arguments(new StreamReset(5, 66, 1234, "enough"), 0x24,
        "{\"stream\":5,\"code\":66,\"application\":1234,\"message\":\"enough\"}")));
  }

  @ParameterizedTest
  @MethodSource("golden")
  void isWrittenAndReadAsSpecified(ControlMessage message, int type, String json) {
    byte[] body = body(type, json);
    assertArrayEquals(body, encodedBody(message));
    assertEquals(message, ControlCodec.decode(body));
  }

  @Test
  void certificatesAreBase64() {
    byte[] opened = body(0x11, "{\"request\":2,\"channel\":\"fedcba9876543210\",\"certificate\":\"MAD/\"}");
    assertArrayEquals(opened, encodedBody(new Opened(2, CHANNEL, DER)));
    assertArrayEquals(DER, ((Opened) ControlCodec.decode(opened)).certificate());
    assertEquals(CHANNEL, ((Opened) ControlCodec.decode(opened)).channel());

    byte[] introduce = body(0x12,
      "{\"request\":2,\"channel\":\"fedcba9876543210\",\"peer\":\"shop\",\"certificate\":\"MAD/\"}");
    assertArrayEquals(introduce, encodedBody(new Introduce(2, CHANNEL, "shop", DER)));
    assertArrayEquals(DER, ((Introduce) ControlCodec.decode(introduce)).certificate());

    byte[] welcome = body(0x02, "{\"version\":1,\"address\":\"a\",\"peerTrust\":[\"MAD/\",\"\"]}");
    assertArrayEquals(welcome, encodedBody(new Welcome(1, "a", List.of(DER, new byte[0]))));
    assertArrayEquals(DER, ((Welcome) ControlCodec.decode(welcome)).peerTrust().get(0));
  }

  @Test
  void candidatesAreTextsAndTheKeyIsBase64() {
    byte[] candidates = body(0x25, "{\"id\":\"fedcba9876543210\",\"key\":\"MAD/\","
      + "\"addresses\":[\"192.0.2.1:4242\",\"[2001:db8::1]:1\"]}");
    List<String> addresses = List.of("192.0.2.1:4242", "[2001:db8::1]:1");
    assertArrayEquals(candidates, encodedBody(new Candidates(CHANNEL, DER, addresses)));
    Candidates read = (Candidates) ControlCodec.decode(candidates);
    assertEquals(CHANNEL, read.id());
    assertArrayEquals(DER, read.key());
    assertEquals(addresses, read.addresses());
    assertArrayEquals(body(0x25, "{\"id\":\"0000000000000000\",\"key\":\"\",\"addresses\":[]}"),
      encodedBody(new Candidates(0, new byte[0], List.of())));
  }

  @Test
  void candidatesAreChecked() {
    JsonObject good = new JsonObject("{\"id\":\"fedcba9876543210\",\"key\":\"MAD/\",\"addresses\":[\"a\"]}");
    assertNotNull(ControlCodec.decode(body(0x25, good.encode())));
    for (String name : good.fieldNames()) {
      for (Object bad : new Object[] {null, new JsonObject(), 1, true}) {
        assertNames(name, body(0x25, good.copy().put(name, bad).encode()));
      }
      JsonObject without = good.copy();
      without.remove(name);
      assertNames(name, body(0x25, without.encode()));
    }
    assertNames("key", body(0x25, good.copy().put("key", "!").encode()));
    assertNames("addresses", body(0x25, good.copy().put("addresses", "a").encode()));
    for (Object bad : new Object[] {null, 1, new JsonArray()}) {
      assertNames("addresses", body(0x25, good.copy().put("addresses", new JsonArray().add("a").add(bad)).encode()));
    }
    for (String bad : new String[] {"", "fedcba987654321", "fedcba98765432100", "fedcba987654321g"}) {
      byte[] body = body(0x25, good.copy().put("id", bad).encode());
      assertNames("id", body);
    }
  }

  @Test
  void everyMessageHasGoldenBytes() {
    Set<Class<?>> covered = golden().map(arguments -> arguments.get()[0].getClass()).collect(Collectors.toSet());
    covered.addAll(List.of(Opened.class, Introduce.class, Candidates.class));
    Set<Class<?>> missing = Arrays.stream(ControlMessage.class.getDeclaredClasses())
      .filter(type -> type.isRecord() && !covered.contains(type)).collect(Collectors.toSet());
    assertEquals(Set.of(), missing);
  }

  @Test
  void theLengthComesFirst() {
    ByteBuf frame = ControlCodec.encode(UnpooledByteBufAllocator.DEFAULT, new Pong(1));
    assertTrue(frame.isDirect(), "QUIC copies others");
    assertEquals("0000000e" + "05" + "7b2272657175657374223a317d", ByteBufUtil.hexDump(frame));
    frame.release();
  }

  @ParameterizedTest
  @MethodSource("golden")
  void aFieldThatIsMissingOrOfAnotherTypeIsNamed(ControlMessage message, int type, String json) {
    JsonObject good = new JsonObject(json);
    for (String name : good.fieldNames()) {
      for (Object bad : new Object[] {null, new JsonObject(), -1, 1.5, true, "text"}) {
        Object value = good.getValue(name);
        boolean allowed = bad != null && bad.getClass() == value.getClass() && !bad.equals(-1);
        if (!allowed) {
          assertNames(name, body(type, good.copy().put(name, bad).encode()));
        }
      }
      JsonObject without = good.copy();
      without.remove(name);
      assertNames(name, body(type, without.encode()));
    }
  }

  static void assertNames(String field, byte[] body) {
    String message = assertThrows(WireException.class, () -> ControlCodec.decode(body)).getMessage();
    assertTrue(message.contains("'" + field + "'"), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "null", "1", "true", "\"x\"", "[]", "[{}]", "{", "{}}", "{}{}", "{\"request\"}",
    "{\"request\":01}", "{request:1}", "{'request':1}", "NaN"})
  void onlyAJsonObjectIsRead(String json) {
    String message = assertThrows(WireException.class, () -> ControlCodec.decode(body(0x04, json))).getMessage();
    assertTrue(message.contains("not a JSON object"), message);
  }

  @Test
  void onlyKnownTypesAreRead() {
    for (int type = 0; type < 256; type++) {
      int current = type;
      boolean known = type >= 1 && type <= 6 || type >= 0x10 && type <= 0x1f || type >= 0x20 && type <= 0x25;
      String message = type == 6 ? ""
        : assertThrows(WireException.class, () -> ControlCodec.decode(body(current, "{}"))).getMessage();
      assertEquals(!known, message.contains(String.format("unknown control message type 0x%02x", type)), message);
    }
    assertThrows(WireException.class, () -> ControlCodec.decode(new byte[0]));
  }

  @Test
  void otherFieldsAreIgnored() {
    assertEquals(new Pong(4), ControlCodec.decode(body(0x05, "{\"later\":{\"a\":[1]},\"request\":4,\"x\":null}")));
  }

  @Test
  void numbersAreChecked() {
    assertEquals(new Ping(Long.MAX_VALUE), ControlCodec.decode(body(0x04, "{\"request\":9223372036854775807}")));
    assertNames("request", body(0x04, "{\"request\":9223372036854775808}"));
    assertNames("request", body(0x04, "{\"request\":-1}"));
    assertNames("request", body(0x04, "{\"request\":1e3}"));
    assertEquals(new StreamAccepted(Integer.MAX_VALUE),
      ControlCodec.decode(body(0x22, "{\"maxMessageSize\":2147483647}")));
    assertNames("maxMessageSize", body(0x22, "{\"maxMessageSize\":2147483648}"));
  }

  @Test
  void constantsAreChecked() {
    assertNames("paths", body(0x20, "{\"version\":1}"));
    assertNames("paths", body(0x20, "{\"version\":1,\"paths\":7}"));
    for (String unknown : new String[] {"auto", "", "AUTO ", "ANYTHING"}) {
      byte[] body = body(0x20, new JsonObject().put("version", 1).put("paths", unknown).encode());
      assertNames("paths", body);
      String message = assertThrows(WireException.class, () -> ControlCodec.decode(body)).getMessage();
      assertTrue(message.contains("[AUTO, RELAY_ONLY, DIRECT_ONLY]"), message);
    }
    Map.of("AUTO", PathPolicy.AUTO, "RELAY_ONLY", PathPolicy.RELAY_ONLY, "DIRECT_ONLY", PathPolicy.DIRECT_ONLY)
      .forEach((word, policy) -> assertEquals(new Greeting(1, policy, 1000),
        ControlCodec.decode(body(0x20, "{\"version\":1,\"paths\":\"" + word + "\",\"idleTimeout\":1000}"))));
  }

  @Test
  void anIdleTimeoutThatIsTooShortIsRefused() {
    assertNames("idleTimeout", body(0x20, "{\"version\":1,\"paths\":\"AUTO\",\"idleTimeout\":999}"));
    assertNames("idleTimeout", body(0x20, "{\"version\":1,\"paths\":\"AUTO\"}"));
  }

  @Test
  void aLongTextIsCutAndALongNameIsRefused() {
    Failure failure = (Failure) ControlCodec.decode(encodedBody(new Failure(1, 2, "\u0001".repeat(100_000))));
    assertEquals("\\u0001".repeat(1000), failure.message());
    Failure notSplit = (Failure) ControlCodec.decode(encodedBody(new Failure(1, 2, "x".repeat(999) + "😀")));
    assertEquals("x".repeat(999), notSplit.message());
    StreamReset reset =
      (StreamReset) ControlCodec.decode(encodedBody(new StreamReset(1, 2, 3, "x".repeat(1001))));
    assertEquals("x".repeat(1000), reset.message());
    assertThrows(IllegalArgumentException.class, () -> encodedBody(new Open(1, "x".repeat(70_000))));
  }

  @Test
  void randomBytesAreAMessageOrAWireException() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Stream<ControlMessage> withBytes =
      Stream.of(new Opened(2, CHANNEL, DER), new Candidates(CHANNEL, DER, List.of("192.0.2.1:4242")));
    byte[][] messages = Stream.concat(golden().map(arguments -> (ControlMessage) arguments.get()[0]), withBytes)
      .map(ControlCodecTest::encodedBody).toArray(byte[][]::new);
    for (int i = 0; i < 20_000; i++) {
      byte[] body = messages[random.nextInt(messages.length)].clone();
      for (int changes = random.nextInt(5); changes >= 0; changes--) {
        body[random.nextInt(body.length)] = (byte) random.nextInt();
      }
      try {
        assertNotNull(ControlCodec.decode(body));
      } catch (WireException expected) {
        assertNotNull(expected.getMessage());
      } catch (Throwable other) {
        throw new AssertionError("seed " + seed + ": " + Arrays.toString(body), other);
      }
    }
  }

  static byte[] body(int type, String json) {
    byte[] text = json.getBytes(StandardCharsets.UTF_8);
    byte[] body = new byte[1 + text.length];
    body[0] = (byte) type;
    System.arraycopy(text, 0, body, 1, text.length);
    return body;
  }

  static byte[] encodedBody(ControlMessage message) {
    ByteBuf frame = ControlCodec.encode(UnpooledByteBufAllocator.DEFAULT, message);
    try {
      int length = frame.readInt();
      assertEquals(length, frame.readableBytes());
      return ByteBufUtil.getBytes(frame);
    } finally {
      frame.release();
    }
  }
}
