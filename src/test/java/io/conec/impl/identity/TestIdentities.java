package io.conec.impl.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.function.Executable;

/** Shared by several identity tests. */
final class TestIdentities {

  /** Stands still at the start of the run: the JDK's own chain validation looks at the system's clock. */
  static final Clock CLOCK = Clock.fixed(Instant.now().truncatedTo(ChronoUnit.SECONDS), ZoneOffset.UTC);
  static final Duration DAY = Duration.ofDays(1);

  private TestIdentities() {
  }

  static Clock at(Duration fromNow) {
    return Clock.offset(CLOCK, fromNow);
  }

  static Credentials selfSigned(String id) {
    return SelfSigned.create(SubjectNames.peer(id), DAY, CLOCK);
  }

  static CertificateAuthority authority(String name) {
    return CertificateAuthority.create(name, DAY, CLOCK);
  }

  static KeyPair keyPair(String algorithm, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** Always the same one of this length, 1024, 2048 or 3072 bits: to find primes takes up to a second. */
  static KeyPair rsaKeyPair(int bits) {
    BigInteger power = BigInteger.ONE.shiftLeft(bits / 2);
    long[] below = switch (bits) {
      case 1024 -> new long[] {569, 629};
      case 2048 -> new long[] {105, 179};
      case 3072 -> new long[] {3453, 4977};
      default -> throw new IllegalArgumentException("no primes are known for " + bits + " bits");
    };
    return rsaKeyPair(power.subtract(BigInteger.valueOf(below[0])), power.subtract(BigInteger.valueOf(below[1])));
  }

  private static KeyPair rsaKeyPair(BigInteger p, BigInteger q) {
    BigInteger p1 = p.subtract(BigInteger.ONE);
    BigInteger q1 = q.subtract(BigInteger.ONE);
    BigInteger n = p.multiply(q);
    BigInteger e = RSAKeyGenParameterSpec.F4;
    BigInteger d = e.modInverse(p1.multiply(q1));
    try {
      KeyFactory factory = KeyFactory.getInstance("RSA");
      return new KeyPair(factory.generatePublic(new RSAPublicKeySpec(n, e)), factory.generatePrivate(
        new RSAPrivateCrtKeySpec(n, e, d, p, q, d.mod(p1), d.mod(q1), q.modInverse(p))));
    } catch (GeneralSecurityException failure) {
      throw new AssertionError(failure);
    }
  }

  /** A certificate with equal subject and issuer, for the given key, signed by any key. */
  static X509Certificate certificate(String id, PublicKey key, PrivateKey signer) {
    SubjectNames names = SubjectNames.peer(id);
    return new CertificateTemplate(names.distinguishedName(), names.distinguishedName(), key,
      CertificateTemplate.notBefore(CLOCK), CertificateTemplate.notAfter(CLOCK, DAY)).endEntity(names).sign(signer);
  }

  static String assertRefused(IdentityException.Reason reason, Executable executable) {
    IdentityException e = assertThrows(IdentityException.class, executable);
    assertEquals(reason, e.reason(), e.getMessage());
    assertNotNull(e.getMessage());
    return e.getMessage();
  }
}
