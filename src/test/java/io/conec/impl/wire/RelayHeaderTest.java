package io.conec.impl.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RelayHeaderTest {

  @Test
  void isWrittenAsSpecified() {
    assertWritten("04fedcba9876543210", RelayHeader.TO_ACCEPTOR);
    assertWritten("05fedcba9876543210", RelayHeader.TO_INITIATOR);
    assertWritten("06fedcba9876543210", RelayHeader.NOT_RELAYED);
  }

  private static void assertWritten(String hex, byte type) {
    ByteBuf out = Unpooled.buffer();
    RelayHeader.write(out, type, 0xfedc_ba98_7654_3210L);
    assertEquals(hex, ByteBufUtil.hexDump(out));
    assertEquals(RelayHeader.LENGTH, out.readableBytes());
  }

  @Test
  void isReadFromTheReaderIndexAndLeavesItThere() {
    ByteBuf datagram = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump("ffff" + "050000000000000102" + "40"));
    datagram.readerIndex(2);
    assertTrue(RelayHeader.isPresent(datagram));
    assertFalse(RelayHeader.isQuic(datagram));
    assertEquals(RelayHeader.TO_INITIATOR, RelayHeader.type(datagram));
    assertEquals(0x102, RelayHeader.channel(datagram));
    assertEquals(2, datagram.readerIndex());
  }

  @Test
  void noFirstByteIsBothOursAndQuics() {
    for (int first = 0; first < 256; first++) {
      ByteBuf datagram = Unpooled.buffer().writeByte(first).writeZero(8);
      assertEquals(first >= 4 && first <= 6, RelayHeader.isPresent(datagram), "first byte " + first);
      assertEquals((first & 0x40) != 0, RelayHeader.isQuic(datagram), "first byte " + first);
    }
  }

  @Test
  void aPartOfAHeaderIsNone() {
    for (int length = 0; length < RelayHeader.LENGTH; length++) {
      ByteBuf datagram = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump("040000000000000001")).slice(0, length);
      assertFalse(RelayHeader.isPresent(datagram));
      assertFalse(RelayHeader.isQuic(datagram));
    }
  }
}
