package io.conec.impl.wire;

import io.conec.impl.util.Printable;

/**
 * The other side has sent bytes that the protocol does not allow; the message says what is wrong.
 */
public final class WireException extends RuntimeException {

  public WireException(String message) {
    super(Printable.reason(message), null, false, false);
  }
}
