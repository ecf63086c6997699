package io.conec.impl.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The bytes of SPEC.md in both directions, and invalid bytes. */
class BroadcastFrameTest {

  private static final String MESSAGE = "01 0000000000000102 0000000000000003 05 6465706f74 cafe";
  private static final String DROPPED = "02 0000000000000102 0000000000000063";

  @Test
  void aMessage() {
    assertFrame("00000019", MESSAGE, message(0x102, "depot", 3, new byte[] {(byte) 0xca, (byte) 0xfe}));
    BroadcastFrame read = BroadcastFrame.decode(bytes(MESSAGE));
    assertEquals(0x102, read.position());
    assertEquals("depot", read.sender());
    assertEquals(3, read.number());
    assertArrayEquals(bytes("cafe"), read.body().getBytes());
  }

  @Test
  void droppedMessages() {
    assertFrame("00000011", DROPPED, BroadcastFrame.dropped(UnpooledByteBufAllocator.DEFAULT, 0x102, 99));
    BroadcastFrame read = BroadcastFrame.decode(bytes(DROPPED));
    assertEquals(0x102, read.position());
    assertEquals(99, read.number());
    assertNull(read.sender());
    assertNull(read.body());
  }

  /** As a reader gets them together, and some of them are dropped. */
  @Test
  void framesInOneBuffer() {
    byte[] id = "depot".getBytes(StandardCharsets.US_ASCII);
    ByteBuf frames = UnpooledByteBufAllocator.DEFAULT.directBuffer(1);
    for (int i = 1; i <= 3; i++) {
      BroadcastFrame.write(frames, 100 + i, id, i, new byte[10 * i]);
    }
    for (int i = 1; i <= 3; i++) {
      assertEquals(100 + i, BroadcastFrame.position(frames));
      int length = BroadcastFrame.length(frames);
      assertEquals(4 + 17 + 1 + 5 + 10 * i, length);
      assertEquals(length - 4, frames.readInt());
      byte[] frame = new byte[length - 4];
      frames.readBytes(frame);
      assertEquals(i, BroadcastFrame.decode(frame).number());
      assertEquals(10 * i, BroadcastFrame.decode(frame).body().length());
    }
    assertFalse(frames.isReadable());
    frames.release();
  }

