package io.conec.impl.transport;

import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * The certificate that an endpoint presents. A peer that expects an earlier one and connects only now gets the earlier
 * one.
 */
final class PresentedIdentity {

  private final Map<InetSocketAddress, TlsIdentity> expected = new HashMap<>();
  private TlsIdentity current;

  PresentedIdentity(TlsIdentity current) {
    this.current = current;
  }

  TlsIdentity current() {
    return current;
  }

  /**
   * @param peers the addresses of peers that are about to connect and expect the earlier certificate
   * @return ends the exception for these addresses
   */
  Runnable replace(TlsIdentity next, Collection<InetSocketAddress> peers) {
    TlsIdentity before = current;
    peers.forEach(remote -> expected.putIfAbsent(remote, before));
    current = next;
    return () -> peers.forEach(remote -> expected.remove(remote, before));
  }

  /** @return the certificate for a connection from this address */
  TlsIdentity to(InetSocketAddress remote) {
    return expected.getOrDefault(remote, current);
  }
}
