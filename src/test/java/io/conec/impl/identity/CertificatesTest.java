package io.conec.impl.identity;

import static io.conec.impl.identity.TestIdentities.CLOCK;
import static io.conec.impl.identity.TestIdentities.DAY;
import static io.conec.impl.identity.TestIdentities.authority;
import static io.conec.impl.identity.TestIdentities.certificate;
import static io.conec.impl.identity.TestIdentities.selfSigned;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;

class CertificatesTest {

  /** Made with {@code openssl req -x509}; the digest was printed by {@code openssl x509 -fingerprint -sha256}. */
  private static final String OPENSSL_CERTIFICATE = """
    -----BEGIN CERTIFICATE-----
    MIIBiTCCAS+gAwIBAgIUbsUmh7uzfZ57uJQx7xQiXvZhYAowCgYIKoZIzj0EAwIw
    EDEOMAwGA1UEAwwFa25vd24wIBcNMjYxMTIzMTEwNzU0WhgPMjEyNjEwMzAxMTA3
    NTRaMBAxDjAMBgNVBAMMBWtub3duMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
    WmX/r/Dv64MHL3Cd+uDaZ46Fern0YWvzlSqxnaYlwu3xSxm2Wdh94QybBeWzFh3Z
    eSQmzSVmgRWCu7AWLxM98KNlMGMwHQYDVR0OBBYEFOW+JR3BdjMc1CG7eZOGf8Kj
    Kz0NMB8GA1UdIwQYMBaAFOW+JR3BdjMc1CG7eZOGf8KjKz0NMA8GA1UdEwEB/wQF
    MAMBAf8wEAYDVR0RBAkwB4IFa25vd24wCgYIKoZIzj0EAwIDSAAwRQIhAJaGx1Tx
    YNdU02hnsdL08sfSDcZVSLSgoXhZ4qsZdGbPAiB6d8ZITAXfeeVFjpuCVCWlj7hX
    9Ly60o5NI3uQR2oZqg==
    -----END CERTIFICATE-----
    """;

  @Test
  void fingerprintIsThatOfOtherTools() throws Exception {
    assertEquals("9b24a30a74fa34586a4e94a6147375907ac53d8f4cea03643322898e41d8a4c6",
      Certificates.fingerprint(Pem.certificates(OPENSSL_CERTIFICATE).get(0)));
  }

  @Test
  void comparesNamesExactly() {
    X509Certificate leaf = SelfSigned.create(
      SubjectNames.hosts(List.of("depot", "Shop.eu", "*.example.org", "10.0.0.1")), DAY, CLOCK).leaf();
    assertEquals(List.of("depot", "Shop.eu", "*.example.org"), Certificates.dnsNames(leaf));
    assertTrue(Certificates.hasName(leaf, "depot"));
    assertTrue(Certificates.hasName(leaf, "Shop.eu"));
    assertFalse(Certificates.hasName(leaf, "shop.eu"));
    assertFalse(Certificates.hasName(leaf, "a.example.org"));
    assertFalse(Certificates.hasName(leaf, "10.0.0.1"), "an address is not a name");
    assertFalse(Certificates.hasName(leaf, "dep"));
    assertFalse(Certificates.hasName(leaf, ""));
  }

  @Test
  void commonNameIsNoName() {
    assertEquals(List.of(), Certificates.dnsNames(authority("home").certificate()));
    assertFalse(Certificates.hasName(authority("home").certificate(), "home"));
  }

  @Test
  void sameMeansTheSameBytes() throws Exception {
    X509Certificate a = selfSigned("shop").leaf();
    assertTrue(Certificates.same(a, Pem.certificates(Pem.write(List.of(a))).get(0)));
    assertFalse(Certificates.same(a, selfSigned("shop").leaf()));
  }

  @Test
  void selfSignedNeedsOwnKeyAndOwnName() {
    Credentials shop = selfSigned("shop");
    assertTrue(Certificates.isSelfSigned(shop.leaf()));
    KeyPair stranger = Keys.newKeyPair();
    assertFalse(Certificates.isSelfSigned(certificate("shop", shop.leaf().getPublicKey(), stranger.getPrivate())));
    CertificateAuthority ca = authority("home");
    assertFalse(Certificates.isSelfSigned(ca.issue(SubjectNames.peer("shop"), DAY).leaf()));
  }
}
