package io.conec.impl.identity;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.impl.util.Printable;

/**
 * Converts problems with certificates to errors of the API.
 */
public final class IdentityErrors {

  /** Reads certificates or keys. */
  public interface Reader<T> {
    T read() throws IdentityException;
  }

  private IdentityErrors() {
  }

  /**
   * @throws ConecException that blames the option, when what it says cannot be read
   */
  public static <T> T read(String option, Reader<T> reader) {
    try {
      return reader.read();
    } catch (IdentityException e) {
      throw toConecException(e, option);
    }
  }

  public static ConecException toConecException(IdentityException cause) {
    return toConecException(cause, cause.option());
  }

  private static ConecException toConecException(IdentityException cause, String option) {
    ConecError error = switch (cause.reason()) {
      case NO_CERTIFICATE -> ConecError.CERTIFICATE_MISSING;
      case EXPIRED, NOT_YET_VALID -> ConecError.CERTIFICATE_EXPIRED;
      case NAME_MISMATCH -> ConecError.CERTIFICATE_NAME_MISMATCH;
      case NOT_SELF_SIGNED, WEAK_KEY, WEAK_SIGNATURE, UNTRUSTED -> ConecError.CERTIFICATE_UNTRUSTED;
      case REVOKED -> ConecError.CERTIFICATE_REVOKED;
      case UNUSABLE -> ConecError.CONFIGURATION;
    };
    return new ConecException(error, Printable.reason(cause.getMessage()), cause, option);
  }
}
