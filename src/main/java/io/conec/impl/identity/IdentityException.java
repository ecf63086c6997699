package io.conec.impl.identity;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.impl.util.Printable;

import java.util.function.Supplier;

/**
 * A certificate, a key or trust material is not acceptable. The message is a sentence and safe to log.
 */
public final class IdentityException extends ConecException {

  private static final long serialVersionUID = 1L;

  /** The kinds of problems. */
  public enum Reason {
    /** The other end presented no certificate. */
    NO_CERTIFICATE(ConecError.CERTIFICATE_MISSING),
    /** No client CA is in use and the certificate was not signed with its own key. */
    NOT_SELF_SIGNED(ConecError.CERTIFICATE_UNTRUSTED),
    /** The certificate has expired. */
    EXPIRED(ConecError.CERTIFICATE_EXPIRED),
    /** The certificate is not valid yet. */
    NOT_YET_VALID(ConecError.CERTIFICATE_EXPIRED),
    /** The certificate is not for the id. */
    NAME_MISMATCH(ConecError.CERTIFICATE_NAME_MISMATCH),
    /** A key is too short, too long, or of an algorithm that is not supported. */
    WEAK_KEY(ConecError.CERTIFICATE_UNTRUSTED),
    /** A certificate is signed with an algorithm that is too weak or not supported. */
    WEAK_SIGNATURE(ConecError.CERTIFICATE_UNTRUSTED),
    /** The certificate's chain does not lead to a trusted CA. */
    UNTRUSTED(ConecError.CERTIFICATE_UNTRUSTED),
    /** The certificate or its id is on a deny list or on a revocation list of its CA. */
    REVOKED(ConecError.CERTIFICATE_REVOKED),
    /** The user's own key, certificate or trust material cannot be read or does not fit together. */
    UNUSABLE(ConecError.CONFIGURATION);

    private final ConecError error;

    Reason(ConecError error) {
      this.error = error;
    }
  }

  private final Reason reason;

  public IdentityException(Reason reason, String message) {
    this(reason, message, null);
  }

  public IdentityException(Reason reason, String message, Throwable cause) {
    this(reason, message, cause, null);
  }

  /**
   * @param option the option to blame, {@code null} when the caller knows it
   */
  IdentityException(Reason reason, String message, Throwable cause, String option) {
    super(reason.error, Printable.reason(message), cause, option);
    this.reason = reason;
  }

  /**
   * Blame an option when what it says cannot be read.
   */
  public static <T> T blaming(String option, Supplier<T> reader) {
    try {
      return reader.get();
    } catch (IdentityException e) {
      throw new IdentityException(e.reason, e.getMessage(), e, option);
    }
  }

  public Reason reason() {
    return reason;
  }
}
