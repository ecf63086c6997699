package io.conec.impl.wire;

import io.conec.impl.config.Require;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The bytes of SPEC.md in both directions, and invalid bytes. */
class BusFrameTest {

  private static final byte INT_CODEC = 5;

  @Test
  void attach() {
    Buffer frame = BusFrameWriter.attach("depot");
    assertHex("01 01 05 64 65 70 6f 74", frame);
    BusFrame.Attach read = (BusFrame.Attach) BusFrameReader.read(frame);
    assertEquals(1, read.version());
    assertEquals("depot", read.address());
  }

  @Test
  void send() {
    Buffer frame = BusFrameWriter.message(BusFrame.SEND, null, 4);
    BusFrameWriter.systemCodec(frame, INT_CODEC);
    frame.appendInt(7);
    assertHex("02 00 05 00 00 00 07", frame);
    BusFrame.Send read = (BusFrame.Send) BusFrameReader.read(frame);
    assertNull(read.headers());
    assertEquals(INT_CODEC, read.payload().codecId());
    assertEquals(3, read.payload().bodyStart());
  }

  @Test
  void publishWithHeadersAndNamedCodec() {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("a", "1").add("a", "é");
    Buffer frame = BusFrameWriter.message(BusFrame.PUBLISH, headers, 0);
    BusFrameWriter.namedCodec(frame, "my");
    assertHex("03 02 01 61 01 31 01 61 02 c3 a9 ff 02 6d 79", frame);
    BusFrame.Publish read = (BusFrame.Publish) BusFrameReader.read(frame);
    assertEquals(List.of("1", "é"), read.headers().getAll("A"));
    assertEquals(BusCodecId.NAMED, read.payload().codecId());
    assertEquals("my", read.payload().codecName());
    assertEquals(frame.length(), read.payload().bodyStart());
  }

  @Test
  void request() {
    Buffer frame = BusFrameWriter.request(63, 30_000, null, 0);
    BusFrameWriter.systemCodec(frame, (byte) 0);
    assertHex("04 3f 80 00 75 30 00 00", frame);
    BusFrame.Request read = (BusFrame.Request) BusFrameReader.read(frame);
    assertEquals(63, read.id());
    assertEquals(30_000, read.timeout());
  }

  @Test
  void answer() {
    Buffer frame = BusFrameWriter.answer(64, BusFrame.NO_ID, 0, null, 0);
    BusFrameWriter.systemCodec(frame, (byte) 0);
    assertHex("05 40 40 00 00 00", frame);
    BusFrame.Answer read = (BusFrame.Answer) BusFrameReader.read(frame);
    assertEquals(64, read.id());
    assertEquals(BusFrame.NO_ID, read.next());
  }

  @Test
  void answerThatAsksForAnAnswer() {
    Buffer frame = BusFrameWriter.answer(1, 1L << 30, 100, null, 0);
    BusFrameWriter.systemCodec(frame, (byte) 0);
    assertHex("05 01 c0 00 00 00 40 00 00 00 40 64 00 00", frame);
    BusFrame.Answer read = (BusFrame.Answer) BusFrameReader.read(frame);
    assertEquals(1L << 30, read.next());
    assertEquals(100, read.timeout());
  }

  @ParameterizedTest
  @CsvSource({"false, 07 40 40 02 01 01 61 01 31 05 00 00 00 07", "true, 07 40 40 03 01 01 61 01 31 05 00 00 00 07"})
  void deliver(boolean publish, String hex) {
    Buffer message = BusFrameWriter.unnumbered(MultiMap.caseInsensitiveMultiMap().add("a", "1"), 4);
    BusFrameWriter.systemCodec(message, INT_CODEC);
    message.appendInt(7);
    Buffer frame = BusFrameWriter.deliver(64, publish, message);
    assertHex(hex, frame);
    BusFrame.Deliver read = (BusFrame.Deliver) BusFrameReader.read(frame);
    assertEquals(64, read.id());
    assertEquals(publish, read.isPublish());
    assertEquals("1", read.headers().get("a"));
    assertEquals(7, read.payload().frame().getInt(read.payload().bodyStart()));
  }

  @Test
  void largestIds() {
    long largest = (1L << 62) - 1;
    Buffer message = BusFrameWriter.unnumbered(null, 0);
    BusFrameWriter.systemCodec(message, (byte) 0);
    assertHex("07 ff ff ff ff ff ff ff ff 02 00 00", BusFrameWriter.deliver(largest, false, message.copy()));
    assertHex("04 ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff 00 00",
      BusFrameWriter.request(largest, largest, message));
  }

  @Test
  void requestThatGetsItsIdLater() {
    Buffer message = BusFrameWriter.unnumbered(null, 0);
    BusFrameWriter.systemCodec(message, (byte) 0);
    assertHex("04 3f 80 00 75 30 00 00", BusFrameWriter.request(63, 30_000, message));
  }

  @Test
  void consumers() {
    BusConsumers none = new BusConsumers(BusConsumers.State.NONE);
    assertHex("06 00 00", BusFrameWriter.consumers(none));
    assertEquals(none, BusFrameReader.read(BusFrameWriter.consumers(none)));
    BusConsumers far = new BusConsumers(BusConsumers.State.PRESENT, Map.of("depot", 3));
    assertHex("06 01 01 05 64 65 70 6f 74 03", BusFrameWriter.consumers(far));
    assertEquals(far, BusFrameReader.read(BusFrameWriter.consumers(far)));
    assertEquals(new BusConsumers(BusConsumers.State.NOT_PERMITTED), BusFrameReader.read(bytes("06 02 00")));
  }

