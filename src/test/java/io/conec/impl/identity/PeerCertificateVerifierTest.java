package io.conec.impl.identity;

import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

import static io.conec.impl.identity.IdentityException.Reason.EXPIRED;
import static io.conec.impl.identity.IdentityException.Reason.NAME_MISMATCH;
import static io.conec.impl.identity.IdentityException.Reason.NOT_SELF_SIGNED;
import static io.conec.impl.identity.IdentityException.Reason.NOT_YET_VALID;
import static io.conec.impl.identity.IdentityException.Reason.NO_CERTIFICATE;
import static io.conec.impl.identity.IdentityException.Reason.UNTRUSTED;
import static io.conec.impl.identity.IdentityException.Reason.WEAK_KEY;
import static io.conec.impl.identity.TestIdentities.CLOCK;
import static io.conec.impl.identity.TestIdentities.DAY;
import static io.conec.impl.identity.TestIdentities.assertRefused;
import static io.conec.impl.identity.TestIdentities.at;
import static io.conec.impl.identity.TestIdentities.authority;
import static io.conec.impl.identity.TestIdentities.certificate;
import static io.conec.impl.identity.TestIdentities.keyPair;
import static io.conec.impl.identity.TestIdentities.rsaKeyPair;
import static io.conec.impl.identity.TestIdentities.selfSigned;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PeerCertificateVerifierTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final SubjectNames SHOP = SubjectNames.peer("shop");

  @Nested
  class WithoutClientCa {

    private final PeerCertificateVerifier verifier = PeerCertificateVerifier.selfSigned(CLOCK);

    @Test
    void admitsASelfSignedCertificateForTheId() throws Exception {
      verifier.check("shop", selfSigned("shop").chain());
      verifier.check("shop_1.eu-west", selfSigned("shop_1.eu-west").chain());
      String longest = "x".repeat(PeerId.MAX_LENGTH);
      verifier.check(longest, selfSigned(longest).chain());
    }

    @Test
    void admitsAnRsaKeyOf2048Bits() throws Exception {
      KeyPair rsa = rsaKeyPair(2048);
      verifier.check("shop", List.of(certificate("shop", rsa.getPublic(), rsa.getPrivate())));
    }

    @Test
    void admitsEachOfSeveralNames() throws Exception {
      List<X509Certificate> chain =
        SelfSigned.create(SubjectNames.hosts(List.of("depot", "shop")), DAY, CLOCK).chain();
      verifier.check("depot", chain);
      verifier.check("shop", chain);
      assertRefused(NAME_MISMATCH, () -> verifier.check("office", chain));
    }

    @Test
    void refusesNoCertificate() {
      assertRefused(NO_CERTIFICATE, () -> verifier.check("shop", List.of()));
    }

    @Test
    void refusesAnotherId() {
      String message = assertRefused(NAME_MISMATCH, () -> verifier.check("depot", selfSigned("shop").chain()));
      assertTrue(message.startsWith("The certificate is not for id 'depot' but for 'shop'"), message);
      assertRefused(NAME_MISMATCH, () -> verifier.check("Shop", selfSigned("shop").chain()));
      String longest = "x".repeat(PeerId.MAX_LENGTH);
      assertRefused(NAME_MISMATCH, () -> verifier.check(longest.substring(1), selfSigned(longest).chain()));
    }

    @Test
    void showsFewNamesAndOnlyHarmlessOnes() {
      List<X509Certificate> chain = SelfSigned.create(
        SubjectNames.hosts(List.of("*.evil", "a", "b", "c", "d")), DAY, CLOCK).chain();
      String message = assertRefused(NAME_MISMATCH, () -> verifier.check("shop", chain));
      assertTrue(message.contains("'a', 'b', 'c'"), message);
      assertFalse(message.contains("'d'"), message);
      assertFalse(message.contains("evil"), message);
    }

    @Test
    void aNameInTheSubjectIsNotEnough() {
      KeyPair pair = Keys.newKeyPair();
      X500Name name = SubjectNames.peer("home").distinguishedName();
      X509Certificate nameless = new CertificateTemplate(name, name, pair.getPublic(),
        CertificateTemplate.notBefore(CLOCK), CertificateTemplate.notAfter(CLOCK, DAY)).sign(pair.getPrivate());
      String message = assertRefused(NAME_MISMATCH, () -> verifier.check("home", List.of(nameless)));
      assertTrue(message.contains("no valid id"), message);
    }

    @Test
    void refusesAForgedSelfSignature() {
      Credentials shop = selfSigned("shop");
      KeyPair forger = Keys.newKeyPair();
      X509Certificate forged = certificate("shop", shop.leaf().getPublicKey(), forger.getPrivate());
      assertRefused(NOT_SELF_SIGNED, () -> verifier.check("shop", List.of(forged)));
    }

    @Test
    void refusesACertificateOfSomeCa() {
      Credentials shop = authority("home").issue(SHOP, DAY);
      assertRefused(NOT_SELF_SIGNED, () -> verifier.check("shop", shop.chain()));
    }

    @Test
    void looksAtTheLeafOnly() {
      X509Certificate shop = authority("home").issue(SHOP, DAY).leaf();
      assertRefused(NOT_SELF_SIGNED, () -> verifier.check("shop", List.of(shop, selfSigned("shop").leaf())));
      assertRefused(NAME_MISMATCH,
        () -> verifier.check("shop", List.of(selfSigned("depot").leaf(), selfSigned("shop").leaf())));
    }

    @Test
    void datesAreInclusive() throws Exception {
      List<X509Certificate> chain = selfSigned("shop").chain();
      Duration beginsAt = CertificateTemplate.BACKDATE.negated();
      check(chain, at(DAY));
      check(chain, at(beginsAt));
      assertRefused(EXPIRED, () -> check(chain, at(DAY.plus(SECOND))));
      assertRefused(NOT_YET_VALID, () -> check(chain, at(beginsAt.minus(SECOND))));
    }

    private static void check(List<X509Certificate> chain, Clock clock) {
      PeerCertificateVerifier.selfSigned(clock).check("shop", chain);
    }

    @Test
    void refusesWeakAndUnknownKeys() {
      KeyPair rsa = rsaKeyPair(1024);
      X509Certificate weak = certificate("shop", rsa.getPublic(), rsa.getPrivate());
      String message = assertRefused(WEAK_KEY, () -> verifier.check("shop", List.of(weak)));
      assertTrue(message.contains("RSA key has 1024 bits, at least 2048"), message);

      X509Certificate dsa =
        certificate("shop", keyPair("DSA", 2048).getPublic(), Keys.newKeyPair().getPrivate());
      assertTrue(assertRefused(WEAK_KEY, () -> verifier.check("shop", List.of(dsa))).contains("DSA"));
    }

    /** Verification with such keys takes up to seconds. */
    @Test
    void refusesKeysThatAreTooLong() {
      assertTooLong("16384 bits, at most 8192", 16384, BigInteger.valueOf(65537));
      assertTooLong("exponent of 3000 bits, at most 33", 3072, BigInteger.ONE.setBit(2999));
    }

    private void assertTooLong(String hint, int bits, BigInteger exponent) {
      RSAPublicKey key = rsaKey(BigInteger.ONE.setBit(bits - 1).setBit(0), exponent);
      X509Certificate certificate = certificate("shop", key, Keys.newKeyPair().getPrivate());
      String message = assertRefused(WEAK_KEY, () -> verifier.check("shop", List.of(certificate)));
      assertTrue(message.contains(hint), message);
    }

    private static RSAPublicKey rsaKey(BigInteger modulus, BigInteger exponent) {
      try {
        return (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
      } catch (GeneralSecurityException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Nested
  class WithClientCa {

    private final CertificateAuthority ca = authority("home");
    private final PeerCertificateVerifier verifier;

    WithClientCa() {
      verifier = PeerCertificateVerifier.issuedBy(TrustMaterial.fromRoots(List.of(ca.certificate())), CLOCK);
    }

    @Test
    void admitsItsCertificates() throws Exception {
      verifier.check("shop", ca.issue(SHOP, DAY).chain());
      verifier.check("shop_1", ca.issue(SubjectNames.peer("shop_1"), DAY).chain());
    }

    @Test
    void admitsWhenTheRootIsSentToo() throws Exception {
      verifier.check("shop", List.of(ca.issue(SHOP, DAY).leaf(), ca.certificate()));
    }

    @Test
    void refusesNoCertificate() {
      assertRefused(NO_CERTIFICATE, () -> verifier.check("shop", List.of()));
    }

    @Test
    void refusesASelfSignedCertificate() {
      assertRefused(UNTRUSTED, () -> verifier.check("shop", selfSigned("shop").chain()));
    }

    @Test
    void refusesAnotherCaEvenOfTheSameName() {
      CertificateAuthority impostor = authority("home");
      Credentials shop = impostor.issue(SHOP, DAY);
      assertRefused(UNTRUSTED, () -> verifier.check("shop", shop.chain()));
      assertRefused(UNTRUSTED, () -> verifier.check("shop", List.of(shop.leaf(), impostor.certificate())));
      assertRefused(UNTRUSTED, () -> verifier.check("shop", List.of(shop.leaf(), ca.certificate())));
    }

    @Test
    void refusesWhatAPeerIssued() {
      Credentials depot = ca.issue(SubjectNames.peer("depot"), DAY);
      X500Name depotName = X500Name.getInstance(depot.leaf().getSubjectX500Principal().getEncoded());
      X509Certificate forged = new CertificateTemplate(depotName, SHOP.distinguishedName(),
        Keys.newKeyPair().getPublic(), CertificateTemplate.notBefore(CLOCK), CertificateTemplate.notAfter(CLOCK, DAY))
        .endEntity(SHOP).issuedBy(depot.leaf()).sign(depot.key());
      assertRefused(UNTRUSTED, () -> verifier.check("shop", List.of(forged, depot.leaf())));
    }

    @Test
    void refusesAnotherId() {
      assertRefused(NAME_MISMATCH, () -> verifier.check("depot", ca.issue(SHOP, DAY).chain()));
    }

    @Test
    void refusesExpiredAndNotYetValid() throws Exception {
      List<X509Certificate> chain = ca.issue(SHOP, Duration.ofHours(1)).chain();
      var trust = TrustMaterial.fromRoots(List.of(ca.certificate()));
      assertRefused(EXPIRED, () -> PeerCertificateVerifier.issuedBy(trust, at(Duration.ofHours(2))).check("shop",
        chain));
      assertRefused(NOT_YET_VALID, () -> PeerCertificateVerifier.issuedBy(trust,
        at(Duration.ofHours(-2))).check("shop", chain));
    }

    @Test
    void refusesWeakKeys() {
      X509Certificate weak = certificate("shop", rsaKeyPair(1024).getPublic(), ca.credentials().key());
      assertRefused(WEAK_KEY, () -> verifier.check("shop", List.of(weak)));
    }
  }
}
