package io.conec.impl.stream;

import io.conec.impl.wire.FrameReader;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

class FramedStreamTest {

  @ParameterizedTest
  @CsvSource({"0, 8, 0", "1, 8, 1", "7, 8, 7", "8, 8, 8", "9, 8, 7", "10, 8, 8", "100, 8, 8"})
  void aPieceLeavesNothingOrMoreThanOneByte(int remaining, int room, int length) {
    assertEquals(length, FramedStream.pieceLength(remaining, room));
  }

  /** Whenever a stream is abandoned, the other side must not take the mark for the last byte of a message. */
  @ParameterizedTest
  @ValueSource(ints = {2, 9, 10, 16, 17, 18, 100})
  void theMarkOfAnAbandonedStreamCompletesNoMessage(int length) {
    int written = 0;
    while (written < length) {
      written += FramedStream.pieceLength(length - written, 8);
      if (written < length) {
        FrameReader reader = new FrameReader(length);
        assertNull(reader.next(Unpooled.buffer().writeInt(length).writeZero(written)));
        assertNull(reader.next(Unpooled.buffer().writeByte(FrameReader.ABANDONED_MARK)));
        assertFalse(reader.isAtEnd());
      }
    }
  }
}
