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

  boolean permitNothing() {
    return rules().isEmpty();
  }

  boolean permitCodec(int codecId) {
    return rules().stream().anyMatch(rule -> rule.permitsCodec(codecId));
  }

  boolean permitBody(ReceivedBody body) {
    return rules().stream().anyMatch(rule -> rule.permitsBody(body.look()));
  }

  boolean giveTransit() {
    return rules().stream().anyMatch(ExportRule::givesTransit);
  }

  /** Whether the message may be passed on to other peers. */
  boolean permitTransit(ReceivedBody body) {
    return rules().stream().anyMatch(rule -> rule.givesTransit() && rule.permitsBody(body.look()));
  }

  private List<ExportRule> rules() {
    if (known != exports.permissions()) {
      known = exports.permissions();
      rules = known.of(peer, address);
    }
    return rules;
  }
}
