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
    boolean isVersion1 = QuicHeader.isVersion1(packet);
    if (isVersion1 && !QuicHeader.isInitial(packet)) {
      return false;
    }
    boolean hasToken = isVersion1 && length >= QuicHeader.BASE_PLPMTU && QuicHeader.hasToken(packet);
    return length < QuicHeader.BASE_PLPMTU || !hasToken && !withoutToken.tryTake(1);
  }
}
