package io.conec.impl.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ConnectionTagTest {

  private final ConnectionTag tag = new ConnectionTag();

  @Test
  void ownIdsAreFoundInBothHeaders() {
    byte[] id = tag.newId();
    assertEquals(20, id.length);
    ByteBuf shortHeader = Unpooled.buffer().writeByte(0x40).writeBytes(id);
    ByteBuf longHeader = Unpooled.buffer().writeByte(0xc0).writeInt(1).writeByte(20).writeBytes(id);
    assertTrue(tag.matches(shortHeader));
    assertTrue(tag.matches(longHeader));
    assertFalse(new ConnectionTag().matches(shortHeader));
    assertFalse(new ConnectionTag().matches(longHeader));
    assertFalse(tag.matches(Unpooled.buffer().writeByte(0xc0).writeBytes(id)), "where the short header has it");
  }

  @Test
  void aPartOfAnIdIsNone() {
    byte[] id = tag.newId();
    for (int length = 0; length < 4; length++) {
      assertFalse(tag.matches(Unpooled.buffer().writeByte(0x40).writeBytes(id, 0, length)));
      assertFalse(tag.matches(Unpooled.buffer().writeByte(0xc0).writeInt(1).writeByte(20).writeBytes(id, 0, length)));
    }
    assertFalse(tag.matches(Unpooled.EMPTY_BUFFER));
  }
}
