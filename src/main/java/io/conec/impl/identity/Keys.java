package io.conec.impl.identity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.ECGenParameterSpec;

/** The kinds of key in use: EC from 256 bits, RSA from 2048 bits, which is what TLS 1.3 stacks agree on. */
final class Keys {

  static final int MIN_EC_BITS = 256;
  static final int MIN_RSA_BITS = 2048;

  private static final byte[] SAMPLE = "conec key pair check".getBytes(StandardCharsets.US_ASCII);

  private Keys() {
  }

  static KeyPair newKeyPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JVM cannot make EC P-256 keys", e);
    }
  }

  static void requireStrong(PublicKey key) throws IdentityException {
    if (key instanceof ECKey ec) {
      requireBits("EC", ec.getParams().getCurve().getField().getFieldSize(), MIN_EC_BITS);
    } else if (key instanceof RSAKey rsa) {
      requireBits("RSA", rsa.getModulus().bitLength(), MIN_RSA_BITS);
    } else {
      throw new IdentityException(IdentityException.Reason.WEAK_KEY,
        "The certificate's key algorithm " + key.getAlgorithm() + " is not supported, use EC or RSA");
    }
  }

  private static void requireBits(String algorithm, int bits, int min) throws IdentityException {
    if (bits < min) {
      throw new IdentityException(IdentityException.Reason.WEAK_KEY,
        "The certificate's " + algorithm + " key has " + bits + " bits, at least " + min + " are required");
    }
  }

  static boolean match(PrivateKey privateKey, PublicKey publicKey) {
    try {
      Signature signature = Signature.getInstance(signatureAlgorithm(privateKey));
      signature.initSign(privateKey);
      signature.update(SAMPLE);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(SAMPLE);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  static String signatureAlgorithm(PrivateKey key) {
    return "RSA".equals(key.getAlgorithm()) ? "SHA256withRSA" : "SHA256withECDSA";
  }
}
