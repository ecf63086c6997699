package io.conec.impl.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RetryTokenTest {

  private static final InetSocketAddress ADDRESS = new InetSocketAddress("192.0.2.1", 4242);
  private static final byte[] ID = {1, 2, 3, 4, 5, 6, 7, 8};
  private static final int INVALID = -1;

  private final AtomicLong clock = new AtomicLong(1_700_000_000_000L);
  private final RetryToken tokens = new RetryToken(clock::get);

  private ByteBuf token(byte[] id) {
    ByteBuf token = Unpooled.buffer();
    tokens.write(token, Unpooled.wrappedBuffer(id), ADDRESS);
    assertTrue(token.readableBytes() <= RetryToken.MAX_LENGTH);
    return token;
  }

  @Test
  void aTokenEndsWithTheOriginalConnectionId() {
    for (int length : new int[] {0, 1, 8, 20}) {
      byte[] id = new byte[length];
      new Random(length).nextBytes(id);
      ByteBuf token = token(id);
      int offset = tokens.validate(token, ADDRESS);
      assertEquals(token.readableBytes() - length, offset);
      assertEquals(Unpooled.wrappedBuffer(id), token.slice(offset, length));
    }
  }

  @Test
  void isReadFromTheReaderIndexAndMovesNothing() {
    ByteBuf token = Unpooled.wrappedBuffer(Unpooled.wrappedBuffer(new byte[3]), token(ID)).skipBytes(3);
    assertEquals(40, tokens.validate(token, ADDRESS));
    assertEquals(3, token.readerIndex());
  }

  @Test
  void expires() {
    ByteBuf token = token(ID);
    clock.addAndGet(10_000);
    assertNotEquals(INVALID, tokens.validate(token, ADDRESS));
    clock.addAndGet(1);
    assertEquals(INVALID, tokens.validate(token, ADDRESS));
  }

  @Test
  void isNotFromTheFuture() {
    ByteBuf token = token(ID);
    clock.addAndGet(-1);
    assertEquals(INVALID, tokens.validate(token, ADDRESS));
  }

  @Test
  void isForOneAddressAndPort() {
    ByteBuf token = token(ID);
    assertEquals(INVALID, tokens.validate(token, new InetSocketAddress("192.0.2.2", 4242)));
    assertEquals(INVALID, tokens.validate(token, new InetSocketAddress("192.0.2.1", 4243)));
    assertEquals(INVALID, tokens.validate(token, new InetSocketAddress("::1", 4242)));
  }

  /** Where the address ends and the connection id begins is part of what is authenticated. */
  @Test
  void theConnectionIdIsNoPartOfTheAddress() throws UnknownHostException {
    byte[] id = new byte[20];
    new Random(1).nextBytes(id);
    ByteBuf token = token(id);
    byte[] ip = new byte[16];
    Unpooled.wrappedBuffer(ADDRESS.getAddress().getAddress(), id).readBytes(ip);
    ByteBuf shorter = Unpooled.wrappedBuffer(token.slice(0, 40), Unpooled.wrappedBuffer(id, 12, 8));
    assertEquals(INVALID, tokens.validate(shorter, new InetSocketAddress(InetAddress.getByAddress(ip), 4242)));
  }

  @Test
  void noBitMayChange() {
    ByteBuf token = token(ID);
    for (int bit = 0; bit < 8 * token.readableBytes(); bit++) {
      ByteBuf tampered = token.copy();
      tampered.setByte(bit / 8, tampered.getByte(bit / 8) ^ 1 << bit % 8);
      assertEquals(INVALID, tokens.validate(tampered, ADDRESS), "bit " + bit);
    }
  }

  @Test
  void noByteMayBeMissingOrAdded() {
    ByteBuf token = token(ID);
    for (int length = 0; length < token.readableBytes(); length++) {
      assertEquals(INVALID, tokens.validate(token.slice(0, length), ADDRESS), "length " + length);
    }
    for (int more = 1; more < 100; more++) {
      ByteBuf longer = Unpooled.wrappedBuffer(token.duplicate(), Unpooled.wrappedBuffer(new byte[more]));
      assertEquals(INVALID, tokens.validate(longer, ADDRESS), more + " more");
    }
  }

  @Test
  void isForOneProcess() {
    assertEquals(INVALID, new RetryToken(clock::get).validate(token(ID), ADDRESS));
  }

  @Test
  void randomBytesAreNone() {
    Random random = new Random(17);
    for (int i = 0; i < 1000; i++) {
      byte[] bytes = new byte[random.nextInt(120)];
      random.nextBytes(bytes);
      assertEquals(INVALID, tokens.validate(Unpooled.wrappedBuffer(bytes), ADDRESS));
    }
  }
}
