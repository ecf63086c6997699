package io.conec.impl.client;

import io.conec.ClientOptions;
import io.conec.ConecError;

import java.util.EnumSet;
import java.util.Set;

/** What it means for a client that its connection to the Coordinator, or an attempt, has ended. */
enum ConnectionLoss {

  /** It connects again. */
  PASSING,
  /** The client keeps connecting, and fails until an administrator has removed the cause. */
  BLOCKED,
  /** The same, and the Coordinator has ended its channels: it does not let this client in any more. */
  CUT_OFF,
  /** It gives up. */
  PERMANENT;

  private static final Set<ConecError> NEEDS_SOMEBODY = EnumSet.of(ConecError.CERTIFICATE_MISSING,
    ConecError.CERTIFICATE_EXPIRED, ConecError.CERTIFICATE_NAME_MISMATCH, ConecError.CERTIFICATE_UNTRUSTED,
    ConecError.CERTIFICATE_REVOKED, ConecError.INVALID_ID, ConecError.NAME_IN_USE, ConecError.VERSION_MISMATCH);

  /** What a Coordinator says to a client that it had let in. Before it does, the first two may be about itself. */
  private static final Set<ConecError> LET_IN_BEFORE = EnumSet.of(ConecError.CERTIFICATE_EXPIRED,
    ConecError.CERTIFICATE_UNTRUSTED, ConecError.CERTIFICATE_REVOKED);

  /**
   * @param wasRegistered  whether the connection that has ended was registered
   * @param everRegistered whether one was: then what is wrong may be mended at the Coordinator
   */
  static ConnectionLoss of(ConecError error, boolean wasRegistered, boolean everRegistered, ClientOptions options) {
    if (error == ConecError.CERTIFICATE_EXPIRED && !everRegistered && options.getConnectTimeout().isZero()) {
      // A machine that starts before its network may not know the time yet.
      return PASSING;
    } else if (error == ConecError.REPLACED || NEEDS_SOMEBODY.contains(error) && !everRegistered) {
      return PERMANENT;
    } else if (error == ConecError.CERTIFICATE_REVOKED || wasRegistered && LET_IN_BEFORE.contains(error)) {
      return CUT_OFF;
    }
    return NEEDS_SOMEBODY.contains(error) ? BLOCKED : PASSING;
  }
}
