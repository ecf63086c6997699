package io.conec.impl.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
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
