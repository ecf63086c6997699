package io.conec.impl.client;

import io.conec.ClientOptions;
import io.conec.ConecError;

import java.util.EnumSet;
import java.util.Set;

/** What a client does when its connection to the Coordinator, or an attempt, has ended. */
public enum ConnectionLoss {

  /** It connects again. */
  TRANSIENT,
  /** The client keeps connecting, and fails until an administrator has removed the cause. */
  BLOCKED,
  /** The same, and the Coordinator has ended its channels, because it no longer admits this client. */
  CUT_OFF,
  /** It gives up. */
  PERMANENT;

  private static final Set<ConecError> NEEDS_ADMINISTRATOR = EnumSet.of(ConecError.CERTIFICATE_MISSING,
    ConecError.CERTIFICATE_EXPIRED, ConecError.CERTIFICATE_NAME_MISMATCH, ConecError.CERTIFICATE_UNTRUSTED,
    ConecError.CERTIFICATE_REVOKED, ConecError.INVALID_ID, ConecError.ID_IN_USE, ConecError.VERSION_MISMATCH);

  /**
   * Errors that a Coordinator sends to a client that it had admitted. Without a registration, the first two may concern
   * the certificate of the Coordinator.
   */
  private static final Set<ConecError> AFTER_ADMISSION = EnumSet.of(ConecError.CERTIFICATE_EXPIRED,
    ConecError.CERTIFICATE_UNTRUSTED, ConecError.CERTIFICATE_REVOKED);

  /** Whether a client fails with this error until an administrator has removed the cause. */
  public static boolean needsAdministrator(ConecError error) {
    return NEEDS_ADMINISTRATOR.contains(error);
  }

  /**
   * @param wasRegistered  whether the client was registered on this connection
   * @param everRegistered whether it was ever registered: then the Coordinator may be the cause, and may be repaired
   */
  static ConnectionLoss of(ConecError error, boolean wasRegistered, boolean everRegistered, ClientOptions options) {
    if (error == ConecError.CERTIFICATE_EXPIRED && !everRegistered && options.getConnectTimeout().isZero()) {
      // A machine that starts before its network may have a wrong clock.
      return TRANSIENT;
    } else if (error == ConecError.REPLACED || needsAdministrator(error) && !everRegistered) {
      return PERMANENT;
    } else if (error == ConecError.CERTIFICATE_REVOKED || wasRegistered && AFTER_ADMISSION.contains(error)) {
      return CUT_OFF;
    }
    return needsAdministrator(error) ? BLOCKED : TRANSIENT;
  }
}
