package io.conec.test.raw;

import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

import javax.net.ssl.KeyManagerFactory;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A key and a self-signed certificate for one DNS name. */
public record RawIdentity(PrivateKey key, X509Certificate certificate) {

  private static final Map<String, RawIdentity> SHARED = new ConcurrentHashMap<>();

  /** A new one. */
  public static RawIdentity of(String name) {
    return of(name, 0);
  }

  /** The same each time, for one who comes again and again. */
  public static RawIdentity shared(String name) {
    return SHARED.computeIfAbsent(name, RawIdentity::of);
  }

  /**
   * @param padding bytes that the certificate has more than it needs
   */
  public static RawIdentity of(String name, int padding) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      X500Name subject = new X500Name("CN=" + name);
      Instant now = Instant.now();
      BigInteger serial = BigInteger.valueOf(now.toEpochMilli());
      JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(subject, serial,
        Date.from(now.minus(Duration.ofHours(1))), Date.from(now.plus(Duration.ofDays(100))),
        subject, pair.getPublic());
      builder.addExtension(Extension.subjectAlternativeName, false,
        new GeneralNames(new GeneralName(GeneralName.dNSName, name)));
      if (padding > 0) {
        builder.addExtension(MiscObjectIdentifiers.netscapeCertComment, false, new DEROctetString(new byte[padding]));
      }
      return new RawIdentity(pair.getPrivate(), new JcaX509CertificateConverter().getCertificate(
        builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** From a store that does not derive a key from a password, which would take longer than a handshake. */
  KeyManagerFactory keyManagers() {
    try {
      char[] none = {};
      KeyStore store = KeyStore.getInstance("JKS");
      store.load(null, null);
      store.setKeyEntry("raw", key, none, new Certificate[] {certificate});
      KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, none);
      return factory;
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The certificate in the base64 of control messages. */
  public String base64() {
    try {
      return Base64.getEncoder().encodeToString(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new AssertionError(e);
    }
  }

  public String pem() {
    return "-----BEGIN CERTIFICATE-----\n" + base64() + "\n-----END CERTIFICATE-----\n";
  }
}
