package io.conec.impl.transport;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * A network that counts as one source in limits: an IPv4 address, or the /64 of an IPv6 address, which is one subnet
 * (RFC 7421) and therefore one user.
 */
public record SourceNetwork(long prefix) {

  public static SourceNetwork of(InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return new SourceNetwork(bytes.remaining() == Integer.BYTES ? bytes.getInt() : bytes.getLong());
  }
}
