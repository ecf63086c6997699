package io.conec.impl.path;

import io.conec.impl.path.DirectPath.State;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The addresses of the peer: its signalled candidates, and the peer-reflexive ones (RFC 8445, section 4).
 */
final class RemoteCandidates {

  /** A symmetric NAT of the peer shows one for each local address, and all of them change when the NAT restarts. */
  private static final int MAX_PEER_REFLEXIVE = 16;

  /** When the path in use dies, another path that answered within this time replaces it. */
  private static final long ALIVE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final LocalCandidates local;
  private final Map<InetSocketAddress, DirectPath> paths = new LinkedHashMap<>();

  /**
   * @param local decides which addresses are allowed
   */
  RemoteCandidates(LocalCandidates local) {
    this.local = local;
  }

  Collection<DirectPath> all() {
    return paths.values();
  }

  DirectPath get(InetSocketAddress address) {
    return paths.get(address);
  }

  /**
   * The peer has signalled its candidates. They replace those that it signalled before.
   *
   * @return whether the candidates changed
   */
  boolean signalled(List<InetSocketAddress> addresses, Path current) {
    Set<InetSocketAddress> before = Set.copyOf(paths.keySet());
    Set<InetSocketAddress> allowed = addresses.stream().filter(local::allows).limit(LocalCandidates.MAX)
      .collect(Collectors.toCollection(LinkedHashSet::new));
    paths.values().removeIf(path -> !path.isPeerReflexive() && path != current && !allowed.contains(path.remote()));
    allowed.forEach(address -> paths.computeIfAbsent(address, remote -> new DirectPath(remote, false)));
    return !paths.keySet().equals(before);
  }

  /**
   * A probe has arrived from an unknown address.
   *
   * @return the path to this address, {@code null} when the address is not allowed
   */
  DirectPath addPeerReflexive(InetSocketAddress address, Path current) {
    if (!local.allows(address)) {
      return null;
    }
    List<DirectPath> peerReflexive = new ArrayList<>(paths.values());
    peerReflexive.removeIf(path -> !path.isPeerReflexive());
    if (peerReflexive.size() >= MAX_PEER_REFLEXIVE) {
      peerReflexive.stream().filter(path -> path != current).findFirst().ifPresent(path -> paths.remove(path.remote()));
    }
    DirectPath path = new DirectPath(address, true);
    paths.put(address, path);
    return path;
  }

  /**
   * @return the eligible path whose probe is due first, {@code null} when there is none
   */
  DirectPath next(Predicate<DirectPath> eligible) {
    DirectPath first = null;
    for (DirectPath path : paths.values()) {
      if (eligible.test(path) && (first == null || path.nextAttempt() - first.nextAttempt() < 0)) {
        first = path;
      }
    }
    return first;
  }

  /**
   * @return the fastest validated path that answered recently, {@code null} when there is none
   */
  DirectPath alive() {
    long now = System.nanoTime();
    return best(path -> path.state() == State.VALIDATED && path.isAnsweredWithin(ALIVE_NANOS, now));
  }

  /**
   * @return the fastest eligible path, {@code null} when there is none
   */
  DirectPath best(Predicate<DirectPath> eligible) {
    DirectPath best = null;
    for (DirectPath path : paths.values()) {
      if (eligible.test(path)
        && (best == null || path.roundTripTime().min() < best.roundTripTime().min())) {
        best = path;
      }
    }
    return best;
  }
}
