package io.conec.impl.identity;

import static io.conec.impl.identity.IdentityException.Reason.NO_CERTIFICATE;
import static io.conec.impl.identity.IdentityException.Reason.UNTRUSTED;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * How much of a presented chain is looked at. Checked before anything in it is parsed or verified, and cheap enough for
 * the event loop.
 */
public final class ChainLimits {

  /** The JDK takes as many from a TLS client; chains in use have two to four. */
  public static final int MAX_CERTIFICATES = 8;

  /**
   * Of all certificates together. BoringSSL takes no longer TLS message, and one control frame has room for a
   * certificate of this length in an introduction. Common certificates have 1 or 2 KiB.
   */
  public static final int MAX_BYTES = 16 * 1024;

  private ChainLimits() {
  }

  /**
   * @param chain what the other end presented, leaf first
   * @throws IdentityException when there is nothing, or more than is looked at
   */
  public static void check(List<X509Certificate> chain) throws IdentityException {
    if (chain.isEmpty()) {
      throw new IdentityException(NO_CERTIFICATE, "No certificate was presented");
    }
    if (chain.size() > MAX_CERTIFICATES) {
      throw new IdentityException(UNTRUSTED, "The certificate chain has " + chain.size()
        + " certificates, at most " + MAX_CERTIFICATES + " are accepted: present only those below the authority");
    }
    int bytes = chain.stream().mapToInt(ChainLimits::length).sum();
    if (bytes > MAX_BYTES) {
      throw new IdentityException(UNTRUSTED,
        "The certificate chain has " + bytes + " bytes, at most " + MAX_BYTES + " are accepted");
    }
  }

  private static int length(X509Certificate certificate) {
    try {
      return certificate.getEncoded().length;
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("Cannot encode a certificate", e);
    }
  }
}
