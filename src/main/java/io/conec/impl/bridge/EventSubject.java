package io.conec.impl.bridge;

/**
 * The subject of an event: an address and a peer, or an address and a broadcast.
 *
 * @param peer      {@code null} for an event of a whole broadcast
 * @param broadcast {@code null} for imports and exports
 */
public record EventSubject(String peer, String address, String broadcast) {

  static EventSubject ofPeer(String peer, String address) {
    return new EventSubject(peer, address, null);
  }
}
