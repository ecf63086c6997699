package io.conec.impl.identity;

import io.conec.test.OpenSslChains;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

import static io.conec.impl.identity.IdentityException.Reason.EXPIRED;
import static io.conec.impl.identity.IdentityException.Reason.UNTRUSTED;
import static io.conec.impl.identity.IdentityException.Reason.WEAK_KEY;
import static io.conec.impl.identity.IdentityException.Reason.WEAK_SIGNATURE;
import static io.conec.impl.identity.TestIdentities.assertRefused;
import static io.conec.test.OpenSslChains.CA;
import static io.conec.test.OpenSslChains.CLIENT;
import static io.conec.test.OpenSslChains.EC;
import static io.conec.test.OpenSslChains.client;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Certificates and chains that OpenSSL has made. */
class OpenSslChainTest {

  private static final String SAN = "subjectAltName=DNS:shop\n";
  private static final String PSS = "rsa_padding_mode:pss";

  @TempDir
  private Path directory;
  private OpenSslChains openSsl;

  @BeforeEach
  void makeAuthority() {
    openSsl = new OpenSslChains(directory).root("root");
  }

  /** The id is "shop", the authority that is trusted "root". */
  private void check(String... chain) {
    PeerCertificateVerifier.issuedBy(TrustMaterial.fromRoots(openSsl.chain("root")), Clock.systemUTC())
      .check("shop", openSsl.chain(chain));
  }

  private void assertRefusedFor(IdentityException.Reason reason, String hint, String... chain) {
    String message = assertRefused(reason, () -> check(chain));
    assertTrue(message.contains(hint), message);
  }

  @Nested
  class Accepted {

    @Test
    void withoutIntermediates() throws Exception {
      openSsl.leaf("shop", "root");
      check("shop");
      check("shop", "root");
    }

    @Test
    void withIntermediates() throws Exception {
      openSsl.issue("one", EC, "root", CA).issue("two", EC, "one", CA).leaf("shop", "two");
      check("shop", "two", "one");
      check("shop", "two", "one", "root");
    }

    @Test
    void withoutUsages() throws Exception {
      openSsl.issue("shop", EC, "root", SAN);
      check("shop");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa:2048", "rsa:3072", "ec:P-384", "ec:P-521", "ed25519", "ed448"})
    void keysOfAuthorities(String key) throws Exception {
      openSsl.issue("root", key, "root", CA).issue("one", key, "root", CA).leaf("shop", "one");
      check("shop", "one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha256", "sha384", "sha512"})
    void signaturesWithPss(String hash) throws Exception {
      openSsl.issue("root", "rsa:2048", "root", CA)
        .issue("shop", EC, "root", client("shop"), "-" + hash, "-sigopt", PSS);
      check("shop");
    }

    /** The signature of a configured root does not matter. */
    @Test
    void aRootThatIsSignedWithSha1() throws Exception {
      openSsl.issue("root", "rsa:2048", "root", CA, "-sha1").leaf("shop", "root");
      check("shop");
    }

    /** The same name and key as the root that is trusted, but issued by another one. */
    @Test
    void aRootThatWasCrossSigned() throws Exception {
      openSsl.leaf("shop", "root").root("other").certify("cross", "root", "other", CA);
      check("shop", "cross");
    }

    @Test
    void aCertificateThatIsTrustedItself() throws Exception {
      openSsl.leaf("shop", "shop");
      PeerCertificateVerifier.issuedBy(TrustMaterial.fromRoots(openSsl.chain("shop")), Clock.systemUTC())
        .check("shop", openSsl.chain("shop"));
    }

    @Test
    void namesThatAreConstrained() throws Exception {
      openSsl.issue("root", EC, "root", CA + "nameConstraints=permitted;DNS:shop\n").leaf("shop", "root");
      check("shop");
    }
  }

  @Nested
  class RefusedForTheAuthority {

    @Test
    void expired() {
      openSsl.expiredRoot("root").leaf("shop", "root");
      assertRefusedFor(EXPIRED, "authority", "shop");
      assertRefusedFor(EXPIRED, "authority", "shop", "root");
    }

