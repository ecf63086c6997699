package io.conec.impl.path;

import io.conec.PathOptions;
import io.netty.util.NetUtil;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The addresses under which peers may reach this client: host and server-reflexive candidates (RFC 8445, section 4).
 */
public final class LocalCandidates {

  /** The most candidates of a client: more are of no use to peers, but cost them probes. */
  static final int MAX = 16;

  private final boolean signalsHostCandidates;
  private final Networks networks;
  private InetSocketAddress socket;
  private List<LocalAddress> local = List.of();
  private InetSocketAddress reflexive;
  private InetSocketAddress coordinator;

  public LocalCandidates(PathOptions options) {
    signalsHostCandidates = options.isHostCandidates();
    networks = new Networks(options.getExcludedNetworks());
  }

  /** Set the address of the bound socket. */
  public void updateSocket(InetSocketAddress address) {
    socket = address;
  }

  /**
   * @param addresses of this machine, the one that peers most likely reach first
   * @return whether the candidates changed
   */
  public boolean updateLocal(List<LocalAddress> addresses) {
    if (addresses.equals(local)) {
      return false;
    }
    Set<String> signalled = Set.copyOf(toSignal());
    boolean changed = !Set.copyOf(addresses).equals(Set.copyOf(local));
    local = addresses;
    return changed || !Set.copyOf(toSignal()).equals(signalled);
  }

  /**
   * Set the address of this client as the Coordinator sees it.
   *
   * @return whether the candidates changed
   */
  public boolean updateReflexive(InetSocketAddress address) {
    boolean changed = !address.equals(reflexive);
    reflexive = address;
    return changed;
  }

  /** @return the address of the Coordinator, {@code null} before the first registration */
  public InetAddress coordinator() {
    return coordinator == null ? null : coordinator.getAddress();
  }

  /** Set the address of the Coordinator with which this client is registered. */
  public void updateCoordinator(InetSocketAddress address) {
    coordinator = address;
  }

  /**
   * @return whether an address may be signalled to a peer, and probed when a peer signals it
   */
  boolean allows(InetSocketAddress address) {
    return networks.allows(address, isOnLoopback()) && !address.equals(coordinator)
      && local.stream().noneMatch(own -> own.isSharedInSubnet(address.getAddress()));
  }

  /** Uses only what this client knows itself, because a Coordinator could report any reflexive address. */
  private boolean isOnLoopback() {
    return isLoopback(socket) || isLoopback(coordinator);
  }

  private static boolean isLoopback(InetSocketAddress address) {
    return address != null && address.getAddress().isLoopbackAddress();
  }

  /**
   * @return the candidates as {@code host:port}, the one that peers most likely reach first
   */
  List<String> toSignal() {
    return allowed().limit(MAX).map(NetUtil::toSocketAddressString).toList();
  }

  /** @return the candidates that are not signalled because there are too many */
  public List<String> leftOut() {
    return allowed().skip(MAX).map(NetUtil::toSocketAddressString).toList();
  }

  private Stream<InetSocketAddress> allowed() {
    Set<InetSocketAddress> candidates = new LinkedHashSet<>();
    if (reflexive != null) {
      candidates.add(reflexive);
    }
    if (signalsHostCandidates && socket != null) {
      candidates.addAll(host());
    }
    return candidates.stream().filter(this::allows);
  }

  private List<InetSocketAddress> host() {
    return socket.getAddress().isAnyLocalAddress()
      ? local.stream().map(own -> new InetSocketAddress(own.address(), socket.getPort())).toList()
      : List.of(socket);
  }
}
