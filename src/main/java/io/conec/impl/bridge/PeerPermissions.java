package io.conec.impl.bridge;

import java.util.List;

/**
 * Decides which messages a peer may send to an address. It looks up the matching exports again after they have changed.
 */
final class PeerPermissions {

  private final Exports exports;
  private final String peer;
  private final String address;
  private Exports.Permissions known;
  private List<ExportRule> rules;

  PeerPermissions(Exports exports, String peer, String address) {
    this.exports = exports;
    this.peer = peer;
    this.address = address;
  }

  boolean permitsNothing() {
    return rules().isEmpty();
  }

  boolean permitsCodec(int codecId) {
    return rules().stream().anyMatch(rule -> rule.permitsCodec(codecId));
  }

  boolean permitsBody(ReceivedBody body) {
    return rules().stream().anyMatch(rule -> rule.permitsBody(body.peek()));
  }

  boolean givesTransit() {
    return rules().stream().anyMatch(ExportRule::givesTransit);
  }

  /** Whether the message may be passed on to other peers. */
  boolean permitsTransit(ReceivedBody body) {
    return rules().stream().anyMatch(rule -> rule.givesTransit() && rule.permitsBody(body.peek()));
  }

  private List<ExportRule> rules() {
    if (known != exports.permissions()) {
      known = exports.permissions();
      rules = known.of(peer, address);
    }
    return rules;
  }
}
