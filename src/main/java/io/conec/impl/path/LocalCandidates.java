package io.conec.impl.path;

import io.conec.PathOptions;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The addresses under which peers may reach this client: host and server-reflexive candidates (RFC 8445, section 4).
 */
public final class LocalCandidates {

  /** Candidates of one client; more are of no use to peers, but cost them probes. */
  static final int MAX = 16;

  private final boolean tellsLocal;
  private final Networks networks;
  private InetSocketAddress socket;
  private List<InetAddress> local = List.of();
  private InetSocketAddress reflexive;

  public LocalCandidates(PathOptions options) {
    tellsLocal = options.isLocalCandidates();
    networks = new Networks(options.getExcludedNetworks());
  }

  /** The socket is bound here. */
  public void socket(InetSocketAddress address) {
    socket = address;
  }

  /**
   * @return whether this is news
   */
  public boolean local(List<InetAddress> addresses) {
    boolean changed = !addresses.equals(local);
    local = addresses;
    return changed;
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

  /**
   * @return whether an address that a peer names may be probed; one of the loopback only when we are there ourselves,
   * so that nobody else reaches this machine's services through us
   */
  boolean allowsRemote(InetSocketAddress remote) {
    return networks.allows(remote) && (!remote.getAddress().isLoopbackAddress() || isOnLoopback());
  }

  private boolean isOnLoopback() {
    return reflexive != null && reflexive.getAddress().isLoopbackAddress()
      || socket != null && socket.getAddress().isLoopbackAddress();
  }

  /**
   * @return {@code host:port}, those that others are most likely to reach first
   */
  List<String> toTell() {
    Set<InetSocketAddress> candidates = new LinkedHashSet<>();
    if (reflexive != null) {
      candidates.add(reflexive);
    }
    if (tellsLocal && socket != null) {
      candidates.addAll(host());
    }
    return candidates.stream().filter(networks::allows).limit(MAX).map(Addresses::format).toList();
  }

  private List<InetSocketAddress> host() {
    return socket.getAddress().isAnyLocalAddress()
      ? local.stream().map(address -> new InetSocketAddress(address, socket.getPort())).toList()
      : List.of(socket);
  }
}
