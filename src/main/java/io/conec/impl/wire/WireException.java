package io.conec.impl.wire;

import io.conec.impl.util.Printable;

/**
 * Bytes from the other side that the protocol does not allow; the message names what is wrong with them.
 */
public final class WireException extends RuntimeException {

  public WireException(String message) {
    super(Printable.reason(message), null, false, false);
  }
}
