package io.conec.impl.transport;

import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * The certificate that an endpoint shows now. A peer that was told of an earlier one, and connects only now, is shown
 * that one.
 */
final class ShownIdentity {

  private final Map<InetSocketAddress, TlsIdentity> promised = new HashMap<>();
  private TlsIdentity current;

  ShownIdentity(TlsIdentity current) {
    this.current = current;
  }

  TlsIdentity current() {
    return current;
  }

  /**
   * @param told the addresses of peers that are about to connect and expect the earlier certificate
   * @return forgets them
   */
  Runnable replace(TlsIdentity next, Collection<InetSocketAddress> told) {
    TlsIdentity before = current;
    told.forEach(remote -> promised.putIfAbsent(remote, before));
    current = next;
    return () -> told.forEach(remote -> promised.remove(remote, before));
  }

  /** The certificate for a connection from this address. */
  TlsIdentity to(InetSocketAddress remote) {
    return promised.getOrDefault(remote, current);
  }
}