    @Test
    void pathLength() {
      openSsl.issue("root", EC, "root", "basicConstraints=critical,CA:TRUE,pathlen:0\n")
        .issue("one", EC, "root", CA).leaf("shop", "one");
      assertRefusedFor(UNTRUSTED, "path length", "shop", "one");
      assertRefusedFor(UNTRUSTED, "path length", "shop", "one", "root");
    }

    @ParameterizedTest
    @ValueSource(strings = {"permitted;DNS:depot", "excluded;DNS:shop"})
    void nameConstraints(String constraints) {
      openSsl.issue("root", EC, "root", CA + "nameConstraints=" + constraints + "\n").leaf("shop", "root");
      assertRefusedFor(UNTRUSTED, "name constraints", "shop");
    }

    @Test
    void weakKey() {
      openSsl.issue("root", "rsa:1024", "root", CA).leaf("shop", "root");
      assertRefusedFor(WEAK_KEY, "1024", "shop");
    }

    /** Trust in the certificate of depot is not trust in certificates that depot signs. */
    @Test
    void notAnAuthority() {
      openSsl.issue("root", EC, "root", client("depot")).leaf("shop", "root");
      assertRefusedFor(UNTRUSTED, "not that of a certificate authority", "shop");
      openSsl.issue("root", EC, "root", "basicConstraints=CA:TRUE\nkeyUsage=digitalSignature\n").leaf("shop", "root");
      assertRefusedFor(UNTRUSTED, "not that of a certificate authority", "shop");
    }

    @Test
    void onlyForServers() {
      openSsl.issue("root", EC, "root", CA + "extendedKeyUsage=serverAuth\n").leaf("shop", "root");
      assertRefusedFor(UNTRUSTED, "clientAuth", "shop");
    }
  }

  @Nested
  class RefusedForAnIntermediate {

    @Test
    void missing() {
      openSsl.issue("one", EC, "root", CA).leaf("shop", "one");
      assertRefusedFor(UNTRUSTED, "client CA", "shop");
    }

    @Test
    void inAnotherOrder() {
      openSsl.issue("one", EC, "root", CA).issue("two", EC, "one", CA).leaf("shop", "two");
      assertRefusedFor(UNTRUSTED, "not in order", "shop", "one", "two");
      assertRefusedFor(UNTRUSTED, "not in order", "shop", "root", "two", "one");
    }

    @Test
    void pathLength() {
      openSsl.issue("one", EC, "root", CA.replace("TRUE", "TRUE,pathlen:0")).issue("two", EC, "one", CA)
        .leaf("shop", "two");
      assertRefusedFor(UNTRUSTED, "pathLenConstraint", "shop", "two", "one");
    }

    @Test
    void nameConstraints() {
      openSsl.issue("one", EC, "root", CA + "nameConstraints=permitted;DNS:depot\n").leaf("shop", "one");
      assertRefusedFor(UNTRUSTED, "name constraints", "shop", "one");
    }

