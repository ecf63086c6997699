package io.conec.impl.identity;

/**
 * A certificate, a key or trust material is not acceptable. The exception is checked, so that callers have to convert
 * it to an error for users. The message is a sentence and safe to log: names from a certificate are validated first.
 */
public final class IdentityException extends Exception {

  private static final long serialVersionUID = 1L;

  /** The kinds of problems. */
  public enum Reason {
    /** The other end presented no certificate. */
    NO_CERTIFICATE,
    /** No client CA is in use and the certificate was not signed with its own key. */
    NOT_SELF_SIGNED,
    /** The certificate has expired. */
    EXPIRED,
    /** The certificate is not valid yet. */
    NOT_YET_VALID,
    /** The certificate is not for the id. */
    NAME_MISMATCH,
    /** A key is too short, too long, or of an algorithm that is not supported. */
    WEAK_KEY,
    /** A certificate is signed with an algorithm that is too weak or not supported. */
    WEAK_SIGNATURE,
    /** The certificate's chain does not lead to a trusted CA. */
    UNTRUSTED,
    /** The certificate or its id is on a deny list or on a revocation list of its CA. */
    REVOKED,
    /** The user's own key, certificate or trust material cannot be read or does not fit together. */
    UNUSABLE
  }

  private final Reason reason;
  private final String option;

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
    super(message, cause);
    this.reason = reason;
    this.option = option;
  }

  public Reason reason() {
    return reason;
  }

  public String option() {
    return option;
  }
}
