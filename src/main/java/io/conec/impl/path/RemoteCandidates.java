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
 * The addresses of the peer: those that it has told, and those that its probes have come from.
 */
final class RemoteCandidates {

  /** A symmetric NAT shows one for each of our addresses, and all change when it is started anew. */
  private static final int MAX_LEARNED = 16;

  /** When the path in use dies, another one that has answered just now takes its place. */
  private static final long ALIVE = TimeUnit.SECONDS.toNanos(1);

  private final LocalCandidates local;
  private final Map<InetSocketAddress, DirectPath> paths = new LinkedHashMap<>();

  /**
   * @param local knows which addresses are out of the question
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
   * The peer has told its addresses: these, and no longer those that it told before.
   *
   * @return whether this is news
   */
  boolean told(List<InetSocketAddress> addresses, Path current) {
    Set<InetSocketAddress> before = Set.copyOf(paths.keySet());
    Set<InetSocketAddress> allowed = addresses.stream().filter(local::allows).limit(LocalCandidates.MAX)
      .collect(Collectors.toCollection(LinkedHashSet::new));
    paths.values().removeIf(path -> !path.isLearned() && path != current && !allowed.contains(path.remote()));
    allowed.forEach(address -> paths.computeIfAbsent(address, remote -> new DirectPath(remote, false)));
    return !paths.keySet().equals(before);
  }

  /**
   * A probe has come from an address that is not known yet.
   *
   * @return the path there, {@code null} when it is out of the question
   */
  DirectPath learn(InetSocketAddress address, Path current) {
    if (!local.allows(address)) {
      return null;
    }
    List<DirectPath> learned = new ArrayList<>(paths.values());
    learned.removeIf(path -> !path.isLearned());
    if (learned.size() >= MAX_LEARNED) {
      learned.stream().filter(path -> path != current).findFirst().ifPresent(path -> paths.remove(path.remote()));
    }
    DirectPath path = new DirectPath(address, true);
    paths.put(address, path);
    return path;
  }

  /**
   * @return the one of these whose probe is due first, {@code null} when there is none
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
   * @return the fastest usable path that has answered just now, {@code null} when there is none
   */
  DirectPath alive() {
    long now = System.nanoTime();
    return best(path -> path.state() == State.USABLE && path.isAnsweredWithin(ALIVE, now));
  }

  /**
   * @return the fastest of these, {@code null} when there is none
   */
  DirectPath best(Predicate<DirectPath> eligible) {
    DirectPath best = null;
    for (DirectPath path : paths.values()) {
      if (eligible.test(path)
        && (best == null || path.roundTripTime().least() < best.roundTripTime().least())) {
        best = path;
      }
    }
    return best;
  }
}
