package io.conec.impl.channel;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.impl.identity.IdentityException;
import io.conec.impl.wire.Printable;

/**
 * What is wrong with a certificate, as an error of the API.
 */
public final class IdentityErrors {

  private IdentityErrors() {
  }

  public static ConecException toConecException(IdentityException cause) {
    ConecError error = switch (cause.reason()) {
      case NO_CERTIFICATE -> ConecError.CERTIFICATE_MISSING;
      case EXPIRED, NOT_YET_VALID -> ConecError.CERTIFICATE_EXPIRED;
      case NAME_MISMATCH -> ConecError.CERTIFICATE_NAME_MISMATCH;
      case NOT_SELF_SIGNED, WEAK_KEY, WEAK_SIGNATURE, UNTRUSTED -> ConecError.CERTIFICATE_UNTRUSTED;
      case REVOKED -> ConecError.CERTIFICATE_REVOKED;
      case UNUSABLE -> ConecError.CONFIGURATION;
    };
    return new ConecException(error, Printable.reason(cause.getMessage()), cause);
  }
}
