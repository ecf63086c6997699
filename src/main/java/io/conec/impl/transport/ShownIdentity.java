package io.conec.impl.transport;

import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * The certificate that an endpoint presents. A peer that expects an earlier one and connects only now gets the earlier
 * one.
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
   * @param expecting the addresses of peers that are about to connect and expect the earlier certificate
   * @return ends the exception for these addresses
   */
  Runnable replace(TlsIdentity next, Collection<InetSocketAddress> expecting) {
    TlsIdentity before = current;
    expecting.forEach(remote -> promised.putIfAbsent(remote, before));
    current = next;
    return () -> expecting.forEach(remote -> promised.remove(remote, before));
  }

  /** @return the certificate for a connection from this address */
  TlsIdentity to(InetSocketAddress remote) {
    return promised.getOrDefault(remote, current);
  }
}
