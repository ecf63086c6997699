package io.conec.hostile;

import io.conec.BroadcastRule;
import io.conec.ConecError;
import io.conec.test.raw.RawBroadcast;
import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawIdentity;
import io.conec.test.raw.RawStream;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.stream.Stream;

import static io.conec.ConecError.BROADCAST_ALREADY_JOINED;
import static io.conec.ConecError.PROTOCOL_VIOLATION;
import static io.conec.hostile.Audience.NAME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * After an invalid request to join, a client keeps its connection and its other subscriptions; others are not affected.
 */
class BroadcastJoinTest {

  private static Audience audience;

  @BeforeAll
  static void start() {
    audience = new Audience();
  }

  @AfterAll
  static void stop() {
    audience.close();
  }

  @AfterEach
  void honestClientsAreServed() {
    audience.assertServed();
    audience.awaitAlone();
  }

  /** First frames that are not a valid Join, and a word of the expected reason. */
  static Stream<Arguments> malformed() {
    return Stream.of(
      arguments("an empty frame", new byte[] {0, 0, 0, 0}, "empty control frame"),
      arguments("a frame that is too long", new byte[] {0, 1, 0, 1, RawFrame.JOIN}, "65537 bytes"),
      arguments("a length with the sign bit", new byte[] {-2, 0, 0, 0, RawFrame.JOIN}, "4261412864 bytes"),
      arguments("type 0xff", RawFrame.control(0xff, "{}"), "unknown control message type 0xff"),
      arguments("a message", RawFrame.of("buy"), "unknown control message type 0x62"),
      arguments("no JSON", RawFrame.control(RawFrame.JOIN, "join"), "not a JSON object"),
      arguments("nothing in it", RawFrame.control(RawFrame.JOIN, "{}"), "'name'"),
      arguments("no name", bad("name", null), "'name'"),
      arguments("a role that nobody knows", bad("role", "AUTHOR"), "'role'"),
      arguments("a role in small letters", bad("role", "both"), "'role'"),
      arguments("an overflow that nobody knows", bad("overflow", "DROP_NEWEST"), "'overflow'"),
      arguments("a text for a boolean", bad("ownMessages", "true"), "'ownMessages'"),
      arguments("a buffer of less than nothing", bad("bufferSize", -1), "'bufferSize'"),
      arguments("a buffer over 32 bits", bad("bufferSize", 1L << 31), "'bufferSize'"),
      arguments("a fraction of a message", bad("sequence", 0.5), "'sequence'"),
      arguments("a sequence before the first", bad("sequence", -1), "'sequence'"),
      arguments("a position before the first", bad("position", -1), "'position'"),
      arguments("a broadcast of another form", bad("broadcast", "0"), "'broadcast'"));
  }

  private static byte[] bad(String field, Object value) {
    return RawFrame.control(RawFrame.JOIN, RawBroadcast.join(NAME).put(field, value));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformed")
  void malformed(String name, byte[] frame, String reason) {
    assertEndsOnlyThis(frame, reason);
  }

  @ParameterizedTest
  @ValueSource(ints = {RawFrame.JOINED, RawFrame.CUT_OFF, RawFrame.COUNT, RawFrame.PING, RawFrame.HELLO,
    RawFrame.STREAM_OPEN, RawFrame.GREETING, RawFrame.FAILURE})
  void anotherMessageThanAJoin(int type) {
    assertEndsOnlyThis(RawFrame.control(type, RawBroadcast.join(NAME).put("request", 1).put("version", 1)
      .put("dropped", 0).put("maxMessageSize", 1000).put("stream", 4).put("code", 0).put("message", "")
      .put("id", "shop").put("instance", "").put("acceptChannels", true).put("protocol", "")
      .put("paths", "AUTO").put("idleTimeout", 30_000)), "");
  }

  private static void assertEndsOnlyThis(byte[] frame, String reason) {
    try (RawClient mallory = audience.mallory()) {
      RawStream other = mallory.joinBroadcast(RawBroadcast.join("other"));
      RawStream stream = mallory.connection().openStream().write(frame);
      Audience.assertCutOff(mallory, stream, PROTOCOL_VIOLATION, reason);
      other.write(RawFrame.of("me"));
      assertEquals("me", RawBroadcast.read(other.frame()).body());
      Audience.assertAlive(mallory);
      mallory.joinBroadcast(RawBroadcast.join(NAME));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 256, 60_000})
  void aNameOfAnotherLength(int length) {
    assertNotLetIn(RawBroadcast.join("x".repeat(length)), "name");
  }

  @Test
  void theLongestNameIsAccepted() {
    try (RawClient mallory = audience.mallory()) {
      for (String name : new String[] {"x".repeat(255), "é€😀", "a b", "\u00a0"}) {
        mallory.joinBroadcast(RawBroadcast.join(name));
        assertEquals(1, mallory.control().write(count(name)).expect(RawFrame.COUNTED).getInteger("senders"));
      }
    }
  }

  /** They would control a log or a terminal. */
  @ParameterizedTest
  @ValueSource(strings = {"\0", "a\nb", "\u001b[2J", "\u007f", "tab\t"})
  void controlCharactersInAName(String name) {
    assertNotLetIn(RawBroadcast.join(name), "name");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1024 * 1024 + 1, Integer.MAX_VALUE})
  void aBufferOfAnotherSize(int messages) {
    assertNotLetIn(RawBroadcast.join(NAME, "READER").put("overflow", "DROP_OLDEST").put("bufferSize", messages),
      "buffer size");
  }

