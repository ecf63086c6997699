package io.conec.hostile;

import io.conec.test.raw.RawFrame;
import org.junit.jupiter.params.provider.Arguments;

import java.util.Set;
import java.util.stream.Stream;

import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Frames that are always invalid, with a word of the expected reason. */
final class MalformedFrames {

  private MalformedFrames() {
  }

  /** Few of them, for a place whose frames the same code reads as those of another place that gets all of them. */
  static Stream<Arguments> oneOfEachKind() {
    Set<String> names = Set.of("a frame one byte too long", "an empty frame", "type 0xff", "nested too deep",
      "a field is missing");
    return control().filter(frame -> names.contains((String) frame.get()[0]));
  }

  static Stream<Arguments> control() {
    return Stream.concat(frames(), fields());
  }

  private static Stream<Arguments> frames() {
    return Stream.of(
      arguments("a frame one byte too long", new byte[] {0, 1, 0, 1, RawFrame.PING}, "65537 bytes"),
      arguments("a length with the sign bit", new byte[] {-1, -1, -1, -1, 1}, "4294967295 bytes"),
      arguments("an empty frame", new byte[] {0, 0, 0, 0}, "empty control frame"),
      arguments("type 0", RawFrame.control(0, "{}"), "unknown control message type 0x00"),
      arguments("type 0xff", RawFrame.control(0xff, "{}"), "unknown control message type 0xff"),
      arguments("no JSON at all", RawFrame.of(new byte[] {RawFrame.PING}), "not a JSON object"),
      arguments("half an object", RawFrame.control(RawFrame.PING, "{\"request\":1"), "not a JSON object"),
      arguments("two objects", RawFrame.control(RawFrame.PING, "{\"request\":1}{}"), "not a JSON object"),
      arguments("an array", RawFrame.control(RawFrame.PING, "[1]"), "not a JSON object"),
      arguments("a string", RawFrame.control(RawFrame.PING, "\"request\""), "not a JSON object"),
      arguments("a number", RawFrame.control(RawFrame.PING, "1"), "not a JSON object"),
      arguments("null", RawFrame.control(RawFrame.PING, "null"), "not a JSON object"),
      arguments("not UTF-8", RawFrame.of(new byte[] {RawFrame.PING, '{', '"', (byte) 0xff, '"', ':', '1', '}'}),
        "not a JSON object"),
      arguments("nested too deep", RawFrame.control(RawFrame.PING, "{\"request\":" + "[".repeat(60_000)),
        "not a JSON object"));
  }

  private static Stream<Arguments> fields() {
    return Stream.of(
      arguments("a field is missing", RawFrame.control(RawFrame.PING, "{}"), "'request'"),
      arguments("a field is null", RawFrame.control(RawFrame.PING, "{\"request\":null}"), "'request'"),
      arguments("a string for a number", RawFrame.control(RawFrame.PING, "{\"request\":\"1\"}"), "'request'"),
      arguments("a fraction", RawFrame.control(RawFrame.PING, "{\"request\":1.5}"), "'request'"),
      arguments("a negative number", RawFrame.control(RawFrame.PING, "{\"request\":-1}"), "'request'"),
      arguments("a number over 64 bits", RawFrame.control(RawFrame.PING, "{\"request\":" + "9".repeat(30) + "}"),
        "'request'"),
      arguments("a number over 32 bits", RawFrame.control(RawFrame.HELLO,
        "{\"version\":2147483648,\"id\":\"mallory\",\"instance\":\"\",\"acceptChannels\":true}"), "'version'"),
      arguments("a number for a string", RawFrame.control(RawFrame.OPEN, "{\"request\":1,\"peer\":1}"), "'peer'"),
      arguments("a string for a boolean", RawFrame.control(RawFrame.CLAIM,
        "{\"channel\":\"0000000000000000\",\"peer\":\"depot\",\"initiator\":\"true\"}"), "'initiator'"),
      arguments("a channel id that is too short", RawFrame.control(RawFrame.CHANNEL_CLOSED,
        "{\"channel\":\"00\",\"code\":0}"), "'channel'"),
      arguments("a channel id that is not hexadecimal", RawFrame.control(RawFrame.CHANNEL_CLOSED,
        "{\"channel\":\"zzzzzzzzzzzzzzzz\",\"code\":0}"), "'channel'"),
      arguments("a channel id of 60 KiB", RawFrame.control(RawFrame.CHANNEL_CLOSED,
        "{\"channel\":\"" + "0".repeat(61_000) + "\",\"code\":0}"), "'channel'"),
      arguments("a channel id that gets longer in an answer", RawFrame.control(RawFrame.CHANNEL_CLOSED,
        "{\"channel\":\"" + "\\u0001".repeat(10_800) + "\",\"code\":0}"), "'channel'"),
      arguments("another id that is not hexadecimal", RawFrame.control(RawFrame.CANDIDATES,
        "{\"id\":\"zzzzzzzzzzzzzzzz\",\"key\":\"\",\"addresses\":[]}"), "'id'"),
      arguments("a string for an array", RawFrame.control(RawFrame.CANDIDATES,
        "{\"id\":\"0000000000000000\",\"key\":\"\",\"addresses\":\"\"}"), "'addresses'"),
      arguments("a number in an array of strings", RawFrame.control(RawFrame.CANDIDATES,
        "{\"id\":\"0000000000000000\",\"key\":\"\",\"addresses\":[1]}"), "'addresses'"),
      arguments("a constant that nobody knows", RawFrame.greeting("BY_PIGEON"), "'paths'"),
      arguments("not base64", RawFrame.control(RawFrame.OPENED,
        "{\"request\":1,\"channel\":\"0000000000000000\",\"certificate\":\"!\"}"), "'certificate'"));
  }
}
