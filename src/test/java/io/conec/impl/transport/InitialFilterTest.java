package io.conec.impl.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The limits for new connections; the limits for pending ones are tested with real connections. */
class InitialFilterTest {

  private static final InetSocketAddress ADDRESS = new InetSocketAddress("192.0.2.1", 4242);
  private static final ByteBuf ORIGINAL = Unpooled.wrappedBuffer(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
  private static final int PER_ADDRESS_AND_SECOND = 3;

  private long nanos;

  private InitialFilter filter(boolean retry, int perSecond) {
    return new InitialFilter(retry, new PendingConnections(
      new PendingLimits(1000, 2 * PER_ADDRESS_AND_SECOND, perSecond, Duration.ofSeconds(5), "registrationTimeout",
        "maxPendingConnectionsPerAddress"), () -> nanos));
  }

  private static ByteBuf token(InitialFilter filter, InetSocketAddress address) {
    ByteBuf token = Unpooled.buffer();
    assertTrue(filter.writeToken(token, ORIGINAL.duplicate(), address));
    assertTrue(token.readableBytes() <= filter.maxTokenLength());
    return token;
  }

  private static ByteBuf idOfRetry() {
    return Unpooled.wrappedBuffer(InitialFilter.IDS.newId(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}), 20));
  }

  private static boolean begins(InitialFilter filter, InetSocketAddress address) {
    return filter.validateToken(token(filter, address), address, idOfRetry()).isValid();
  }

  @Test
  void aTokenIsGoodForTheConnectionIdOfItsRetry() {
    InitialFilter filter = filter(true, 1000);
    ByteBuf token = token(filter, ADDRESS);
    assertTrue(filter.validateToken(token, ADDRESS, idOfRetry()).isValid());
    for (int length : new int[] {0, 8, 19, 20}) {
      ByteBuf chosen = Unpooled.wrappedBuffer(new byte[length]);
      assertFalse(filter.validateToken(token, ADDRESS, chosen).isValid(), length + " bytes that somebody chose");
    }
    ByteBuf longer = Unpooled.wrappedBuffer(idOfRetry(), Unpooled.wrappedBuffer(new byte[1]));
    assertFalse(filter.validateToken(token, ADDRESS, longer).isValid());
  }

  /** As Netty before 4.2.18 calls it. */
  @Test
  void withoutAConnectionIdATokenIsGoodForItsAddressAndTheLimitsHold() {
    InitialFilter filter = filter(true, 1000);
    ByteBuf token = token(filter, ADDRESS);
    int original = token.readableBytes() - ORIGINAL.readableBytes();
    assertEquals(-1, filter.validateToken(token, new InetSocketAddress("192.0.2.2", 4242)));
    for (int i = 0; i < PER_ADDRESS_AND_SECOND; i++) {
      assertEquals(original, filter.validateToken(token, ADDRESS));
    }
    assertEquals(-1, filter.validateToken(token, ADDRESS));
  }

  @Test
  void anAddressBeginsSoManyInASecond() {
    InitialFilter filter = filter(true, 1000);
    for (int i = 0; i < PER_ADDRESS_AND_SECOND; i++) {
      assertTrue(begins(filter, new InetSocketAddress("192.0.2.1", i + 1)));
    }
    assertFalse(begins(filter, new InetSocketAddress("192.0.2.1", 999)), "whatever the port");
    assertTrue(begins(filter, new InetSocketAddress("192.0.2.2", 999)));
    nanos += 1_000_000_000L;
    assertTrue(begins(filter, new InetSocketAddress("192.0.2.1", 999)), "a second later");
  }

  @Test
  void anIpv6NetworkCountsAsOneAddress() {
    InitialFilter filter = filter(true, 1000);
    for (int i = 0; i < PER_ADDRESS_AND_SECOND; i++) {
      assertTrue(begins(filter, new InetSocketAddress("2001:db8::" + i, 1)));
    }
    assertFalse(begins(filter, new InetSocketAddress("2001:db8::ffff:ffff:ffff:ffff", 1)));
    assertTrue(begins(filter, new InetSocketAddress("2001:db8:0:1::1", 1)));
  }

  /** Two addresses use up their share; the others have their half. */
  @Test
  void whoHasBegunNoneJustNowIsNotLockedOut() {
    InitialFilter filter = filter(true, 4);
    int begun = 0;
    for (int i = 0; i < 2 * PER_ADDRESS_AND_SECOND; i++) {
      begun += begins(filter, new InetSocketAddress("192.0.2." + (i < PER_ADDRESS_AND_SECOND ? 1 : 2), i + 1)) ? 1 : 0;
    }
    assertEquals(4, begun, "first of one, two more, first of the other");
    filter = filter(true, 4);
    for (int i = 0; i < PER_ADDRESS_AND_SECOND + 2; i++) {
      begins(filter, new InetSocketAddress("192.0.2.1", i + 1));
    }
    assertTrue(begins(filter, new InetSocketAddress("192.0.2.2", 1)));
  }

  @Test
  void withoutRetryAllAddressesTogetherBeginAsManyAsOne() {
    InitialFilter filter = filter(false, 1000);
    for (int i = 1; i <= PER_ADDRESS_AND_SECOND; i++) {
      assertFalse(filter.writeToken(Unpooled.buffer(), ORIGINAL.duplicate(), new InetSocketAddress("192.0.2." + i, 1)));
    }
    assertTrue(begins(filter, ADDRESS), "with a Retry");
  }
}
