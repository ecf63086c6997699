package io.conec.impl.wire;

import io.conec.BroadcastRole;
import io.conec.OverflowPolicy;
import io.conec.impl.wire.BroadcastControl.Count;
import io.conec.impl.wire.BroadcastControl.Counted;
import io.conec.impl.wire.BroadcastControl.CutOff;
import io.conec.impl.wire.BroadcastControl.Join;
import io.conec.impl.wire.BroadcastControl.Joined;
import io.conec.impl.wire.BroadcastControl.Progress;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.Arguments;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static io.conec.impl.wire.ControlCodecTest.assertNames;
import static io.conec.impl.wire.ControlCodecTest.body;
import static io.conec.impl.wire.ControlCodecTest.encodedBody;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** {@link ControlCodecTest} covers these messages, too; here is what is particular to them. */
class BroadcastControlTest {

  private static final long BROADCAST = 0xfedc_ba98_7654_3210L;
  private static final String JOIN = "{\"name\":\"prices\",\"role\":\"BOTH\",\"ownMessages\":true,"
    + "\"overflow\":\"BLOCK\",\"bufferSize\":256,\"sequence\":0,\"broadcast\":\"0000000000000000\",\"position\":0}";

  /** Each message with its type and JSON as SPEC.md has them. */
  static Stream<Arguments> golden() {
    return Stream.of(
      arguments(new Join("prices", BroadcastRole.BOTH, true, OverflowPolicy.BLOCK, 256, 0,
        BroadcastControl.NO_BROADCAST, 0),
        0x17, JOIN),
      arguments(new Join("é", BroadcastRole.READER, false, OverflowPolicy.DROP_OLDEST, 1, 9_007_199_254_740_993L,
          BROADCAST, 42), 0x17,
        "{\"name\":\"é\",\"role\":\"READER\",\"ownMessages\":false,\"overflow\":\"DROP_OLDEST\",\"bufferSize\":1,"
          + "\"sequence\":9007199254740993,\"broadcast\":\"fedcba9876543210\",\"position\":42}"),
      arguments(new Joined(BROADCAST, 49, 7, 262_144, 10_000), 0x18,
        "{\"broadcast\":\"fedcba9876543210\",\"position\":49,\"dropped\":7,\"maxMessageSize\":262144,"
          + "\"stallTimeout\":10000}"),
      arguments(new CutOff(8, 98, "read faster"), 0x19, "{\"stream\":8,\"code\":98,\"message\":\"read faster\"}"),
      arguments(new Count(3, "prices"), 0x1a, "{\"request\":3,\"name\":\"prices\"}"),
      arguments(new Counted(3, 8, 100), 0x1b, "{\"request\":3,\"senders\":8,\"readers\":100}"),
      arguments(new Progress(8, 43), 0x1c, "{\"stream\":8,\"taken\":43}"));
  }

  @Test
  void everyMessageHasGoldenBytes() {
    Set<Class<?>> covered = golden().map(arguments -> arguments.get()[0].getClass()).collect(Collectors.toSet());
    Set<Class<?>> all = Arrays.stream(BroadcastControl.class.getDeclaredClasses()).filter(Class::isRecord)
      .collect(Collectors.toSet());
    assertEquals(all, covered);
  }

  @Test
  void aCountIsAnsweredByACounted() {
    assertEquals(3, assertInstanceOf(ControlMessage.Reply.class,
      decode(body(0x1b, "{\"request\":3,\"senders\":0,\"readers\":0}"))).request());
  }

  @Test
  void everyRoleAndOverflowIsReadAndNothingElse() {
    assertEquals(List.of(BroadcastRole.BOTH, BroadcastRole.SENDER, BroadcastRole.READER),
      Stream.of("BOTH", "SENDER", "READER").map(word -> ((Join) decode(with("role", word))).role()).toList());
    assertEquals(List.of(OverflowPolicy.BLOCK, OverflowPolicy.DROP_OLDEST),
      Stream.of("BLOCK", "DROP_OLDEST").map(word -> ((Join) decode(with("overflow", word))).overflow()).toList());
    for (String unknown : new String[] {"", "both", "BOTH ", "WRITER", "BLOCK,DROP_OLDEST"}) {
      assertNames("role", with("role", unknown));
      assertNames("overflow", with("overflow", unknown));
    }
    String message = assertThrows(WireException.class, () -> decode(with("role", "WRITER"))).getMessage();
    assertTrue(message.contains("SENDER"), message);
  }

  @Test
  void theIdOfABroadcastHas16HexadecimalDigits() {
    assertEquals(-1, ((Join) decode(with("broadcast", "ffffffffffffffff"))).broadcast());
    for (String bad : new String[] {"", "0", "fedcba987654321", "fedcba98765432100", "fedcba987654321g"}) {
      assertNames("broadcast", with("broadcast", bad));
    }
  }

  @Test
  void numbersAreChecked() {
    assertEquals(Long.MAX_VALUE, ((Join) decode(with("sequence", Long.MAX_VALUE))).sequence());
    assertEquals(Long.MAX_VALUE, ((Join) decode(with("position", Long.MAX_VALUE))).position());
    assertEquals(Integer.MAX_VALUE, ((Join) decode(with("bufferSize", Integer.MAX_VALUE))).bufferSize());
    assertNames("bufferSize", with("bufferSize", 1L << 31));
    assertNames("sequence", body(0x17, JOIN.replace("\"sequence\":0", "\"sequence\":9223372036854775808")));
    assertNames("senders", body(0x1b, "{\"request\":3,\"senders\":2147483648,\"readers\":0}"));
    assertNames("readers", body(0x1b, "{\"request\":3,\"senders\":0,\"readers\":2147483648}"));
    assertNames("maxMessageSize", body(0x18,
      "{\"broadcast\":\"fedcba9876543210\",\"position\":0,\"dropped\":0,\"maxMessageSize\":2147483648,"
        + "\"stallTimeout\":1}"));
    assertNames("stallTimeout", body(0x18,
      "{\"broadcast\":\"fedcba9876543210\",\"position\":0,\"dropped\":0,\"maxMessageSize\":1,"
        + "\"stallTimeout\":2147483648}"));
  }

  @Test
  void aLongReasonOfACutOffIsCut() {
    CutOff cutOff = (CutOff) ControlCodec.decode(encodedBody(new CutOff(4, 2, "x".repeat(100_000))));
    assertEquals(new CutOff(4, 2, "x".repeat(1000)), cutOff);
  }

  private static byte[] with(String field, Object value) {
    return body(0x17, new JsonObject(JOIN).put(field, value).encode());
  }

  private static ControlMessage decode(byte[] body) {
    return ControlCodec.decode(body);
  }
}
