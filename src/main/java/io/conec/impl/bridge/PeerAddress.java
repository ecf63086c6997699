package io.conec.impl.bridge;

import io.conec.bridge.ImportOptions;

/**
 * An address of a peer.
 */
record PeerAddress(String peer, String address) {

  /**
   * @throws IllegalArgumentException when nobody can have such an id, or send to such an address
   */
  static PeerAddress of(String peer, String address) {
    ImportOptions checked = new ImportOptions().setPeer(peer).setAddress(address);
    return new PeerAddress(checked.getPeer(), checked.getAddress());
  }
}
