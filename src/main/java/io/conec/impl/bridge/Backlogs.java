package io.conec.impl.bridge;

import java.util.HashMap;
import java.util.Map;

/**
 * The backlogs, one for each address that a peer sends to. They outlive the streams, so opening another stream does not
 * make room.
 */
final class Backlogs {

  private record Source(String peer, String address) {
  }

  private final Map<Source, Backlog> backlogs = new HashMap<>();

  Backlog of(BridgeState bridge, String peer, String address) {
    return backlogs.computeIfAbsent(new Source(peer, address), source -> new Backlog(bridge));
  }

  /** Remove the backlogs that are empty. */
  void expire() {
    backlogs.values().removeIf(Backlog::isIdle);
  }
}
