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

  /** Candidates of one client; more are of no use to peers, but cost them probes. */
  static final int MAX = 16;

  private final boolean tellsLocal;
  private final Networks networks;
  private InetSocketAddress socket;
  private List<LocalAddress> local = List.of();
  private InetSocketAddress reflexive;
  private InetSocketAddress coordinator;

  public LocalCandidates(PathOptions options) {
    tellsLocal = options.isLocalCandidates();
    networks = new Networks(options.getExcludedNetworks());
  }

  /** The socket is bound here. */
  public void socket(InetSocketAddress address) {
    socket = address;
  }

  /**
   * @param addresses of this machine, those that peers most likely reach first
   * @return whether this is news
   */
  public boolean local(List<LocalAddress> addresses) {
    if (addresses.equals(local)) {
      return false;
    }
    Set<String> told = Set.copyOf(toTell());
    boolean changed = !Set.copyOf(addresses).equals(Set.copyOf(local));
    local = addresses;
    return changed || !Set.copyOf(toTell()).equals(told);
  }

  /**
   * The Coordinator sees us here.
   *
   * @return whether this is news
   */
  public boolean reflexive(InetSocketAddress address) {
    boolean changed = !address.equals(reflexive);
    reflexive = address;
    return changed;
  }

  /** @return where the Coordinator is, {@code null} before the first registration */
  public InetAddress coordinator() {
    return coordinator == null ? null : coordinator.getAddress();
  }

  /** Here is the Coordinator with which this client is registered. */
  public void coordinator(InetSocketAddress address) {
    coordinator = address;
  }

  /**
   * @return whether an address may be told to a peer, and probed when a peer names it
   */
  boolean allows(InetSocketAddress address) {
    return networks.allows(address, isOnLoopback()) && !address.equals(coordinator)
      && local.stream().noneMatch(own -> own.isSharedInSubnet(address.getAddress()));
  }

  /** By what this client knows itself: the Coordinator could say anything of our reflexive address. */
  private boolean isOnLoopback() {
    return isLoopback(socket) || isLoopback(coordinator);
  }

  private static boolean isLoopback(InetSocketAddress address) {
    return address != null && address.getAddress().isLoopbackAddress();
  }

  /**
   * @return {@code host:port}, those that others are most likely to reach first
   */
  List<String> toTell() {
    return allowed().limit(MAX).map(NetUtil::toSocketAddressString).toList();
  }

  /** @return those that peers are not told, since there are too many */
  public List<String> leftOut() {
    return allowed().skip(MAX).map(NetUtil::toSocketAddressString).toList();
  }

  private Stream<InetSocketAddress> allowed() {
    Set<InetSocketAddress> candidates = new LinkedHashSet<>();
    if (reflexive != null) {
      candidates.add(reflexive);
    }
    if (tellsLocal && socket != null) {
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
