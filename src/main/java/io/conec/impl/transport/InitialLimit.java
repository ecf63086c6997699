package io.conec.impl.transport;

import io.conec.impl.util.RateLimit;
import io.conec.impl.wire.QuicHeader;
import io.netty.buffer.ByteBuf;

/**
 * Refuses packets that may begin a connection, before the server codec computes an answer: an Initial, or a packet of
 * another version. They have to be large (RFC 9000, section 14.1), because otherwise the answer, for example a Retry,
 * would be larger. Without a token their rate is limited. The codec checks neither.
 */
final class InitialLimit {

  private static final int MIN_INITIAL_DATAGRAM = 1200;
  private static final int TYPE_BITS = 0x30;
  private static final int INITIAL = 0;
  private static final int VERSION_OFFSET = 1;
  private static final int VERSION_1 = 1;

  /**
   * Initial packets without a token that are answered in a second, with a Retry or with the supported versions: five
   * times the default limit of new connections. Anybody can send them with a forged source, so this bounds their cost
   * of a tenth of a millisecond each.
   */
  private static final int MAX_WITHOUT_TOKEN_PER_SECOND = 2500;

  private final RateLimit withoutToken = new RateLimit(MAX_WITHOUT_TOKEN_PER_SECOND, System::nanoTime);

  /** @param packet a datagram for the server codec */
  boolean refuses(ByteBuf packet) {
    int length = packet.readableBytes();
    if (length == 0 || !QuicHeader.isLong(packet)) {
      return false;
    }
    boolean otherVersion = length < VERSION_OFFSET + Integer.BYTES || packet.getInt(VERSION_OFFSET) != VERSION_1;
    boolean mayBegin = otherVersion || (packet.getByte(0) & TYPE_BITS) == INITIAL;
    return mayBegin && (length < MIN_INITIAL_DATAGRAM || !hasToken(packet, otherVersion) && !withoutToken.tryTake(1));
  }

  private static boolean hasToken(ByteBuf packet, boolean otherVersion) {
    return !otherVersion && QuicHeader.hasToken(packet);
  }
}
