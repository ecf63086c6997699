package io.conec.impl.identity;

import static io.conec.impl.identity.IdentityException.Reason.UNUSABLE;
import static io.conec.impl.identity.TestIdentities.assertRefused;
import static io.conec.impl.identity.TestIdentities.authority;
import static io.conec.impl.identity.TestIdentities.rsaKeyPair;
import static io.conec.impl.identity.TestIdentities.selfSigned;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringWriter;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.junit.jupiter.api.Test;

class PemTest {

  private final Credentials shop = selfSigned("shop");

  @Test
  void certificatesComeBackInOrder() throws Exception {
    List<X509Certificate> chain = List.of(shop.leaf(), authority("home").certificate());
    String pem = Pem.write(chain);
    assertTrue(pem.startsWith("-----BEGIN CERTIFICATE-----"), pem);
    assertEquals(chain, Pem.certificates(pem));
    assertEquals(chain, Pem.certificates("Bag Attributes: none\n" + Pem.write(shop.key()) + pem));
  }

  @Test
  void keysComeBack() throws Exception {
    String pem = Pem.write(shop.key());
    assertTrue(pem.startsWith("-----BEGIN PRIVATE KEY-----"), pem);
    assertEquals(shop.key(), Pem.privateKey(pem));
    PrivateKey rsa = rsaKeyPair(2048).getPrivate();
    assertEquals(rsa, Pem.privateKey(Pem.write(shop.chain()) + Pem.write(rsa) + pem), "the first key counts");
  }

  @Test
  void readsTraditionalKeys() throws Exception {
    PrivateKey rsa = rsaKeyPair(2048).getPrivate();
    String rsaPem = bouncyCastle(rsa);
    assertTrue(rsaPem.startsWith("-----BEGIN RSA PRIVATE KEY-----"), rsaPem);
    assertEquals(rsa, Pem.privateKey(rsaPem));
    byte[] rfc5915 = new org.bouncycastle.asn1.sec.ECPrivateKey(
      256, ((ECPrivateKey) shop.key()).getS(), SECObjectIdentifiers.secp256r1).getEncoded();
    String ecPem = bouncyCastle(new PemObject("EC PRIVATE KEY", rfc5915));
    assertTrue(Keys.match(Pem.privateKey(ecPem), shop.leaf().getPublicKey()));
  }

  @Test
  void saysWhatToDoAboutAnEncryptedKey() throws Exception {
    var encryptor = new JceOpenSSLPKCS8EncryptorBuilder(JcaPKCS8Generator.AES_256_CBC)
      .setProvider(new BouncyCastleProvider()).setPassword("secret".toCharArray()).build();
    String pem = bouncyCastle(new JcaPKCS8Generator(shop.key(), encryptor));
    assertTrue(assertRefused(UNUSABLE, () -> Pem.privateKey(pem)).contains("decrypt"));
  }

  @Test
  void refusesWhatIsMissingOrDamaged() {
    assertRefused(UNUSABLE, () -> Pem.certificates(""));
    assertRefused(UNUSABLE, () -> Pem.certificates(Pem.write(shop.key())));
    assertRefused(UNUSABLE, () -> Pem.privateKey(""));
    assertRefused(UNUSABLE, () -> Pem.privateKey(Pem.write(shop.chain())));
    String certificate = Pem.write(shop.chain());
    String key = Pem.write(shop.key());
    assertRefused(UNUSABLE, () -> Pem.certificates(certificate.substring(0, certificate.length() / 2)));
    assertRefused(UNUSABLE, () -> Pem.certificates(dropLine(certificate, 2)));
    assertRefused(UNUSABLE, () -> Pem.privateKey(dropLine(key, 1)));
    assertRefused(UNUSABLE, () -> Pem.certificates("-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n"));
  }

  private static String dropLine(String text, int index) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    lines.remove(index);
    return String.join("\n", lines);
  }

  private static String bouncyCastle(Object object) throws Exception {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    }
    return text.toString();
  }
}
