package io.conec.impl.identity;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;

/** Creates a new EC P-256 key and a self-signed certificate in memory. */
public final class SelfSigned {

  private SelfSigned() {
  }

  /**
   * @param validity from now; the certificate also covers the last hour, for slow clocks
   * @throws IllegalArgumentException when the validity is not positive or longer than 100 years
   */
  public static Credentials create(SubjectNames names, Duration validity, Clock clock) {
    KeyPair pair = Keys.newKeyPair();
    X500Name name = names.distinguishedName();
    X509Certificate certificate = new CertificateTemplate(name, name, pair.getPublic(),
      CertificateTemplate.notBefore(clock), CertificateTemplate.notAfter(clock, validity))
      .endEntity(names)
      .sign(pair.getPrivate());
    return new Credentials(pair.getPrivate(), List.of(certificate));
  }
}