    @ParameterizedTest
    @CsvSource({"rsa:1024,1024", "ec:P-224,224"})
    void weakKey(String key, String bits) {
      openSsl.issue("one", key, "root", CA).leaf("shop", "one");
      assertRefusedFor(WEAK_KEY, bits, "shop", "one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"md5", "sha1", "sha224"})
    void weakSignature(String hash) {
      openSsl.issue("root", "rsa:2048", "root", CA).issue("one", EC, "root", CA, "-" + hash).leaf("shop", "one");
      assertRefusedFor(WEAK_SIGNATURE, "SHA-256", "shop", "one");
    }

    @Test
    void notAnAuthority() {
      openSsl.leaf("one", "root").leaf("shop", "one");
      assertRefusedFor(UNTRUSTED, "not that of a certificate authority", "shop", "one");
    }

    @Test
    void onlyForServers() {
      openSsl.issue("one", EC, "root", CA + "extendedKeyUsage=serverAuth\n").leaf("shop", "one");
      assertRefusedFor(UNTRUSTED, "clientAuth", "shop", "one");
    }
  }

  @Nested
  class RefusedForTheLeaf {

    @ParameterizedTest
    @CsvSource({"rsa:1024,1024", "ec:P-224,224", "ed25519,EdDSA"})
    void key(String key, String hint) {
      openSsl.issue("shop", key, "root", client("shop"));
      assertRefusedFor(WEAK_KEY, hint, "shop");
    }

    @ParameterizedTest
    @ValueSource(strings = {"md5", "sha1", "sha224"})
    void weakSignature(String hash) {
      openSsl.issue("root", "rsa:2048", "root", CA).issue("shop", EC, "root", client("shop"), "-" + hash);
      assertRefusedFor(WEAK_SIGNATURE, "SHA-256", "shop");
    }

    @Test
    void weakSignatureWithPss() {
      openSsl.issue("root", "rsa:2048", "root", CA)
        .issue("shop", EC, "root", client("shop"), "-sha1", "-sigopt", PSS);
      assertRefusedFor(WEAK_SIGNATURE, "SHA-256", "shop");
    }

    @Test
    void criticalExtension() {
      openSsl.issue("shop", EC, "root", client("shop") + "1.2.3.4=critical,ASN1:NULL\n");
      assertRefusedFor(UNTRUSTED, "critical", "shop");
    }

    @ParameterizedTest
    @ValueSource(strings = {"serverAuth", "anyExtendedKeyUsage", "emailProtection"})
    void extendedKeyUsage(String usage) {
      openSsl.issue("shop", EC, "root", SAN + "extendedKeyUsage=" + usage + "\n");
      assertRefusedFor(UNTRUSTED, "clientAuth", "shop");
    }

    @Test
    void keyUsage() {
      openSsl.issue("shop", EC, "root", SAN + "keyUsage=keyAgreement\n");
      assertRefusedFor(UNTRUSTED, "digitalSignature", "shop");
    }
  }

  @Nested
  class SelfSignedWithoutAuthority {

    private void checkSelfSigned() {
      PeerCertificateVerifier.selfSigned(Clock.systemUTC()).check("shop", openSsl.chain("shop"));
    }

    private void assertSelfSignedRefused(IdentityException.Reason reason, String hint) {
      String message = assertRefused(reason, this::checkSelfSigned);
      assertTrue(message.contains(hint), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "extendedKeyUsage=clientAuth", "extendedKeyUsage=serverAuth,clientAuth",
      "keyUsage=digitalSignature,keyCertSign"})
    void accepted(String usage) throws Exception {
      openSsl.issue("shop", EC, "shop", SAN + usage + "\n");
      checkSelfSigned();
    }

    @ParameterizedTest
    @ValueSource(strings = {"serverAuth", "anyExtendedKeyUsage", "emailProtection,serverAuth"})
    void extendedKeyUsage(String usage) {
      openSsl.issue("shop", EC, "shop", SAN + "extendedKeyUsage=" + usage + "\n");
      assertSelfSignedRefused(UNTRUSTED, "clientAuth");
    }

    @Test
    void keyUsage() {
      openSsl.issue("shop", EC, "shop", SAN + "keyUsage=keyCertSign\n");
      assertSelfSignedRefused(UNTRUSTED, "digitalSignature");
    }

    @Test
    void weakKey() {
      openSsl.issue("shop", "rsa:1024", "shop", CLIENT + SAN);
      assertSelfSignedRefused(WEAK_KEY, "1024");
    }

    @ParameterizedTest
    @ValueSource(strings = {"md5", "sha1"})
    void weakSignature(String hash) {
      openSsl.issue("shop", "rsa:2048", "shop", CLIENT + SAN, "-" + hash);
      assertSelfSignedRefused(WEAK_SIGNATURE, "SHA-256");
    }

    @Test
    void criticalExtension() {
      openSsl.issue("shop", EC, "shop", SAN + "1.2.3.4=critical,ASN1:NULL\n");
      assertSelfSignedRefused(UNTRUSTED, "critical");
    }

    @Test
    void chainsThatDoNotMatter() throws Exception {
      openSsl.leaf("shop", "shop");
      PeerCertificateVerifier.selfSigned(Clock.systemUTC()).check("shop", List.of(openSsl.certificate("shop"),
        openSsl.certificate("root")));
    }
  }
}
