package io.conec.impl.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.quic.QuicConnectionAddress;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

class ConnectionMapTest {

  private static final byte[] ONE = id(1);
  private static final byte[] TWO = id(2);

  private final ConnectionMap<String> map = new ConnectionMap<>();

  /** Like the ids of our sockets: the first four bytes are the tag and the same for all. */
  private static byte[] id(int number) {
    byte[] id = new byte[20];
    for (int i = 4; i < id.length; i++) {
      id[i] = (byte) (31 * number + i);
    }
    return id;
  }

  private static ByteBuf packet(int firstByte, byte[] id) {
    return Unpooled.buffer().writeByte(firstByte).writeBytes(id).writeBytes(new byte[30]);
  }

  private String get(byte[] id) {
    return map.get(packet(0x40, id));
  }

  @Test
  void eachConnectionHasItsOwn() {
    assertNull(get(ONE));
    map.put(new QuicConnectionAddress(ONE), "one");
    assertNull(get(TWO));
    map.put(new QuicConnectionAddress(TWO), "two");
    for (int i = 0; i < 3; i++) {
      assertEquals("one", get(ONE));
      assertEquals("two", get(TWO));
    }
    assertNull(get(id(3)));
  }

  @Test
  void whatWasRemovedIsNotFoundAnyMore() {
    map.put(new QuicConnectionAddress(ONE), "one");
    map.put(new QuicConnectionAddress(TWO), "two");
    assertEquals("one", get(ONE));
    assertEquals("two", get(TWO));
    map.remove(new QuicConnectionAddress(ONE));
    assertNull(get(ONE));
    assertEquals("two", get(TWO));
    map.remove(new QuicConnectionAddress(ONE));
    map.remove(new QuicConnectionAddress(TWO));
    assertNull(get(TWO), "also when it was found before");
    map.put(new QuicConnectionAddress(ONE), "one again");
    assertEquals("one again", get(ONE));
  }

  @Test
  void allTwentyBytesCount() {
    map.put(new QuicConnectionAddress(ONE), "one");
    for (int i = 0; i < ONE.length; i++) {
      byte[] other = ONE.clone();
      other[i] ^= 1;
      assertNull(get(other), "byte " + i);
    }
    assertEquals("one", get(ONE));
  }

  @Test
  void onlyShortHeadersAreLookedAt() {
    map.put(new QuicConnectionAddress(ONE), "one");
    for (int first = 0; first < 256; first++) {
      assertEquals(first < 0x80 ? "one" : null, map.get(packet(first, ONE)), "first byte " + first);
    }
    assertNull(map.get(Unpooled.buffer().writeByte(0xc0).writeInt(1).writeByte(20).writeBytes(ONE).writeZero(30)));
  }

  @Test
  void aPartOfAnIdIsNone() {
    map.put(new QuicConnectionAddress(ONE), "one");
    ByteBuf whole = packet(0x40, ONE);
    for (int length = 0; length < 21; length++) {
      assertNull(map.get(whole.slice(0, length)), length + " bytes");
    }
    assertEquals("one", map.get(whole.slice(0, 21)));
  }

  @Test
  void thePacketStartsAtItsReaderIndexAndIsLeftAsItIs() {
    map.put(new QuicConnectionAddress(ONE), "one");
    ByteBuf behindAHeader = Unpooled.buffer().writeZero(9).writeBytes(packet(0x40, ONE)).skipBytes(9);
    for (int i = 0; i < 2; i++) {
      assertEquals("one", map.get(behindAHeader));
      assertEquals(9, behindAHeader.readerIndex());
    }
    assertNull(map.get(behindAHeader.readerIndex(8)));
  }
}
