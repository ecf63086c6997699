package io.conec.impl.identity;

import static io.conec.impl.identity.IdentityException.Reason.REVOKED;
import static io.conec.impl.identity.IdentityException.Reason.UNUSABLE;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.cert.CRL;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CRLHolder;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate revocation list of a CA (RFC 5280, section 5): a complete one, neither a delta nor a part. */
public record RevocationList(X509CRL crl) {

  private static final int CRL_SIGN = 6;
  /** The code for no reason, for which RFC 5280 omits the extension. */
  private static final int UNSPECIFIED = 0;

  /**
   * @param content one or more lists in PEM, or one in DER
   * @throws IdentityException when there is none, or one is damaged or incomplete
   */
  public static List<RevocationList> read(byte[] content) {
    List<RevocationList> lists = new ArrayList<>();
    try {
      for (CRL list : CertificateFactory.getInstance("X.509").generateCRLs(new ByteArrayInputStream(content))) {
        lists.add(complete((X509CRL) list));
      }
    } catch (GeneralSecurityException e) {
      throw new IdentityException(UNUSABLE, "The CRL is damaged: " + e.getMessage(), e);
    }
    if (lists.isEmpty()) {
      throw new IdentityException(UNUSABLE, "There is no CRL in it: neither '-----BEGIN X509 CRL-----' nor DER");
    }
    return lists;
  }

  /** A critical extension means that the list is incomplete (RFC 5280, section 5.2). */
  private static RevocationList complete(X509CRL list) {
    Set<String> critical = list.getCriticalExtensionOIDs();
    if (critical != null && !critical.isEmpty()) {
      throw new IdentityException(UNUSABLE, "The CRL has critical extensions " + critical
        + ": it may be a delta CRL or one of several parts, a complete one is needed");
    }
    return new RevocationList(list);
  }

  static RevocationList issue(Credentials authority, Clock clock, RevocationList previous,
                              Collection<X509Certificate> certificates) {
    try {
      X509v2CRLBuilder builder = new JcaX509v2CRLBuilder(authority.leaf(), Date.from(clock.instant()));
      builder.setNextUpdate(authority.leaf().getNotAfter());
      if (previous != null) {
        builder.addCRL(new JcaX509CRLHolder(previous.crl));
      }
      for (X509Certificate certificate : certificates) {
        builder.addCRLEntry(certificate.getSerialNumber(), Date.from(clock.instant()), UNSPECIFIED);
      }
      builder.addExtension(Extension.authorityKeyIdentifier, false,
        CertificateTemplate.keyIdentifier(authority.leaf()));
      builder.addExtension(Extension.cRLNumber, false, new CRLNumber(
        previous == null ? BigInteger.ONE : previous.number().add(BigInteger.ONE)));
      var signer = new JcaContentSignerBuilder(Keys.signatureAlgorithm(authority.key())).build(authority.key());
      return new RevocationList(new JcaX509CRLConverter().getCRL(builder.build(signer)));
    } catch (OperatorCreationException | IOException | GeneralSecurityException e) {
      throw new IdentityException(UNUSABLE, "The CRL cannot be signed: " + e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    return "The CRL of '" + crl.getIssuerX500Principal() + "' with the next update at "
      + (crl.getNextUpdate() == null ? "no time" : crl.getNextUpdate().toInstant());
  }

  private BigInteger number() {
    byte[] extension = crl.getExtensionValue(Extension.cRLNumber.getId());
    return extension == null ? BigInteger.ZERO
      : ASN1Integer.getInstance(ASN1OctetString.getInstance(extension).getOctets()).getValue();
  }

  /** @return the list as PEM */
  public String toPem() {
    return Pem.write(crl);
  }

  /**
   * @throws IdentityException when none of the authorities has signed the list, or a newer one is due
   */
  public void verify(Collection<X509Certificate> authorities, Clock clock) {
    if (authorities.stream().noneMatch(this::isSignedBy)) {
      throw new IdentityException(UNUSABLE, "The CRL of '" + crl.getIssuerX500Principal()
        + "' was not signed by any of the certificate authorities that are trusted");
    }
    if (isOverdue(clock.instant())) {
      throw new IdentityException(UNUSABLE, this + " has expired, it is now " + clock.instant());
    }
  }

  /**
   * Whether a newer list is due; also when the list does not have the date of the next update, which RFC 5280 requires.
   */
  public boolean isOverdue(Instant now) {
    return crl.getNextUpdate() == null || crl.getNextUpdate().toInstant().isBefore(now);
  }

  private boolean isSignedBy(X509Certificate authority) {
    boolean[] usage = authority.getKeyUsage();
    if (!authority.getSubjectX500Principal().equals(crl.getIssuerX500Principal())
      || authority.getBasicConstraints() < 0 || usage != null && !usage[CRL_SIGN]) {
      return false;
    }
    try {
      crl.verify(authority.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** @return when the certificate was revoked, {@code null} when it was not */
  public Instant revokedAt(X509Certificate certificate) {
    X509CRLEntry entry = crl.getRevokedCertificate(certificate);
    return entry == null ? null : entry.getRevocationDate().toInstant();
  }

  /** @throws IdentityException when the certificate is on the list */
  void check(X509Certificate certificate) {
    Instant revokedAt = revokedAt(certificate);
    if (revokedAt != null) {
      throw new IdentityException(REVOKED, "The certificate with the serial number "
        + certificate.getSerialNumber().toString(16) + " was revoked by its certificate authority at " + revokedAt);
    }
  }
}