  @Test
  void anEmptyMessage() {
    BroadcastFrame read = BroadcastFrame.decode(bytes("01 0000000000000001 0000000000000001 01 61"));
    assertEquals("a", read.sender());
    assertEquals(0, read.body().length());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 127, 128, 253, 255})
  void aSenderOfEveryLengthAndTheLargestNumbers(int length) {
    String sender = "s".repeat(length);
    byte[] body = new byte[70_000];
    new Random(length).nextBytes(body);
    ByteBuf frame = message(Long.MAX_VALUE, sender, Long.MAX_VALUE - 1, body);
    int size = frame.readInt();
    assertEquals(size, frame.readableBytes());
    assertTrue(size - body.length <= BroadcastFrame.MAX_OVERHEAD);
    assertEquals(body.length + 65_536 + BroadcastFrame.MAX_OVERHEAD, BroadcastFrame.maxLength(body.length));
    assertEquals(Integer.MAX_VALUE - 8, BroadcastFrame.maxLength(Integer.MAX_VALUE));
    assertEquals(length == 255, size - body.length == BroadcastFrame.MAX_OVERHEAD, "the bound is exact");
    BroadcastFrame read = BroadcastFrame.decode(ByteBufUtil.getBytes(frame));
    frame.release();
    assertEquals(Long.MAX_VALUE, read.position());
    assertEquals(Long.MAX_VALUE - 1, read.number());
    assertEquals(sender, read.sender());
    assertArrayEquals(body, read.body().getBytes());
  }

  /** The Coordinator passes bodies on as bytes: a body never looks like the head of a frame. */
  @Test
  void aBodyThatLooksLikeAFrameStaysABody() {
    byte[] forged = bytes("00000019" + MESSAGE);
    ByteBuf frame = message(7, "mallory", 1, forged);
    BroadcastFrame read = BroadcastFrame.decode(ByteBufUtil.getBytes(frame.skipBytes(4)));
    frame.release();
    assertEquals("mallory", read.sender());
    assertEquals(7, read.position());
    assertArrayEquals(forged, read.body().getBytes());
  }

  @ParameterizedTest
  @CsvSource({
    "01 0000000000000000 0000000000000001 01 61, position 0 and number 1",
    "01 0000000000000001 0000000000000000 01 61, position 1 and number 0",
    "01 8000000000000000 0000000000000001 01 61, position -9223372036854775808",
    "01 0000000000000001 ffffffffffffffff 01 61, number -1",
    "02 0000000000000000 0000000000000001, position 0",
    "02 0000000000000001 0000000000000000, number 0",
    "02 ffffffffffffffff 0000000000000001, position -1",
    "02 0000000000000001 8000000000000000, number -9223372036854775808",
    "00 0000000000000001 0000000000000001, type 0x00",
    "00 0000000000000001 0000000000000001 01 61, type 0x00",
    "03 0000000000000001 0000000000000001 01 61, type 0x03",
    "ff 0000000000000001 0000000000000001 01 61, type 0xff",
    "02 0000000000000001 0000000000000001 00, type 0x02 with 18 bytes",
    "01 0000000000000001 0000000000000001, type 0x01 with 17 bytes",
    "01 0000000000000001 0000000000000001 00, a sender of 0 bytes",
    "01 0000000000000001 0000000000000001 00 61, a sender of 0 bytes",
    "01 0000000000000001 0000000000000001 02 61, a sender of 2 bytes",
    "01 0000000000000001 0000000000000001 ff 61, a sender of 255 bytes"
  })
  void malformed(String hex, String expected) {
    WireException e = assertThrows(WireException.class, () -> BroadcastFrame.decode(bytes(hex)));
    assertTrue(e.getMessage().contains(expected), e.getMessage());
  }

  @Test
  void cutAnywhereBeforeTheBody() {
    byte[] message = bytes(MESSAGE);
    for (int length = 0; length < message.length - 2; length++) {
      byte[] cut = Arrays.copyOf(message, length);
      assertThrows(WireException.class, () -> BroadcastFrame.decode(cut), length + " bytes");
    }
    byte[] dropped = bytes(DROPPED);
    for (int length = 0; length < dropped.length; length++) {
      byte[] cut = Arrays.copyOf(dropped, length);
      assertThrows(WireException.class, () -> BroadcastFrame.decode(cut), length + " bytes");
    }
  }

  @Test
  void randomBytesAreAFrameOrAWireException() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] frame = switch (random.nextInt(3)) {
        case 0 -> bytes(MESSAGE);
        case 1 -> bytes(DROPPED);
        default -> new byte[random.nextInt(64)];
      };
      for (int changes = random.nextInt(frame.length + 1); changes > 0; changes--) {
        frame[random.nextInt(frame.length)] = (byte) random.nextInt();
      }
      try {
        BroadcastFrame read = BroadcastFrame.decode(frame);
        assertTrue(read.position() > 0 && read.number() > 0);
        assertEquals(read.sender() == null, read.body() == null);
      } catch (WireException expected) {
        assertNotNull(expected.getMessage());
        refused++;
      } catch (Throwable other) {
        throw new AssertionError("seed " + seed + ": " + HexFormat.of().formatHex(frame), other);
      }
    }
    assertTrue(refused > 0 && refused < 20_000, refused + " refused");
  }

  private static ByteBuf message(long position, String sender, long sequence, byte[] body) {
    byte[] id = sender.getBytes(StandardCharsets.US_ASCII);
    ByteBuf frame = UnpooledByteBufAllocator.DEFAULT.directBuffer(BroadcastFrame.length(id, body));
    BroadcastFrame.write(frame, position, id, sequence, body);
    assertEquals(0, frame.writableBytes(), "its length is known before");
    return frame;
  }

  private static void assertFrame(String length, String hex, ByteBuf frame) {
    assertTrue(frame.isDirect(), "QUIC copies others");
    assertEquals((length + hex).replace(" ", ""), ByteBufUtil.hexDump(frame));
    frame.release();
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }
}
