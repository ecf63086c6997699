package io.conec.impl.identity;

import static io.conec.impl.identity.TestIdentities.CLOCK;
import static io.conec.impl.identity.TestIdentities.DAY;
import static io.conec.impl.identity.TestIdentities.assertRefused;
import static io.conec.impl.identity.TestIdentities.at;
import static io.conec.impl.identity.TestIdentities.authority;
import static io.conec.impl.identity.TestIdentities.rsaKeyPair;
import static io.conec.impl.identity.TestIdentities.selfSigned;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.Test;

class CertificateAuthorityTest {

  private static final SubjectNames SHOP = SubjectNames.peer("shop");

  private final CertificateAuthority ca = authority("home");

  @Test
  void rootMayIssueEndEntitiesOnly() throws Exception {
    X509Certificate root = ca.certificate();
    assertTrue(Certificates.isSelfSigned(root));
    assertEquals(0, root.getBasicConstraints());
    assertTrue(root.getCriticalExtensionOIDs().containsAll(Set.of("2.5.29.15", "2.5.29.19")));
    assertTrue(root.getKeyUsage()[5]);
    assertFalse(root.getKeyUsage()[0]);
    assertEquals("CN=home,O=conec CA", root.getSubjectX500Principal().getName());
    assertEquals(CLOCK.instant().plus(DAY), root.getNotAfter().toInstant());
  }

  @Test
  void issuesForBothRoles() throws Exception {
    Credentials shop = ca.issue(SHOP, Duration.ofHours(2));
    X509Certificate leaf = shop.leaf();
    leaf.verify(ca.certificate().getPublicKey());
    assertEquals(ca.certificate().getSubjectX500Principal(), leaf.getIssuerX500Principal());
    assertEquals(-1, leaf.getBasicConstraints());
    assertEquals(Set.of("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"), Set.copyOf(leaf.getExtendedKeyUsage()));
    assertTrue(Certificates.hasName(leaf, "shop"));
    assertEquals(CLOCK.instant().plus(Duration.ofHours(2)), leaf.getNotAfter().toInstant());
    assertEquals(List.of(leaf), shop.chain(), "the root is not sent");
    assertTrue(Keys.match(shop.key(), leaf.getPublicKey()));

    var trust = TrustMaterial.fromRoots(List.of(ca.certificate()));
    trust.checkClientTrusted(shop.chainArray(), "EC");
    trust.checkServerTrusted(shop.chainArray(), "UNKNOWN");
  }

  @Test
  void leafNamesTheIssuersKey() {
    byte[] subjectKey = ca.certificate().getExtensionValue("2.5.29.14");
    byte[] authorityKey = ca.issue(SHOP, DAY).leaf().getExtensionValue("2.5.29.35");
    // both end with the same 20-byte hash, whatever wraps it
    assertArrayEquals(tail(subjectKey), tail(authorityKey));
  }

  private static byte[] tail(byte[] bytes) {
    return Arrays.copyOfRange(bytes, bytes.length - 20, bytes.length);
  }

  @Test
  void issuesForHosts() throws Exception {
    Credentials host = ca.issue(SubjectNames.hosts(List.of("localhost", "127.0.0.1")), DAY);
    assertEquals(2, host.leaf().getSubjectAlternativeNames().size());
    TrustMaterial.fromRoots(List.of(ca.certificate())).checkServerTrusted(host.chainArray(), "UNKNOWN");
  }

  @Test
  void leafDoesNotOutliveTheRoot() {
    assertEquals(ca.certificate().getNotAfter(), ca.issue(SHOP, Duration.ofDays(365)).leaf().getNotAfter());
  }

  @Test
  void idMayBeTheNameOfTheAuthority() throws Exception {
    Credentials home = ca.issue(SubjectNames.peer("home"), DAY);
    TrustMaterial.fromRoots(List.of(ca.certificate())).checkClientTrusted(home.chainArray(), "EC");
  }

  @Test
  void continuesFromPem() throws Exception {
    String pem = Pem.write(ca.credentials().chain()) + Pem.write(ca.credentials().key());
    CertificateAuthority again =
      CertificateAuthority.of(new Credentials(Pem.privateKey(pem), Pem.certificates(pem)), CLOCK);
    again.issue(SHOP, DAY).leaf().verify(ca.certificate().getPublicKey());
  }

  @Test
  void rsaIntermediateIssuesAndSendsItself() throws Exception {
    KeyPair root = rsaKeyPair(3072);
    KeyPair middle = rsaKeyPair(2048);
    X509Certificate rootCertificate = authorityCertificate("root", root, "root", root);
    X509Certificate middleCertificate = authorityCertificate("middle", middle, "root", root);
    CertificateAuthority intermediate = CertificateAuthority.of(
      new Credentials(middle.getPrivate(), List.of(middleCertificate, rootCertificate)), CLOCK);

    Credentials shop = intermediate.issue(SHOP, DAY);
    assertEquals(List.of(shop.leaf(), middleCertificate), shop.chain());
    shop.leaf().verify(middle.getPublic());
    assertEquals("SHA256withRSA", shop.leaf().getSigAlgName());
  }

  private static X509Certificate authorityCertificate(String name, KeyPair pair, String issuer, KeyPair issuerPair) {
    return new CertificateTemplate(new X500Name("CN=" + issuer), new X500Name("CN=" + name), pair.getPublic(),
      CertificateTemplate.notBefore(CLOCK), CertificateTemplate.notAfter(CLOCK, DAY))
      .authority().sign(issuerPair.getPrivate());
  }

  @Test
  void refusesUnusableAuthorities() {
    assertRefused(IdentityException.Reason.UNUSABLE, () -> CertificateAuthority.of(selfSigned("shop"), CLOCK));
    Credentials otherKey = new Credentials(selfSigned("shop").key(), ca.credentials().chain());
    assertRefused(IdentityException.Reason.UNUSABLE, () -> CertificateAuthority.of(otherKey, CLOCK));
    assertRefused(IdentityException.Reason.EXPIRED,
      () -> CertificateAuthority.of(ca.credentials(), at(DAY.plusSeconds(1))));
    KeyPair weak = rsaKeyPair(1024);
    Credentials weakCa =
      new Credentials(weak.getPrivate(), List.of(authorityCertificate("weak", weak, "weak", weak)));
    assertRefused(IdentityException.Reason.WEAK_KEY, () -> CertificateAuthority.of(weakCa, CLOCK));
    assertThrows(IllegalArgumentException.class, () -> authority(" "));
  }
}
