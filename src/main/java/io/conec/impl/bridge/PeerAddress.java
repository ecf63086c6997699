package io.conec.impl.bridge;

import io.conec.bridge.ImportOptions;
import io.conec.impl.identity.PeerId;

/**
 * An address of a peer.
 */
record PeerAddress(String peer, String address) {

  /**
   * @throws IllegalArgumentException when the id is not valid, or the address must not be used
   */
  static PeerAddress of(String peer, String address) {
    return new PeerAddress(PeerId.check(peer), new ImportOptions().setAddress(address).getAddress());
  }
}
