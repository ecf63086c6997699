package io.conec.impl.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.quic.QuicConnectionAddress;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ConnectionIdsTest {

  private static final int LENGTH = 20;
  private static final int PREFIX = 4;

  private final ConnectionIds ids = new ConnectionIds();

  private byte[] first(int client) {
    return bytes(ids.newId(ByteBuffer.allocate(8), ByteBuffer.allocate(8).putInt(0, client), LENGTH));
  }

  private byte[] next(byte[] known) {
    return bytes(ids.newId(ByteBuffer.wrap(known), LENGTH));
  }

  private static byte[] bytes(ByteBuffer id) {
    byte[] bytes = new byte[id.remaining()];
    id.get(bytes);
    return bytes;
  }

  private static ByteBuf packet(int firstByte, byte[] id) {
    return Unpooled.buffer().writeByte(firstByte).writeBytes(id).writeBytes(new byte[30]);
  }

  private long number(byte[] id) {
    return ids.number(packet(0x40, id));
  }

  @Test
  void allIdsOfAConnectionHaveItsNumber() {
    Set<Long> numbers = new HashSet<>();
    for (int client = 0; client < 3000; client++) {
      byte[] id = first(client);
      long number = number(id);
      assertTrue(numbers.add(number));
      for (int i = 0; i < 3; i++) {
        id = next(id);
        assertEquals(LENGTH, id.length);
        assertEquals(number, number(id));
        assertEquals(number, number(id), "when it is known");
        assertEquals(number, ids.number(new QuicConnectionAddress(id)));
      }
    }
  }

  /** RFC 9000, section 5.1: observers must not be able to link two ids. */
  @Test
  void theIdsOfAConnectionHaveNothingInCommon() {
    byte[] first = first(1);
    Set<ByteBuffer> parts = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      byte[] id = next(first);
      assertTrue(parts.add(ByteBuffer.wrap(id, PREFIX, 8)));
      assertTrue(parts.add(ByteBuffer.wrap(id, PREFIX + 8, 8)));
    }
    assertNotEquals(number(first), new ConnectionIds().number(packet(0x40, first)), "each socket has its own key");
  }

  @Test
  void theFirstIdIsTheSameWheneverTheClientAsksForIt() {
    assertTrue(Arrays.equals(first(1), first(1)));
    assertNotEquals(number(first(1)), number(first(2)));
  }

  @Test
  void anIdThatWasNotIssuedHasAnotherNumber() {
    byte[] id = first(1);
    long number = number(id);
    for (int i = PREFIX; i < LENGTH; i++) {
      byte[] other = id.clone();
      other[i] ^= 1;
      assertNotEquals(number, ids.number(new QuicConnectionAddress(other)), "byte " + i);
    }
  }

  @Test
  void onlyWholeShortHeadersHaveANumber() {
    byte[] id = first(1);
    long number = number(id);
    for (int first = 0; first < 256; first++) {
      assertEquals(first < 0x80 ? number : ConnectionIds.NONE, ids.number(packet(first, id)), "first byte " + first);
    }
    ByteBuf whole = packet(0x40, id);
    for (int length = 1; length < 21; length++) {
      assertEquals(ConnectionIds.NONE, ids.number(whole.slice(0, length)), length + " bytes");
    }
    assertEquals(number, ids.number(whole.slice(0, 21)));
  }

  @Test
  void thePacketStartsAtItsReaderIndexAndIsLeftAsItIs() {
    byte[] id = first(1);
    ByteBuf behindAHeader = Unpooled.buffer().writeZero(9).writeBytes(packet(0x40, id)).skipBytes(9);
    assertEquals(number(id), ids.number(behindAHeader));
    assertEquals(9, behindAHeader.readerIndex());
  }
}
