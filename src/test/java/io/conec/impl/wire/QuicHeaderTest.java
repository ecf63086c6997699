package io.conec.impl.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertEquals;

class QuicHeaderTest {

  private static ByteBuf initial(int destination, int source, int... tokenLength) {
    ByteBuf packet = Unpooled.buffer().writeByte(0xc0).writeInt(1).writeByte(destination).writeZero(destination)
      .writeByte(source).writeZero(source);
    Arrays.stream(tokenLength).forEach(packet::writeByte);
    return packet.writeBytes(new byte[1200]);
  }

  @Test
  void aTokenIsFoundBehindTheIds() {
    for (int length : new int[] {0, 8, 20, 255}) {
      assertEquals(false, QuicHeader.hasToken(initial(length, 20, 0)));
      assertEquals(true, QuicHeader.hasToken(initial(length, 20, 1)));
      assertEquals(false, QuicHeader.hasToken(initial(20, length, 0)));
      assertEquals(true, QuicHeader.hasToken(initial(20, length, 0x3f)));
    }
  }

  @Test
  void aLengthMayHaveMoreBytesThanItNeeds() {
    assertEquals(false, QuicHeader.hasToken(initial(8, 8, 0x40, 0)));
    assertEquals(true, QuicHeader.hasToken(initial(8, 8, 0x40, 1)));
    assertEquals(true, QuicHeader.hasToken(initial(8, 8, 0x41, 0)));
    assertEquals(false, QuicHeader.hasToken(initial(8, 8, 0x80, 0, 0, 0)));
    assertEquals(true, QuicHeader.hasToken(initial(8, 8, 0x80, 0, 0, 1)));
    assertEquals(false, QuicHeader.hasToken(initial(8, 8, 0xc0, 0, 0, 0, 0, 0, 0, 0)));
    assertEquals(true, QuicHeader.hasToken(initial(8, 8, 0xc0, 0, 0, 0, 0, 0, 0, 1)));
  }
}