  /** The limit of the Coordinator in bytes still applies. */
  @Test
  void theLargestBuffer() {
    try (RawClient mallory = audience.mallory()) {
      RawStream stream = mallory.joinBroadcast(RawBroadcast.join(NAME).put("overflow", "DROP_OLDEST")
        .put("bufferSize", 1024 * 1024));
      stream.write(RawFrame.of("me"));
      assertEquals("me", RawBroadcast.read(stream.frame()).body());
    }
  }

  /** The next number would be negative, or too large for some readers. */
  @ParameterizedTest
  @ValueSource(longs = {1L << 53, Long.MAX_VALUE})
  void aSequenceAtTheEndOfNumbers(long sequence) {
    assertNotLetIn(RawBroadcast.join(NAME).put("sequence", sequence), "sequence number");
  }

  @Test
  void joinTwiceAtATime() {
    try (RawClient mallory = audience.mallory()) {
      RawStream stream = mallory.joinBroadcast(RawBroadcast.join(NAME, "SENDER"));
      Audience.assertRefused(mallory.requestJoin(RawBroadcast.join(NAME)), BROADCAST_ALREADY_JOINED, "");
      stream.write(RawFrame.of("me"));
      assertEquals("me", audience.next().body().toString());
      stream.endMarked();
      stream.expectEnd();
      mallory.joinBroadcast(RawBroadcast.join(NAME));
    }
  }

  @Test
  void beforeTheHello() {
    try (RawClient mallory = RawClient.connect(RawIdentity.of("mallory"), audience.port())) {
      mallory.connection().openStreams(1, RawFrame.control(RawFrame.JOIN, RawBroadcast.join(NAME)));
      mallory.control().write(RawFrame.ping(1));
      mallory.connection().expectClose(PROTOCOL_VIOLATION.code());
    }
  }

  @Test
  void aCountWithAnInvalidName() {
    try (RawClient mallory = audience.mallory()) {
      for (String name : new String[] {"", "nobody", "x".repeat(60_000), "\0"}) {
        JsonObject failure = mallory.control().write(count(name)).expect(RawFrame.FAILURE);
        ConecError expected = name.equals("nobody") ? ConecError.BROADCAST_UNKNOWN : PROTOCOL_VIOLATION;
        assertEquals(expected.code(), failure.getInteger("code"), failure::encode);
        assertEquals(9, failure.getInteger("request"));
      }
    }
  }

  /** Regular expressions recurse, so they never get more characters than a name may have. */
  @Test
  void aCountOfALongNameAndARegex() {
    BroadcastRule rule = new BroadcastRule().setNameRegex("(a|p|r|i|c|e|s)*");
    try (Audience ruled = new Audience(limits -> limits.addRule(rule)); RawClient mallory = ruled.mallory()) {
      JsonObject failure = mallory.control().write(count("a".repeat(60_000))).expect(RawFrame.FAILURE);
      assertEquals(9, failure.getInteger("request"));
      assertEquals(PROTOCOL_VIOLATION.code(), failure.getInteger("code"), failure::encode);
      ruled.assertServed();
    }
  }

  private static byte[] count(String name) {
    return RawFrame.control(RawFrame.COUNT, new JsonObject().put("request", 9).put("name", name));
  }

  private static void assertNotLetIn(JsonObject join, String reason) {
    try (RawClient mallory = audience.mallory()) {
      Audience.assertRefused(mallory.requestJoin(join), PROTOCOL_VIOLATION, reason);
      Audience.assertAlive(mallory);
      mallory.joinBroadcast(RawBroadcast.join(NAME));
    }
  }

  @Test
  void moreBroadcastsThanAClientMayJoin() {
    try (Audience small = new Audience(limits -> limits.setMaxBroadcastsPerClient(2).setMaxBroadcasts(3));
         RawClient mallory = small.mallory()) {
      RawStream first = mallory.joinBroadcast(RawBroadcast.join("a"));
      RawStream second = mallory.joinBroadcast(RawBroadcast.join("b"));
      Audience.assertRefused(mallory.requestJoin(RawBroadcast.join("c")), ConecError.LIMIT_EXCEEDED,
        "maxBroadcastsPerClient");
      small.assertServed();
      first.endMarked();
      second.endMarked();
      first.expectEnd();
      second.expectEnd();
      mallory.joinBroadcast(RawBroadcast.join("c"));
      try (RawClient eve = RawClient.join("eve", small.port())) {
        eve.joinBroadcast(RawBroadcast.join("d"));
        Audience.assertRefused(eve.requestJoin(RawBroadcast.join("e")), ConecError.LIMIT_EXCEEDED, "maxBroadcasts");
        Audience.assertAlive(eve);
      }
      small.assertServed();
    }
  }
}
