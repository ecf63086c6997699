package io.conec.impl.transport;

import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * What an endpoint shows now. Who was told of an earlier certificate, and connects only now, is shown that one.
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
   * @param told those who are about to connect and expect what was shown until now
   * @return forgets them
   */
  Runnable replace(TlsIdentity next, Collection<InetSocketAddress> told) {
    TlsIdentity before = current;
    told.forEach(remote -> promised.putIfAbsent(remote, before));
    current = next;
    return () -> told.forEach(remote -> promised.remove(remote, before));
  }

  /** What somebody is shown who connects from this address. */
  TlsIdentity to(InetSocketAddress remote) {
    return promised.getOrDefault(remote, current);
  }
}
