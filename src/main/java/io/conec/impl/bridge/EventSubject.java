package io.conec.impl.bridge;

/**
 * What an event is about: an address and a peer, or an address and a broadcast.
 *
 * @param peer      {@code null} for what concerns all members of a broadcast
 * @param broadcast {@code null} for imports and exports
 */
public record EventSubject(String peer, String address, String broadcast) {

  static EventSubject ofPeer(String peer, String address) {
    return new EventSubject(peer, address, null);
  }
}
