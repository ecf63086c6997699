package io.conec.impl.transport;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.quic.QuicConnectionIdGenerator;
import io.netty.handler.codec.quic.QuicTokenHandler;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * Decides about an Initial packet that belongs to no connection, before it costs memory: accept it, answer with a
 * Retry, or drop it.
 */
final class InitialFilter implements QuicTokenHandler {

  /** Derives the connection id in a Retry, and the first id of a connection, from the id in the Initial. */
  static final QuicConnectionIdGenerator IDS = QuicConnectionIdGenerator.signGenerator();

  private final RetryToken tokens = new RetryToken(System::currentTimeMillis);
  private final boolean retry;
  private final PendingConnections pending;

  /**
   * @param retry whether every address is validated, or only when too many connections from unvalidated ones are
   *              pending or begin
   */
  InitialFilter(boolean retry, PendingConnections pending) {
    this.retry = retry;
    this.pending = pending;
  }

  @Override
  public boolean writeToken(ByteBuf out, ByteBuf dcid, InetSocketAddress address) {
    if (!retry && pending.admitsUnvalidated(address)) {
      return false;
    }
    tokens.write(out, dcid, address);
    return true;
  }

  @Override
  public TokenValidationResult validateToken(ByteBuf token, InetSocketAddress address, ByteBuf dcid) {
    int offset = tokens.validate(token, address);
    return offset >= 0 && isFromRetry(token, offset, dcid) && pending.admits(address)
      ? TokenValidationResult.odcidFromToken(offset) : TokenValidationResult.invalidToken();
  }

  /** A token is valid only with its connection id, so only for one connection at a time. */
  private static boolean isFromRetry(ByteBuf token, int offset, ByteBuf dcid) {
    ByteBuffer original = token.nioBuffer(token.readerIndex() + offset, token.readableBytes() - offset);
    return original.hasRemaining() && IDS.newId(original, ConnectionTag.ID_LENGTH).equals(dcid.nioBuffer());
  }

  /** Netty before 4.2.18 does not tell the connection id. There a token is valid for any connection of its address. */
  @Override
  public int validateToken(ByteBuf token, InetSocketAddress address) {
    int offset = tokens.validate(token, address);
    return offset >= 0 && pending.admits(address) ? offset : -1;
  }

  @Override
  public int maxTokenLength() {
    return RetryToken.MAX_LENGTH;
  }
}
