package io.conec.impl.identity;

import static io.conec.impl.identity.IdentityException.Reason.EXPIRED;
import static io.conec.impl.identity.IdentityException.Reason.NAME_MISMATCH;
import static io.conec.impl.identity.IdentityException.Reason.NOT_YET_VALID;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * Reads properties of certificates. Like all code for verification, it does not use BouncyCastle, because the JVM takes
 * a third of a second to open its signed archives, and the first clients of a Coordinator would have to wait.
 */
public final class Certificates {

  /** The GeneralName tag of a dNSName (RFC 5280, section 4.2.1.6). */
  private static final int DNS_NAME = 2;
  /** The GeneralName tag of an iPAddress. */
  private static final int IP_ADDRESS = 7;

  /** The first bit of the key usage (RFC 5280, section 4.2.1.3). */
  private static final int DIGITAL_SIGNATURE = 0;

  /** Purposes of the extended key usage (RFC 5280, section 4.2.1.12). */
  private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
  private static final String ANY_PURPOSE = "2.5.29.37.0";

  private Certificates() {
  }

  /** @return SHA-256 of the DER encoding as 64 lower-case hex digits, as {@code sha256sum} prints it */
  public static String fingerprint(X509Certificate certificate) {
    return HexFormat.of().formatHex(digest(certificate));
  }

  /** @return SHA-256 of the DER encoding */
  public static byte[] digest(X509Certificate certificate) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
    } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
      throw new IllegalStateException("Cannot hash a certificate", e);
    }
  }

  /**
   * Whether one of the subject alternative names of type {@code dNSName} is exactly the id. Case matters, and {@code *}
   * is not a wildcard, because ids are not DNS names.
   */
  public static boolean hasName(X509Certificate certificate, String id) {
    return dnsNames(certificate).contains(id);
  }

  /** @return the {@code dNSName}s; empty when the extension is absent or malformed */
  public static List<String> dnsNames(X509Certificate certificate) {
    return names(certificate, Set.of(DNS_NAME));
  }

  /** @return the {@code dNSName}s and {@code iPAddress}es, by which a Coordinator can be addressed */
  public static List<String> hostNames(X509Certificate certificate) {
    return names(certificate, Set.of(DNS_NAME, IP_ADDRESS));
  }

  private static List<String> names(X509Certificate certificate, Set<Integer> types) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null ? List.of() : names.stream()
        .filter(name -> types.contains((Integer) name.get(0)))
        .map(name -> (String) name.get(1))
        .toList();
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }

  public static boolean same(X509Certificate a, X509Certificate b) {
    try {
      return MessageDigest.isEqual(a.getEncoded(), b.getEncoded());
    } catch (CertificateEncodingException e) {
      return false;
    }
  }

  /** Whether the certificate was signed with its own key. */
  public static boolean isSelfSigned(X509Certificate certificate) {
    if (!isSelfIssued(certificate)) {
      return false;
    }
    try {
      certificate.verify(certificate.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  static boolean isSelfIssued(X509Certificate certificate) {
    return certificate.getIssuerX500Principal().equals(certificate.getSubjectX500Principal());
  }

  /** Whether the key usage allows TLS, which needs signatures. */
  static boolean allowsSignatures(X509Certificate certificate) {
    boolean[] usage = certificate.getKeyUsage();
    return usage == null || usage[DIGITAL_SIGNATURE];
  }

  /**
   * @param any whether {@code anyExtendedKeyUsage} is sufficient
   */
  static boolean allowsClientAuth(X509Certificate certificate, boolean any) {
    try {
      List<String> usages = certificate.getExtendedKeyUsage();
      return usages == null || usages.contains(CLIENT_AUTH)
        || any && usages.contains(ANY_PURPOSE);
    } catch (CertificateParsingException e) {
      return false;
    }
  }

  /** @throws IdentityException when a peer with this id cannot use the certificate at this time */
  public static void checkUsable(X509Certificate certificate, String id, Clock clock) {
    checkDates(certificate, clock);
    if (!hasName(certificate, id)) {
      throw new IdentityException(NAME_MISMATCH, "The certificate is not for id '" + id + "'");
    }
  }

  /**
   * @param chain    the chain that was accepted at this time; certificates that had expired by then were not needed
   * @return when the first certificate that may have been needed expires
   */
  public static Instant validUntil(List<X509Certificate> chain, Instant accepted) {
    return chain.stream()
      .map(certificate -> certificate.getNotAfter().toInstant())
      .filter(end -> !end.isBefore(accepted))
      .min(Comparator.naturalOrder())
      .orElse(accepted);
  }

  static void checkDates(X509Certificate certificate, Clock clock) {
    checkDates("The certificate", certificate, clock);
  }

  /**
   * @param what the beginning of the sentence about the problem
   */
  static void checkDates(String what, X509Certificate certificate, Clock clock) {
    Instant now = clock.instant();
    Instant notBefore = certificate.getNotBefore().toInstant();
    Instant notAfter = certificate.getNotAfter().toInstant();
    if (now.isAfter(notAfter)) {
      throw new IdentityException(EXPIRED, what + " expired at " + notAfter + ", it is now " + now);
    }
    if (now.isBefore(notBefore)) {
      throw new IdentityException(NOT_YET_VALID, what + " is valid from " + notBefore + ", it is now " + now
        + ": compare the clocks of both machines");
    }
  }
}
