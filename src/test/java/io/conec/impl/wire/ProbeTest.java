package io.conec.impl.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ProbeTest {

  @Test
  void hasTheFormOfSpecMd() {
    assertEquals(0x08, Probe.REQUEST);
    assertEquals(0x09, Probe.ANSWER);
    assertEquals(1 + 8 + 8 + 8 + 4 + 4 + 16, Probe.LENGTH);
  }

  @Test
  void theFieldsAreReadFromTheReaderIndex() {
    ByteBuf datagram = Unpooled.buffer().writeZero(5).writeByte(0x09).writeLong(0xfedc_ba98_7654_3210L).writeLong(42)
      .writeLong(43).writeInt(-1).writeInt(44).writeZero(16).skipBytes(5);
    assertTrue(Probe.isPresent(datagram));
    assertEquals(Probe.ANSWER, Probe.type(datagram));
    assertEquals(0xfedc_ba98_7654_3210L, Probe.id(datagram));
    assertEquals(42, Probe.number(datagram));
    assertEquals(43, Probe.nonce(datagram));
    assertEquals(new ArrivedCounts(-1, 44), Probe.counts(datagram));
    assertEquals(5, datagram.readerIndex());
  }

  @Test
  void onlyTheTwoTypesAreProbes() {
    for (int type = 0; type < 256; type++) {
      ByteBuf datagram = Unpooled.buffer().writeByte(type).writeZero(48);
      assertEquals(type == 8 || type == 9, Probe.isPresent(datagram), "type " + type);
      assertFalse(Probe.isPresent(datagram) && (RelayHeader.isPresent(datagram) || RelayHeader.isQuic(datagram)));
    }
  }

  @Test
  void aShortOneIsNone() {
    for (int length = 0; length < 49; length++) {
      ByteBuf datagram = Unpooled.buffer().writeByte(8).writeZero(50).writerIndex(length);
      assertFalse(Probe.isPresent(datagram), length + " bytes");
    }
    assertFalse(Probe.isPresent(Unpooled.buffer().writeByte(8).writeByte(8).writeZero(39).skipBytes(1)));
  }

  @Test
  void paddingMayFollow() {
    assertTrue(Probe.isPresent(Unpooled.buffer().writeByte(8).writeZero(1349)));
  }
}
