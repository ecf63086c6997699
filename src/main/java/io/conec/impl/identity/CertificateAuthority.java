package io.conec.impl.identity;

import static io.conec.impl.identity.IdentityException.Reason.UNUSABLE;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;

/** Issues certificates for peers and Coordinators. */
public final class CertificateAuthority {

  /**
   * Distinguishes the subject of a CA from that of a peer whose id is the CA's name: equal names would look
   * self-issued.
   */
  private static final String ORGANIZATION = "conec CA";

  private static final int KEY_CERT_SIGN = 5;
  private static final int CRL_SIGN = 6;

  private final Credentials credentials;
  private final Clock clock;

  private CertificateAuthority(Credentials credentials, Clock clock) {
    this.credentials = credentials;
    this.clock = clock;
  }

  /** Create a new root. */
  public static CertificateAuthority create(String name, Duration validity, Clock clock) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("A certificate authority needs a name");
    }
    KeyPair pair = Keys.newKeyPair();
    X500Name subject = new X500NameBuilder()
      .addRDN(BCStyle.O, ORGANIZATION)
      .addRDN(BCStyle.CN, SubjectNames.truncate(name))
      .build();
    X509Certificate root = new CertificateTemplate(subject, subject, pair.getPublic(),
      CertificateTemplate.notBefore(clock), CertificateTemplate.notAfter(clock, validity))
      .authority()
      .sign(pair.getPrivate());
    return new CertificateAuthority(new Credentials(pair.getPrivate(), List.of(root)), clock);
  }

  /**
   * Use an existing root or intermediate, maybe of another tool.
   *
   * @throws IdentityException when the certificate may not issue others or is not valid now, or the key does not match
   */
  public static CertificateAuthority of(Credentials credentials, Clock clock) {
    X509Certificate certificate = credentials.leaf();
    boolean[] usage = certificate.getKeyUsage();
    if (certificate.getBasicConstraints() < 0 || usage != null && !usage[KEY_CERT_SIGN]) {
      throw new IdentityException(UNUSABLE, "The certificate is not that of a certificate authority");
    }
    Keys.requireStrong(certificate.getPublicKey());
    if (!Keys.match(credentials.key(), certificate.getPublicKey())) {
      throw new IdentityException(UNUSABLE,
        "The private key does not belong to the certificate authority's certificate");
    }
    Certificates.checkDates(certificate, clock);
    return new CertificateAuthority(credentials, clock);
  }

  public Credentials credentials() {
    return credentials;
  }

  public X509Certificate certificate() {
    return credentials.leaf();
  }

  /**
   * Create a key and a certificate, which expires no later than the authority's own. The chain has all certificates
   * that a verifier needs in addition to the root.
   */
  public Credentials issue(SubjectNames names, Duration validity) {
    X509Certificate issuer = certificate();
    KeyPair pair = Keys.newKeyPair();
    X509Certificate leaf = new CertificateTemplate(
      X500Name.getInstance(issuer.getSubjectX500Principal().getEncoded()), names.distinguishedName(),
      pair.getPublic(), CertificateTemplate.notBefore(clock), earlier(
        CertificateTemplate.notAfter(clock, validity), issuer.getNotAfter().toInstant()))
      .endEntity(names)
      .issuedBy(issuer)
      .sign(credentials.key());
    List<X509Certificate> chain = new ArrayList<>(List.of(leaf));
    credentials.chain().stream().filter(c -> !Certificates.isSelfIssued(c)).forEach(chain::add);
    return new Credentials(pair.getPrivate(), chain);
  }

  /** @return a revocation list with the entries of the previous one, {@code null} for none, and these certificates */
  public RevocationList revoke(RevocationList previous, Collection<X509Certificate> certificates) {
    boolean[] usage = certificate().getKeyUsage();
    if (usage != null && !usage[CRL_SIGN]) {
      throw new IdentityException(UNUSABLE, "The certificate authority's certificate does not allow it to sign CRLs");
    }
    return RevocationList.issue(credentials, clock, previous, certificates);
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
