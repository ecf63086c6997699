package io.conec.cli;

import io.conec.BroadcastMessage;
import io.conec.impl.wire.BusFrameWriter;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.impl.CodecManager;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Base64;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

class BroadcastTextTest {

  private record Message(Buffer body) implements BroadcastMessage {

    @Override
    public String sender() {
      return "shop";
    }

    @Override
    public long sequence() {
      return 7;
    }
  }

  private static String text(Buffer body) {
    return BroadcastText.toText(new Message(body));
  }

  private static JsonObject json(Buffer body) {
    JsonObject json = BroadcastText.toJson(new Message(body));
    assertEquals("shop", json.remove("sender"));
    assertEquals(7L, json.remove("sequence"));
    return json;
  }

  @ParameterizedTest
  @CsvSource(ignoreLeadingAndTrailingWhitespace = false, value = {
    "hello,shop: hello",
    "'',shop:",
    "a\u0009b,shop: a\u0009b",
    "\u001b[31mred,shop: \\u001b[31mred",
    "\u007f\u0085\u009b,shop: \\u007f\\u0085\\u009b",
    "\u2028\u202e\u2066\ufeff,shop: \\u2028\\u202e\\u2066\\ufeff",
    "\ud83d\udc68\u200d\ud83d\udc69,shop: \ud83d\udc68\u200d\ud83d\udc69",
    "\udb40\udc41,shop: \\udb40\\udc41"
  })
  void controlCharactersAreSpelledOut(String body, String expected) {
    assertEquals(expected, text(Buffer.buffer(body)));
  }

  @Test
  void eachLineHasItsSender() {
    assertEquals("shop: one\nshop: depot: two\nshop: \nshop: three",
      text(Buffer.buffer("one\rdepot: two\n\r\nthree\n")));
  }

  @Test
  void bytesThatAreNoTextAreCounted() {
    Buffer noText = Buffer.buffer(new byte[] {(byte) 0xff, 1, 2});
    assertEquals("shop: (3 bytes)", text(noText));
    assertEquals(Base64.getEncoder().encodeToString(noText.getBytes()), json(noText).getString("body"));
    assertFalse(json(noText).containsKey("text"));
    assertEquals("shop: (2 bytes)", text(Buffer.buffer("\0a")));
  }

  private static <T> Buffer bus(MessageCodec<T, ?> codec, T body) {
    Buffer frame = BusFrameWriter.broadcast(MultiMap.caseInsensitiveMultiMap().add("lang", "en"), 64);
    BusFrameWriter.systemCodec(frame, codec.systemCodecID());
    codec.encodeToWire(frame, body);
    return frame;
  }

  private static <T> void assertBus(String text, MessageCodec<T, ?> codec, T body) {
    assertEquals("shop: " + text, text(bus(codec, body)));
    JsonObject bus = json(bus(codec, body)).getJsonObject("bus");
    assertEquals(new JsonObject().put("lang", "en"), bus.getJsonObject("headers"));
    assertEquals(new JsonObject().put("body", BodyFormat.toJson(body)).encode(),
      new JsonObject().put("body", bus.getValue("body")).encode());
  }

  @Test
  void messagesOfABridgeAreReadable() {
    assertBus("open", CodecManager.STRING_MESSAGE_CODEC, "open");
    assertBus("{\"n\":1}", CodecManager.JSON_OBJECT_MESSAGE_CODEC, new JsonObject().put("n", 1));
    assertBus("[1,\"two\"]", CodecManager.JSON_ARRAY_MESSAGE_CODEC, new JsonArray().add(1).add("two"));
    assertBus("null", CodecManager.NULL_MESSAGE_CODEC, null);
    assertBus("7", CodecManager.BYTE_MESSAGE_CODEC, (byte) 7);
    assertBus("true", CodecManager.BOOLEAN_MESSAGE_CODEC, true);
    assertBus("-3", CodecManager.SHORT_MESSAGE_CODEC, (short) -3);
    assertBus("42", CodecManager.INT_MESSAGE_CODEC, 42);
    assertBus("-1", CodecManager.LONG_MESSAGE_CODEC, -1L);
    assertBus("1.5", CodecManager.FLOAT_MESSAGE_CODEC, 1.5f);
    assertBus("2.25", CodecManager.DOUBLE_MESSAGE_CODEC, 2.25);
    assertBus("c", CodecManager.CHAR_MESSAGE_CODEC, 'c');
    assertBus("(2 bytes)", CodecManager.BYTE_ARRAY_MESSAGE_CODEC, new byte[] {(byte) 0xff, 0});
    assertEquals("shop: bytes", text(bus(CodecManager.BUFFER_MESSAGE_CODEC, Buffer.buffer("bytes"))));
  }

  @Test
  void anAlmostValidMessageIsBytes() {
    Buffer whole = bus(CodecManager.JSON_OBJECT_MESSAGE_CODEC, new JsonObject().put("n", 1));
    for (int length = 4; length < whole.length(); length++) {
      assertEquals("shop: (" + length + " bytes)", text(whole.getBuffer(0, length)));
    }
    Buffer hugeLength = BusFrameWriter.broadcast(null, 64);
    BusFrameWriter.systemCodec(hugeLength, CodecManager.BUFFER_MESSAGE_CODEC.systemCodecID());
    assertEquals("shop: (11 bytes)", text(hugeLength.appendInt(Integer.MAX_VALUE)));
    assertEquals("shop: (11 bytes)", text(hugeLength.setInt(7, -1)));
  }

  @Test
  void randomBytesNeverFail() {
    Random random = new Random(4);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      Buffer body = BusFrameWriter.broadcast(null, 0).slice(0, Integer.BYTES + 1).copy().appendBytes(bytes);
      assertEquals(0, text(body).indexOf("shop:"));
      assertEquals(1, json(body).size());
    }
  }
}
