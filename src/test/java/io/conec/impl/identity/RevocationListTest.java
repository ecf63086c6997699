package io.conec.impl.identity;

import static io.conec.impl.identity.IdentityException.Reason.REVOKED;
import static io.conec.impl.identity.IdentityException.Reason.UNUSABLE;
import static io.conec.impl.identity.TestIdentities.DAY;
import static io.conec.impl.identity.TestIdentities.assertRefused;
import static io.conec.impl.identity.TestIdentities.authority;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conec.test.OpenSsl;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CRLs of this library and of OpenSSL. */
class RevocationListTest {

  private static final SubjectNames SHOP = SubjectNames.peer("shop");

  @TempDir
  static Path directory;
  private static OpenSsl openSsl;
  private static X509Certificate root;
  private static X509Certificate depot;
  private static X509Certificate shop;

  @BeforeAll
  static void anAuthorityOfOpenSsl() throws Exception {
    openSsl = OpenSsl.authority(directory, "home");
    openSsl.issue("depot");
    openSsl.issue("shop");
    openSsl.revoke("depot");
    openSsl.crl("crl.pem");
    root = certificate("ca.pem");
    depot = certificate("depot.pem");
    shop = certificate("shop.pem");
  }

  private static X509Certificate certificate(String file) throws Exception {
    return Pem.certificates(Files.readString(directory.resolve(file))).get(0);
  }

  private static RevocationList read(byte[] content) throws Exception {
    List<RevocationList> lists = RevocationList.read(content);
    assertEquals(1, lists.size());
    return lists.get(0);
  }

  private static byte[] bytes(String file) throws Exception {
    return Files.readAllBytes(directory.resolve(file));
  }

  @Test
  void ofOpenSslInPemAndInDer() throws Exception {
    openSsl.run("crl", "-in", "crl.pem", "-outform", "DER", "-out", "crl.der");
    for (String file : List.of("crl.pem", "crl.der")) {
      RevocationList list = read(bytes(file));
      list.verify(List.of(authority("other").certificate(), root), Clock.systemUTC());
      list.check(shop);
      String message = assertRefused(REVOKED, () -> list.check(depot));
      assertTrue(message.contains(depot.getSerialNumber().toString(16)), message);
    }
  }

  @Test
  void revokesByIssuerAndSerialNumber() throws Exception {
    CertificateAuthority other = authority("other");
    X509Certificate stranger = other.issue(SHOP, DAY).leaf();
    RevocationList list = other.revoke(null, List.of(stranger));
    list.check(depot);
    assertRefused(REVOKED, () -> list.check(stranger));
  }

  @Test
  void anIntermediateThatWasRevokedTakesItsCertificatesWithIt() throws Exception {
    Revocations revocations = new Revocations(DenyList.EMPTY, List.of(read(bytes("crl.pem"))));
    revocations.check("shop", List.of(shop));
    assertRefused(REVOKED, () -> revocations.check("shop", List.of(shop, depot)));
  }

  @Test
  void ofAnotherIssuerOrWithAnotherSignatureIsRefused() throws Exception {
    RevocationList list = read(bytes("crl.pem"));
    assertRefused(UNUSABLE, () -> list.verify(List.of(authority("home").certificate()), Clock.systemUTC()));
    byte[] der = pemToDer(bytes("crl.pem"));
    der[der.length - 3] ^= 1;
    RevocationList forged = read(der);
    assertRefused(UNUSABLE, () -> forged.verify(List.of(root), Clock.systemUTC()));
  }

  private static byte[] pemToDer(byte[] pem) {
    return Base64.getMimeDecoder().decode(
      new String(pem, StandardCharsets.US_ASCII).replaceAll("-----[^-]+-----", ""));
  }

