package io.conec.impl.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FrameReaderTest {

  private static final byte[][] FRAMES = {{1, 2, 3}, {}, {}, {4}, new byte[300], {-1, 0, 0, 0, 9}, {}};

  private static byte[] bytes(byte[]... frames) {
    ByteBuffer all = ByteBuffer.allocate(Arrays.stream(frames).mapToInt(frame -> 4 + frame.length).sum());
    for (byte[] frame : frames) {
      all.putInt(frame.length).put(frame);
    }
    return all.array();
  }

  private static List<byte[]> readAll(FrameReader reader, byte[] bytes) {
    ByteBuf in = Unpooled.wrappedBuffer(bytes);
    List<byte[]> frames = new ArrayList<>();
    for (byte[] frame = reader.next(in); frame != null; frame = reader.next(in)) {
      frames.add(frame);
    }
    assertFalse(in.isReadable(), "all bytes are taken");
    return frames;
  }

  private static void assertFrames(List<byte[]> frames) {
    assertEquals(FRAMES.length, frames.size());
    for (int i = 0; i < FRAMES.length; i++) {
      assertArrayEquals(FRAMES[i], frames.get(i));
    }
  }

  @Test
  void atOnce() {
    FrameReader reader = new FrameReader(300);
    assertFrames(readAll(reader, bytes(FRAMES)));
    assertTrue(reader.isAtEnd());
  }

  @Test
  void byteByByte() {
    FrameReader reader = new FrameReader(300);
    List<byte[]> frames = new ArrayList<>();
    for (byte value : bytes(FRAMES)) {
      frames.addAll(readAll(reader, new byte[] {value}));
    }
    assertFrames(frames);
  }

  @Test
  void splitAnywhereInTwo() {
    byte[] all = bytes(FRAMES);
    for (int split = 0; split <= all.length; split++) {
      FrameReader reader = new FrameReader(300);
      List<byte[]> frames = readAll(reader, Arrays.copyOf(all, split));
      int whole = 0;
      int end = 0;
      while (whole < FRAMES.length && end + 4 + FRAMES[whole].length <= split) {
        end += 4 + FRAMES[whole++].length;
      }
      assertEquals(whole, frames.size(), "frames before " + split);
      assertEquals(end == split, reader.isAtEnd(), "between frames at " + split);
      frames.addAll(readAll(reader, Arrays.copyOfRange(all, split, all.length)));
      assertFrames(frames);
    }
  }

  @Test
  void aLargeFrameInPiecesOfAnySize() {
    Random random = new Random(3);
    byte[] large = new byte[1_000_003];
    random.nextBytes(large);
    byte[] all = bytes(large, new byte[0]);
    FrameReader reader = new FrameReader(large.length);
    List<byte[]> frames = new ArrayList<>();
    for (int at = 0; at < all.length;) {
      int count = Math.min(all.length - at, 1 + random.nextInt(100_000));
      frames.addAll(readAll(reader, Arrays.copyOfRange(all, at, at + count)));
      at += count;
    }
    assertEquals(2, frames.size());
    assertArrayEquals(large, frames.get(0));
    assertEquals(0, frames.get(1).length);
  }

  @Test
  void theLimitItselfIsAllowedAndNotAByteMore() {
    FrameReader reader = new FrameReader(5);
    assertArrayEquals(new byte[5], readAll(reader, bytes(new byte[5])).get(0));
    FrameTooLargeException tooLarge =
      assertThrows(FrameTooLargeException.class, () -> reader.next(Unpooled.wrappedBuffer(bytes(new byte[6]))));
    assertEquals(6, tooLarge.length());
    assertEquals(5, tooLarge.maxLength());
  }

  @Test
  void theLengthIsUnsigned() {
    FrameTooLargeException tooLarge = assertThrows(FrameTooLargeException.class,
      () -> new FrameReader(Integer.MAX_VALUE).next(Unpooled.wrappedBuffer(new byte[] {-1, -1, -1, -1})));
    assertEquals(0xffff_ffffL, tooLarge.length());
  }

  @Test
  void aLimitOfZeroTakesEmptyFramesOnly() {
    FrameReader reader = new FrameReader(0);
    assertEquals(1, readAll(reader, bytes(new byte[0])).size());
    assertThrows(FrameTooLargeException.class, () -> reader.next(Unpooled.wrappedBuffer(bytes(new byte[1]))));
  }

  @Test
  void aNewLimitIsForTheFramesAfterTheCurrentOne() {
    FrameReader reader = new FrameReader(10);
    ByteBuf in = Unpooled.wrappedBuffer(bytes(new byte[10]));
    assertNull(reader.next(in.readSlice(7)));
    reader.setMaxLength(2);
    assertEquals(10, reader.next(in).length);
    assertThrows(FrameTooLargeException.class, () -> reader.next(Unpooled.wrappedBuffer(bytes(new byte[3]))));
  }

  @Test
  void anAnnouncedLengthTakesNoMemory() {
    List<FrameReader> readers = new ArrayList<>();
    // 2 GiB announced by each of a thousand: would fail at once.
    for (int i = 0; i < 1000; i++) {
      FrameReader reader = new FrameReader(Integer.MAX_VALUE);
      assertNull(reader.next(Unpooled.wrappedBuffer(new byte[] {0x7f, -1, -1, -1, 1})));
      readers.add(reader);
    }
    assertTrue(readers.stream().noneMatch(FrameReader::isAtEnd));
  }

  @Test
  void anEndMarkIsNoFrame() {
    FrameReader reader = new FrameReader(10);
    assertNull(reader.next(Unpooled.wrappedBuffer(new byte[] {(byte) FrameReader.END_MARK})));
    assertTrue(reader.isAtEnd());
  }

  @Test
  void anAbandonedStreamIsNotAtItsEnd() {
    FrameReader reader = new FrameReader(10);
    assertNull(reader.next(Unpooled.wrappedBuffer(new byte[] {(byte) FrameReader.ABANDONED_MARK})));
    assertFalse(reader.isAtEnd());
  }
}
