package io.conec.impl.identity;

import static io.conec.impl.identity.IdentityException.Reason.NO_CERTIFICATE;
import static io.conec.impl.identity.IdentityException.Reason.UNTRUSTED;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * The limits of a presented chain. They are checked before anything in it is parsed or verified; the check is cheap
 * enough for the event loop.
 */
public final class ChainLimits {

  /** The JDK accepts as many from a TLS client; common chains have two to four. */
  public static final int MAX_CERTIFICATES = 8;

  /**
   * The most bytes of all certificates together. BoringSSL accepts no longer TLS message, and a control frame has room
   * for a certificate of this length. Common certificates have 1 or 2 KiB.
   */
  public static final int MAX_BYTES = 16 * 1024;

  private ChainLimits() {
  }

  /**
   * @param chain the presented chain, leaf first
   * @throws IdentityException when it is empty or exceeds a limit
   */
  public static void check(List<X509Certificate> chain) {
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
