package io.conec.test;

import io.conec.impl.identity.CertificateAuthority;
import io.conec.impl.identity.Credentials;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;

/**
 * A chain with exponentially many paths: layers of certificates that share name and key, so that each may be the issuer
 * of all in the layer below, and none leads to an authority.
 */
public final class CertificateMaze {

  /** 12^5 paths cost the path builder of the JDK some seconds, and TLS still takes the chain: 16 KiB at most. */
  public static final int LAYERS = 5;
  public static final int CERTIFICATES_PER_LAYER = 12;

  private CertificateMaze() {
  }

  /**
   * @param authority whoever made the certificate at the entrance
   * @param leaf      issued by the authority
   */
  public static Credentials behind(CertificateAuthority authority, Credentials leaf) {
    try {
      List<X509Certificate> chain = new ArrayList<>(List.of(leaf.leaf()));
      X500Name subject = X500Name.getInstance(authority.certificate().getSubjectX500Principal().getEncoded());
      PublicKey key = authority.certificate().getPublicKey();
      for (int layer = 1; layer <= LAYERS; layer++) {
        X500Name issuer = new X500Name("CN=" + layer);
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        for (int i = 0; i < CERTIFICATES_PER_LAYER; i++) {
          chain.add(certificate(issuer, pair, i, subject, key));
        }
        subject = issuer;
        key = pair.getPublic();
      }
      return new Credentials(leaf.key(), chain);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static X509Certificate certificate(X500Name issuer, KeyPair issuerKey, int serial, X500Name subject,
                                             PublicKey key) throws Exception {
    Instant now = Instant.now();
    return new JcaX509CertificateConverter().getCertificate(new JcaX509v3CertificateBuilder(issuer,
      BigInteger.valueOf(serial), Date.from(now.minus(Duration.ofHours(1))), Date.from(now.plus(Duration.ofDays(1))),
      subject, key)
      .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
      .build(new JcaContentSignerBuilder("Ed25519").build(issuerKey.getPrivate())));
  }
}