  @Test
  void ofACertificateThatIsNoAuthorityIsRefused() throws Exception {
    openSsl.run("req", "-x509", "-new", "-key", "ca.key", "-subj", "/CN=home", "-days", "9", "-out", "nocrlsign.pem",
      "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign");
    RevocationList list = read(bytes("crl.pem"));
    assertRefused(UNUSABLE, () -> list.verify(List.of(certificate("nocrlsign.pem")), Clock.systemUTC()));
  }

  @Test
  void thatHasExpiredIsRefused() throws Exception {
    RevocationList list = read(bytes("crl.pem"));
    list.verify(List.of(root), Clock.offset(Clock.systemUTC(), Duration.ofDays(29)));
    String message = assertRefused(UNUSABLE,
      () -> list.verify(List.of(root), Clock.offset(Clock.systemUTC(), Duration.ofDays(31))));
    assertTrue(message.contains("next update"), message);
  }

  @Test
  void aPartOfAListIsRefused() throws Exception {
    openSsl.write("delta.cnf", Files.readString(directory.resolve("ca.cnf")).replace("default_md = sha256",
      "default_md = sha256\ncrl_extensions = delta") + "[delta]\n2.5.29.27=critical,ASN1:INTEGER:1\n");
    openSsl.run("ca", "-config", "delta.cnf", "-gencrl", "-out", "delta.pem");
    assertTrue(assertRefused(UNUSABLE, () -> read(bytes("delta.pem"))).contains("2.5.29.27"));
  }

  @Test
  void whatIsCutOffOrNoListAtAllIsRefused() throws Exception {
    byte[] pem = bytes("crl.pem");
    for (int length = 0; length < pem.length - 30; length += 7) {
      byte[] part = Arrays.copyOf(pem, length);
      assertRefused(UNUSABLE, () -> RevocationList.read(part));
    }
    byte[] der = pemToDer(pem);
    assertRefused(UNUSABLE, () -> RevocationList.read(Arrays.copyOf(der, der.length - 1)));
    assertRefused(UNUSABLE, () -> RevocationList.read(bytes("ca.pem")));
  }

  @Test
  void severalInOneFile() throws Exception {
    CertificateAuthority other = authority("other");
    String both = Files.readString(directory.resolve("crl.pem")) + other.revoke(null, List.of()).toPem();
    List<RevocationList> lists = RevocationList.read(both.getBytes(StandardCharsets.US_ASCII));
    assertEquals(2, lists.size());
    byte[] cut = both.substring(0, both.length() - 60).getBytes(StandardCharsets.US_ASCII);
    assertRefused(UNUSABLE, () -> RevocationList.read(cut));
  }

  @Test
  void openSslTakesOurs() throws Exception {
    Clock clock = Clock.fixed(Instant.now().truncatedTo(ChronoUnit.SECONDS), ZoneOffset.UTC);
    CertificateAuthority ca = CertificateAuthority.of(
      new Credentials(Pem.privateKey(Files.readString(directory.resolve("ca.key"))), List.of(root)), clock);
    RevocationList first = ca.revoke(null, List.of());
    assertNull(first.revokedAt(shop));
    RevocationList second = ca.revoke(ca.revoke(first, List.of(depot)), List.of(shop));
    assertEquals(clock.instant(), second.revokedAt(depot));
    openSsl.write("ours.pem", second.toPem());

    String text = openSsl.run("crl", "-in", "ours.pem", "-CAfile", "ca.pem", "-noout", "-text");
    assertTrue(text.contains("verify OK"), text);
    assertTrue(text.replaceAll("\\s+", " ").contains("CRL Number: 3"), text);
    for (String id : List.of("depot", "shop")) {
      String output = openSsl.fail("verify", "-crl_check", "-CAfile", "ca.pem", "-CRLfile", "ours.pem", id + ".pem");
      assertTrue(output.contains("certificate revoked"), output);
    }
    openSsl.write("first.pem", first.toPem());
    openSsl.run("verify", "-crl_check", "-CAfile", "ca.pem", "-CRLfile", "first.pem", "shop.pem");
  }
}
