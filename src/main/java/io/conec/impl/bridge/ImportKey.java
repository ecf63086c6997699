package io.conec.impl.bridge;

import io.conec.bridge.ImportOptions;

/**
 * The key of an import.
 *
 * @param peer an id, or an expression
 */
record ImportKey(String peer, String address, String localAddress) {

  static ImportKey of(ImportOptions options) {
    return new ImportKey(options.getPeer(), options.getAddress(), options.getLocalAddress());
  }
}
