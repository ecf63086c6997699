package io.conec.impl.identity;

import static io.conec.impl.identity.IdentityException.Reason.UNUSABLE;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CRLException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/** Certificates and private keys as PEM text (RFC 7468). A text may have certificates and a key. */
public final class Pem {

  private Pem() {
  }

  public static String write(Collection<X509Certificate> certificates) {
    try {
      StringBuilder pem = new StringBuilder();
      for (X509Certificate certificate : certificates) {
        pem.append(block("CERTIFICATE", certificate.getEncoded()));
      }
      return pem.toString();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Cannot encode a certificate", e);
    }
  }

  /** Write the key as unencrypted PKCS#8: only its owner may be able to read the text. */
  public static String write(PrivateKey key) {
    return block("PRIVATE KEY", key.getEncoded());
  }

  static String write(X509CRL list) {
    try {
      return block("X509 CRL", list.getEncoded());
    } catch (CRLException e) {
      throw new IllegalStateException("Cannot encode a CRL", e);
    }
  }

  private static String block(String label, byte[] der) {
    StringWriter text = new StringWriter();
    try (PemWriter writer = new PemWriter(text)) {
      writer.writeObject(new PemObject(label, der));
    } catch (IOException e) {
      throw new IllegalStateException("Cannot write PEM", e);
    }
    return text.toString();
  }

  /**
   * @return all certificates in the text, in order
   * @throws IdentityException when there is none, or the text is damaged
   */
  public static List<X509Certificate> certificates(String pem) {
    try {
      JcaX509CertificateConverter converter = new JcaX509CertificateConverter();
      List<X509Certificate> certificates = new ArrayList<>();
      for (Object object : objects(pem)) {
        if (object instanceof X509CertificateHolder holder) {
          certificates.add(converter.getCertificate(holder));
        }
      }
      if (certificates.isEmpty()) {
        throw new IdentityException(UNUSABLE, "The PEM text has no '-----BEGIN CERTIFICATE-----'");
      }
      return certificates;
    } catch (GeneralSecurityException e) {
      throw new IdentityException(UNUSABLE, "The PEM text has a certificate that cannot be read", e);
    }
  }

  /**
   * @return the first private key in the text: PKCS#8, or the traditional format of RSA or EC
   * @throws IdentityException when there is none, it is encrypted, or the text is damaged
   */
  public static PrivateKey privateKey(String pem) {
    for (Object object : objects(pem)) {
      if (object instanceof PrivateKeyInfo info) {
        return privateKey(info);
      } else if (object instanceof PEMKeyPair pair) {
        return privateKey(pair.getPrivateKeyInfo());
      } else if (object instanceof PKCS8EncryptedPrivateKeyInfo || object instanceof PEMEncryptedKeyPair) {
        throw new IdentityException(UNUSABLE, "The PEM text has an encrypted private key: decrypt it first, "
          + "for example with 'openssl pkey', or use a PKCS#12 key store");
      }
    }
    throw new IdentityException(UNUSABLE, "The PEM text has no '-----BEGIN PRIVATE KEY-----'");
  }

  private static PrivateKey privateKey(PrivateKeyInfo info) {
    try {
      return new JcaPEMKeyConverter().getPrivateKey(info);
    } catch (IOException e) {
      throw new IdentityException(UNUSABLE, "The PEM text has a private key that cannot be read", e);
    }
  }

  private static List<Object> objects(String pem) {
    List<Object> objects = new ArrayList<>();
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
        objects.add(object);
      }
      return objects;
    } catch (IOException | RuntimeException e) {
      // BouncyCastle's ASN.1 and Base64 decoders report damage with unchecked exceptions.
      throw new IdentityException(UNUSABLE, "The PEM text is damaged", e);
    }
  }
}
