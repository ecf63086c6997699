package io.conec.impl.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HexFormat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ProbeKeyTest {

  private static final byte[] KEY = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");

  private static final byte[] PROBER = HexFormat.of().parseHex("0a".repeat(32));
  private static final byte[] RECEIVER = HexFormat.of().parseHex("0b".repeat(32));

  /** Made with another implementation of HMAC-SHA256. */
  private static final String REQUEST = "08" + "0102030405060708" + "000000000000002a" + "1122334455667788"
    + "00000009" + "00000007" + "940e077e1532d9377e8b200fa2e6bf84";
  private static final String ANSWER = "09" + "fedcba9876543210" + "7fffffffffffffff" + "ffffffffffffffff"
    + "ffffffff" + "80000000" + "3b9a1e1eac671c5dc1e1f880fb98c8c3";

  private final ProbeKey key = new ProbeKey(KEY, PROBER, RECEIVER);

  private static ByteBuf bytes(String hex) {
    return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex));
  }

  @Test
  void isWrittenAsSpecified() {
    ByteBuf out = Unpooled.buffer();
    key.write(out, Probe.REQUEST, 0x0102_0304_0506_0708L, 42, 0x1122_3344_5566_7788L, new ArrivedCounts(9, 7));
    assertEquals(REQUEST, ByteBufUtil.hexDump(out));
    key.write(out, Probe.ANSWER, 0xfedc_ba98_7654_3210L, Long.MAX_VALUE, -1,
      new ArrivedCounts(-1, Integer.MIN_VALUE));
    assertEquals(REQUEST + ANSWER, ByteBufUtil.hexDump(out), "also behind other bytes");
  }

  @Test
  void theExampleOfSpecMd() {
    ByteBuf out = Unpooled.buffer();
    key.write(out, Probe.REQUEST, 0x0123_4567_89ab_cdefL, 1, 0xfedc_ba98_7654_3210L, new ArrivedCounts(5, 3));
    assertEquals("08" + "0123456789abcdef" + "0000000000000001" + "fedcba9876543210"
      + "00000005" + "00000003" + "4cbfc540faecdca250448e7a47f601b3", ByteBufUtil.hexDump(out));
  }

  @Test
  void whoHasTheKeyIsBelieved() {
    for (int i = 0; i < 2; i++) {
      assertTrue(key.verifies(bytes(REQUEST)));
      assertTrue(new ProbeKey(KEY, PROBER, RECEIVER).verifies(bytes(ANSWER)));
    }
    ByteBuf behindAHeader = bytes("040102030405060708" + REQUEST).skipBytes(9);
    assertTrue(key.verifies(behindAHeader));
    assertEquals(9, behindAHeader.readerIndex());
    assertTrue(key.verifies(bytes(REQUEST + "00".repeat(1309))), "padding is not authenticated");
  }

  @ParameterizedTest
  @ValueSource(strings = {REQUEST, ANSWER})
  void aFlippedBitIsNot(String probe) {
    for (int bit = 0; bit < Probe.LENGTH * 8; bit++) {
      ByteBuf changed = bytes(probe);
      changed.setByte(bit / 8, changed.getByte(bit / 8) ^ 1 << bit % 8);
      assertFalse(key.verifies(changed), "bit " + bit);
    }
    assertTrue(key.verifies(bytes(probe)), "still");
  }

  @Test
  void whoHasAnotherKeyIsNot() {
    for (int bit = 0; bit < KEY.length * 8; bit++) {
      byte[] other = KEY.clone();
      other[bit / 8] ^= 1 << bit % 8;
      assertFalse(new ProbeKey(other, PROBER, RECEIVER).verifies(bytes(REQUEST)), "bit " + bit);
    }
  }

  @Test
  void theKeyIsForOneProberAndOneReceiver() {
    assertFalse(new ProbeKey(KEY, RECEIVER, PROBER).verifies(bytes(REQUEST)), "a probe cannot be sent back");
    assertFalse(new ProbeKey(KEY, PROBER, PROBER).verifies(bytes(REQUEST)), "nor passed on");
  }

  @Test
  void aTagWithoutAKeyIsNot() {
    assertFalse(key.verifies(bytes(REQUEST.substring(0, 66) + "00".repeat(16))));
    assertFalse(key.verifies(bytes(REQUEST.substring(0, 66) + ANSWER.substring(66))));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 17, 32, 1000})
  void aKeyHasSixteenBytes(int length) {
    byte[] key = new byte[length];
    String message = assertThrows(WireException.class, () -> new ProbeKey(key, PROBER, RECEIVER)).getMessage();
    assertEquals("a probe key has 16 bytes, not " + length, message);
  }
}
