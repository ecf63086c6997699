package io.conec.impl.identity;

import static io.conec.impl.identity.IdentityException.Reason.EXPIRED;
import static io.conec.impl.identity.IdentityException.Reason.NOT_YET_VALID;
import static io.conec.impl.identity.IdentityException.Reason.UNTRUSTED;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXCertPathValidatorResult;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1OctetString;

/**
 * Validates a presented chain with the trusted authorities, by RFC 5280, section 6. It uses the chain in the presented
 * order, and does not search for other paths, because that can take exponential time.
 */
final class ChainValidator {

  private static final int KEY_CERT_SIGN = 5;

  /** RFC 5280, section 4.2.1.10. */
  private static final String NAME_CONSTRAINTS = "2.5.29.30";

  private final Set<TrustAnchor> authorities;
  private final Clock clock;

  ChainValidator(List<X509Certificate> authorities, Clock clock) {
    this.authorities = authorities.stream().map(authority -> new TrustAnchor(authority, null))
      .collect(Collectors.toSet());
    this.clock = clock;
  }

  /**
   * @param chain the chain, leaf first, each certificate issued by the next; the last may be the authority's
   * @return the chain without the certificate of the authority, unless the leaf itself is trusted
   */
  List<X509Certificate> validate(List<X509Certificate> chain) {
    if (isAuthority(chain.get(0))) {
      return chain.subList(0, 1);
    }
    requireOrder(chain);
    List<X509Certificate> path = belowAuthority(chain);
    for (X509Certificate certificate : path) {
      SignatureAlgorithms.requireStrong(certificate);
    }
    List<X509Certificate> intermediates = path.subList(1, path.size());
    for (X509Certificate intermediate : intermediates) {
      requireIssuer(intermediate, "An intermediate certificate");
    }
    X509Certificate authority = validatePath(path);
    requireIssuer(authority, "The authority's certificate");
    requirePathLength(authority, intermediates);
    requireNames(authority, path);
    return path;
  }

  private boolean isAuthority(X509Certificate certificate) {
    return authorities.stream().anyMatch(anchor -> Certificates.same(anchor.getTrustedCert(), certificate));
  }

  private static void requireOrder(List<X509Certificate> chain) {
    for (int i = 1; i < chain.size(); i++) {
      if (!chain.get(i - 1).getIssuerX500Principal().equals(chain.get(i).getSubjectX500Principal())) {
        throw new IdentityException(UNTRUSTED, "The certificate chain is not in order: certificate " + (i + 1)
          + " is not the issuer of certificate " + i);
      }
    }
  }

  /** A cross-certified authority has several certificates with the same name and key. */
  private List<X509Certificate> belowAuthority(List<X509Certificate> chain) {
    for (int i = 1; i < chain.size(); i++) {
      X509Certificate certificate = chain.get(i);
      boolean trusted = authorities.stream().map(TrustAnchor::getTrustedCert).anyMatch(authority ->
        authority.getSubjectX500Principal().equals(certificate.getSubjectX500Principal())
          && authority.getPublicKey().equals(certificate.getPublicKey()));
      if (trusted) {
        return chain.subList(0, i);
      }
    }
    return chain;
  }

  /**
   * @return the certificate of the authority at the end of the path
   */
  private X509Certificate validatePath(List<X509Certificate> path) {
    try {
      PKIXParameters parameters = new PKIXParameters(authorities);
      parameters.setDate(Date.from(clock.instant()));
      parameters.setRevocationEnabled(false);
      // Policies are not used, and policy mappings can take exponential time.
      parameters.setPolicyMappingInhibited(true);
      PKIXCertPathValidatorResult result = (PKIXCertPathValidatorResult) CertPathValidator.getInstance("PKIX")
        .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
      return result.getTrustAnchor().getTrustedCert();
    } catch (CertPathValidatorException e) {
      IdentityException.Reason reason = e.getReason() == BasicReason.EXPIRED ? EXPIRED
        : e.getReason() == BasicReason.NOT_YET_VALID ? NOT_YET_VALID : UNTRUSTED;
      String which = e.getIndex() < 0 ? "" : " (certificate " + (e.getIndex() + 1) + " of the chain)";
      throw new IdentityException(reason,
        "The certificate was not issued by the client CA: " + e.getMessage() + which, e);
    } catch (GeneralSecurityException e) {
      throw new IdentityException(UNTRUSTED, "The certificate chain cannot be validated: " + e.getMessage(), e);
    }
  }

  /** Check what the JDK does not check for trusted authorities and the keys of intermediates. */
  private void requireIssuer(X509Certificate issuer, String what) {
    Certificates.checkDates(what, issuer, clock);
    Keys.requireStrongIssuer(issuer.getPublicKey());
    boolean[] usage = issuer.getKeyUsage();
    if (issuer.getBasicConstraints() < 0 || usage != null && !usage[KEY_CERT_SIGN]) {
      throw new IdentityException(UNTRUSTED, what + " is not that of a certificate authority: it may not issue others");
    }
    if (!Certificates.allowsClientAuth(issuer, true)) {
      throw new IdentityException(UNTRUSTED, what + " has an extended key usage without clientAuth");
    }
  }

  private static void requirePathLength(X509Certificate authority, List<X509Certificate> intermediates) {
    long length = intermediates.stream().filter(intermediate -> !Certificates.isSelfIssued(intermediate)).count();
    if (length > authority.getBasicConstraints()) {
      throw new IdentityException(UNTRUSTED, "The chain has " + length + " intermediate certificates, the authority's "
        + "certificate allows " + authority.getBasicConstraints() + " (path length)");
    }
  }

  private static void requireNames(X509Certificate authority, List<X509Certificate> path) {
    byte[] extension = authority.getExtensionValue(NAME_CONSTRAINTS);
    if (extension == null) {
      return;
    }
    X509CertSelector permitted = new X509CertSelector();
    try {
      permitted.setNameConstraints(ASN1OctetString.getInstance(extension).getOctets());
    } catch (IOException e) {
      throw new IdentityException(UNTRUSTED, "The name constraints of the authority's certificate cannot be read", e);
    }
    boolean allowed = Stream.concat(path.stream().limit(1),
      path.stream().skip(1).filter(intermediate -> !Certificates.isSelfIssued(intermediate)))
      .allMatch(permitted::match);
    if (!allowed) {
      throw new IdentityException(UNTRUSTED, "The name constraints of the authority's certificate forbid a name of the "
        + "chain");
    }
  }
}