  @Test
  void reservedHeadersAreDropped() {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("CONEC-Peer", "liar").add("conec-", "x").add("con", "y");
    Buffer frame = BusFrameWriter.message(BusFrame.SEND, headers, 0);
    BusFrameWriter.systemCodec(frame, (byte) 0);
    MultiMap read = ((BusFrame.Send) BusFrameReader.read(frame)).headers();
    assertEquals(1, read.size());
    assertEquals("y", read.get("con"));
  }

  @Test
  void publishInABroadcast() {
    Buffer frame = BusFrameWriter.broadcast(MultiMap.caseInsensitiveMultiMap().add("a", "1"), 4);
    BusFrameWriter.systemCodec(frame, INT_CODEC);
    frame.appendInt(7);
    assertHex("00 62 75 73 03 01 01 61 01 31 05 00 00 00 07", frame);
    BusFrame.Publish read = BusFrameReader.readBroadcast(frame);
    assertEquals("1", read.headers().get("a"));
    assertEquals(7, read.payload().frame().getInt(read.payload().bodyStart()));
  }

  @ParameterizedTest
  @CsvSource({"''", "00 62 75", "01 62 75 73 03 00 00", "03 00 00"})
  void whatIsNotMarkedIsNoFrame(String hex) {
    assertNull(BusFrameReader.readBroadcast(bytes(hex)));
  }

  @ParameterizedTest
  @CsvSource({
    "00 62 75 73, ends inside type",
    "00 62 75 73 03 00, ends inside codec",
    "00 62 75 73 02 00 00, of type 2 in a broadcast"
  })
  void malformedInABroadcast(String hex, String expected) {
    WireException e = assertThrows(WireException.class, () -> BusFrameReader.readBroadcast(bytes(hex)));
    assertTrue(e.getMessage().contains(expected), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "'', ends inside type",
    "00, unknown type 0",
    "06, ends inside state",
    "06 03 00, unknown state 3 of consumers",
    "06 01, ends inside destination count",
    "06 01 40 41, at most 64 are allowed",
    "06 01 01 02 61, ends inside destination",
    "06 01 01 01 61, ends inside hops",
    "06 01 01 01 61 00, after 0 hops",
    "06 01 01 01 61 09, after 9 hops",
    "01 01, ends inside address",
    "01 01 00, address of 0 bytes",
    "01 01 05 64, ends inside address",
    "02, ends inside header count",
    "02 00, ends inside codec",
    "02 00 ff 02 61, ends inside codec name",
    "02 01 01 61, ends inside header value",
    "02 01 ff ff ff ff ff ff ff ff, ends inside header name",
    "02 ff ff ff ff ff ff ff ff, at most 1000 are allowed",
    "04 00 01 00 00, with id 0",
    "04 c0 00, ends inside id",
    "05 01 01, ends inside timeout",
    "07 00 02 00 00, with id 0",
    "07 01, ends inside kind",
    "07 01 01 00 00, of unknown kind 1",
    "07 01 04 00 00, of unknown kind 4",
    "07 01 02 00, ends inside codec",
    "08, unknown type 8"
  })
  void malformed(String hex, String expected) {
    WireException e = assertThrows(WireException.class, () -> BusFrameReader.read(bytes(hex)));
    assertTrue(e.getMessage().contains(expected), e.getMessage());
  }

  @Test
  void theBodyAndUnusualOverheadCount() {
    Buffer message = BusFrameWriter.message(BusFrame.SEND, null, 0);
    BusFrameWriter.namedCodec(message, "my");
    message.appendString("body");
    assertEquals(4, BusFrameReader.countedSize(message));
    assertEquals(0, BusFrameReader.countedSize(BusFrameWriter.attach("depot")));
    MultiMap large = MultiMap.caseInsensitiveMultiMap().add("a", "x".repeat(BusFrame.MAX_OVERHEAD));
    Buffer overhead = BusFrameWriter.message(BusFrame.SEND, large, 0);
    BusFrameWriter.systemCodec(overhead, (byte) 0);
    assertEquals(overhead.length() - BusFrame.MAX_OVERHEAD, BusFrameReader.countedSize(overhead));
  }

  @Test
  void longAddress() {
    String longest = "a".repeat(Require.MAX_ADDRESS_LENGTH);
    assertEquals(new BusFrame.Attach(BusFrame.VERSION, longest), BusFrameReader.read(BusFrameWriter.attach(longest)));
    assertThrows(WireException.class, () -> BusFrameReader.read(BusFrameWriter.attach(longest + "a")));
  }

  @Test
  void tooManyHeadersAreNotWritten() {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    for (int i = 0; i <= BusFrame.MAX_HEADERS; i++) {
      headers.add("a", "1");
    }
    assertThrows(WireException.class, () -> BusFrameWriter.message(BusFrame.SEND, headers, 0));
  }

  @Test
  void randomBytesAreReadOrRefused() {
    Random random = new Random(7);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);
      if (bytes.length > 0) {
        bytes[0] = (byte) random.nextInt(9);
      }
      try {
        BusFrame frame = BusFrameReader.read(Buffer.buffer(bytes));
        assertEquals(bytes[0], frame.type());
        assertTrue(!(frame instanceof BusFrame.WithBody read) || read.payload().bodyStart() <= bytes.length);
      } catch (WireException e) {
        refused++;
      }
    }
    assertTrue(refused > 0 && refused < 20_000, () -> "refused");
  }

  private static Buffer bytes(String hex) {
    return Buffer.buffer(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  private static void assertHex(String expected, Buffer actual) {
    assertEquals(expected, HexFormat.ofDelimiter(" ").formatHex(actual.getBytes()));
  }
}
