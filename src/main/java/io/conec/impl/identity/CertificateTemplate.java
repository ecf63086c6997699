package io.conec.impl.identity;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An unsigned certificate, with the extensions of RFC 5280 for an end entity or a CA. */
final class CertificateTemplate {

  /**
   * Certificates begin in the past, so that machines with a slow clock, or without the last DST change, accept them.
   */
  static final Duration BACKDATE = Duration.ofHours(1);

  /** A larger number of days is a typing error, and X.509 cannot express the date. */
  static final Duration MAX_VALIDITY = Duration.ofDays(36_500);

  private static final int SERIAL_BITS = 128;

  private final X509v3CertificateBuilder builder;
  /** Not shared, because it has state while it hashes. */
  private final JcaX509ExtensionUtils utils = extensionUtils();

  CertificateTemplate(X500Name issuer, X500Name subject, PublicKey subjectKey, Instant notBefore, Instant notAfter) {
    builder = new JcaX509v3CertificateBuilder(issuer, new BigInteger(SERIAL_BITS, new SecureRandom()),
      Date.from(notBefore), Date.from(notAfter), subject, subjectKey);
    add(Extension.subjectKeyIdentifier, false, utils.createSubjectKeyIdentifier(subjectKey));
  }

  static Instant notBefore(Clock clock) {
    return clock.instant().minus(BACKDATE);
  }

  static Instant notAfter(Clock clock, Duration validity) {
    if (validity.isNegative() || validity.isZero() || validity.compareTo(MAX_VALIDITY) > 0) {
      throw new IllegalArgumentException(
        "A certificate's validity must be positive and at most " + MAX_VALIDITY.toDays() + " days: " + validity);
    }
    return clock.instant().plus(validity);
  }

  /** Add the extensions for TLS in both roles: a peer connects to some peers and accepts others. */
  CertificateTemplate endEntity(SubjectNames names) {
    add(Extension.basicConstraints, true, new BasicConstraints(false));
    add(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    add(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(
      new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
    return add(Extension.subjectAlternativeName, false, names.alternativeNames());
  }

  /** Add the extensions of a CA that issues only end entities: path length 0. */
  CertificateTemplate authority() {
    add(Extension.basicConstraints, true, new BasicConstraints(0));
    return add(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
  }

  /** Identify the issuer's key exactly as the issuer's own certificate does. */
  CertificateTemplate issuedBy(X509Certificate issuer) {
    return add(Extension.authorityKeyIdentifier, false, keyIdentifier(issuer));
  }

  static AuthorityKeyIdentifier keyIdentifier(X509Certificate issuer) {
    byte[] named = issuer.getExtensionValue(Extension.subjectKeyIdentifier.getId());
    return named == null
      ? extensionUtils().createAuthorityKeyIdentifier(issuer.getPublicKey())
      : new AuthorityKeyIdentifier(SubjectKeyIdentifier.getInstance(
        ASN1OctetString.getInstance(named).getOctets()).getKeyIdentifier());
  }

  private CertificateTemplate add(ASN1ObjectIdentifier extension, boolean critical, ASN1Encodable value) {
    try {
      builder.addExtension(extension, critical, value);
      return this;
    } catch (CertIOException e) {
      throw new IllegalStateException("Cannot encode a certificate's extension", e);
    }
  }

  X509Certificate sign(PrivateKey issuerKey) {
    try {
      var signer = new JcaContentSignerBuilder(Keys.signatureAlgorithm(issuerKey)).build(issuerKey);
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (OperatorCreationException | GeneralSecurityException e) {
      throw new IllegalStateException("Cannot sign a certificate", e);
    }
  }

  private static JcaX509ExtensionUtils extensionUtils() {
    try {
      return new JcaX509ExtensionUtils();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot identify keys by their hash", e);
    }
  }
}
