package io.conec.impl.bridge;

import java.util.HashMap;
import java.util.Map;

/**
 * One backlog for each address that a peer sends to. It outlives the streams: to open another one makes no room.
 */
final class Backlogs {

  private record Source(String peer, String address) {
  }

  private final Map<Source, Backlog> backlogs = new HashMap<>();

  Backlog of(BridgeState bridge, String peer, String address) {
    return backlogs.computeIfAbsent(new Source(peer, address), source -> new Backlog(bridge));
  }

  /** Forget those that have nothing to remember. */
  void purge() {
    backlogs.values().removeIf(Backlog::isIdle);
  }
}
