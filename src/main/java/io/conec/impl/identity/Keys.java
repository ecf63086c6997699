package io.conec.impl.identity;

import static io.conec.impl.identity.IdentityException.Reason.WEAK_KEY;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;

/**
 * The supported kinds of keys: EC from 256 bits and RSA from 2048 bits, which all TLS 1.3 stacks support. The upper
 * bounds limit a verification to some milliseconds.
 */
final class Keys {

  static final int MIN_EC_BITS = 256;
  /** P-521, the longest curve of TLS 1.3. */
  static final int MAX_EC_BITS = 521;
  static final int MIN_RSA_BITS = 2048;
  /** Twice the longest common size. */
  static final int MAX_RSA_BITS = 8192;
  /** The common exponent has 17 bits; BoringSSL accepts no longer one than this. */
  static final int MAX_RSA_EXPONENT_BITS = 33;

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

  static void requireStrong(PublicKey key) {
    if (key instanceof ECKey ec) {
      requireBits("EC", ec.getParams().getCurve().getField().getFieldSize(), MIN_EC_BITS, MAX_EC_BITS);
    } else if (key instanceof RSAPublicKey rsa) {
      requireBits("RSA", rsa.getModulus().bitLength(), MIN_RSA_BITS, MAX_RSA_BITS);
      if (rsa.getPublicExponent().bitLength() > MAX_RSA_EXPONENT_BITS) {
        throw new IdentityException(WEAK_KEY, "The certificate's RSA key has a public exponent of "
          + rsa.getPublicExponent().bitLength() + " bits, at most " + MAX_RSA_EXPONENT_BITS + " are accepted");
      }
    } else {
      throw new IdentityException(WEAK_KEY,
        "The certificate's key algorithm " + key.getAlgorithm() + " is not supported, use EC or RSA");
    }
  }

  /** A key that signs certificates may also be an Ed25519 or Ed448 key; TLS stacks rarely accept these. */
  static void requireStrongIssuer(PublicKey key) {
    if (!(key instanceof EdECKey)) {
      requireStrong(key);
    }
  }

  private static void requireBits(String algorithm, int bits, int min, int max) {
    if (bits < min || bits > max) {
      throw new IdentityException(WEAK_KEY, "The certificate's " + algorithm + " key has " + bits + " bits, "
        + (bits < min ? "at least " + min + " are required" : "at most " + max + " are accepted"));
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
