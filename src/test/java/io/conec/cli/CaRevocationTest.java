package io.conec.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conec.impl.identity.Certificates;
import io.conec.impl.identity.Pem;
import io.conec.test.OpenSsl;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Revoking, renewing and listing certificates, with OpenSSL as the one that verifies. */
class CaRevocationTest {

  @TempDir
  Path directory;
  private OpenSsl openSsl;
  private String errors;

  @BeforeEach
  void anAuthority() {
    openSsl = new OpenSsl(directory);
    conec(0, "ca", "init", path("ca"));
  }

  private String path(String file) {
    return directory.resolve(file).toString();
  }

  private List<String> conec(int exitCode, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    assertEquals(exitCode, Conec.run(ConecCommand.invocation(out, err), arguments), err::toString);
    errors = err.toString();
    return out.toString().lines().toList();
  }

  private void issue(String id) {
    conec(0, "ca", "issue", id, "--ca", path("ca"), "--out", path("."));
  }

  private JsonObject revoke(String... which) {
    String[] arguments = new String[which.length + 5];
    System.arraycopy(new String[] {"ca", "revoke", "--ca", path("ca"), "--json"}, 0, arguments, 0, 5);
    System.arraycopy(which, 0, arguments, 5, which.length);
    return new JsonObject(conec(0, arguments).get(0));
  }

  private X509Certificate certificate(String id) throws Exception {
    return Pem.certificates(Files.readString(directory.resolve(id + ".pem"))).get(0);
  }

  private void assertAccepted(String id) {
    openSsl.run("verify", "-crl_check", "-CAfile", "ca/ca.pem", "-CRLfile", "ca/crl.pem", id + ".pem");
  }

  private void assertRevoked(String id) {
    String output =
      openSsl.fail("verify", "-crl_check", "-CAfile", "ca/ca.pem", "-CRLfile", "ca/crl.pem", id + ".pem");
    assertTrue(output.contains("certificate revoked"), output);
  }

  private Map<String, String> states() {
    return conec(0, "ca", "list", "--ca", path("ca"), "--json").stream().map(JsonObject::new)
      .collect(Collectors.toMap(json -> json.getString("fingerprint"), json -> json.getString("state")));
  }

  @Test
  void byIdByFingerprintAndByFile() throws Exception {
    List.of("depot", "shop", "store", "office").forEach(this::issue);
    List.of("depot", "shop", "store", "office").forEach(this::assertAccepted);

    JsonObject revoked = revoke("depot");
    assertEquals(new JsonArray(List.of(Certificates.fingerprint(certificate("depot")))),
      revoked.getJsonArray("fingerprints"));
    String fingerprint = openSsl.run("x509", "-in", "shop.pem", "-noout", "-fingerprint", "-sha256")
      .lines().skip(1).findFirst().orElseThrow();
    revoke("--fingerprint", fingerprint);
    revoke("--certificate", path("store.pem"));

    List.of("depot", "shop", "store").forEach(this::assertRevoked);
    assertAccepted("office");
    assertTrue(openSsl.run("crl", "-in", "ca/crl.pem", "-CAfile", "ca/ca.pem", "-noout").contains("verify OK"));
    assertEquals(Map.of(Certificates.fingerprint(certificate("depot")), "revoked",
      Certificates.fingerprint(certificate("shop")), "revoked",
      Certificates.fingerprint(certificate("store")), "revoked",
      Certificates.fingerprint(certificate("office")), "valid"), states());
    assertEquals(new JsonArray(), revoke("depot").getJsonArray("fingerprints"));
  }

  @Test
  void renewsWithTheSameNamesAndAnotherKey() throws Exception {
    conec(0, "ca", "issue", "coordinator", "--ca", path("ca"), "--out", path("."),
      "--host", "conec.example.com", "--host", "203.0.113.7");
    X509Certificate old = certificate("coordinator");
    conec(0, "ca", "renew", "coordinator", "--ca", path("ca"), "--out", path("."), "--days", "90");
    X509Certificate renewed = certificate("coordinator");

    assertEquals(List.copyOf(old.getSubjectAlternativeNames()), List.copyOf(renewed.getSubjectAlternativeNames()));
    assertEquals(old.getSubjectX500Principal(), renewed.getSubjectX500Principal());
    assertNotEquals(old.getPublicKey(), renewed.getPublicKey());
    assertEquals("rw-------",
      PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("coordinator.key"))));
    assertAccepted("coordinator");
    assertEquals(Map.of(Certificates.fingerprint(old), "valid", Certificates.fingerprint(renewed), "valid"), states());
    openSsl.run("x509", "-in", "coordinator.pem", "-noout", "-checkhost", "conec.example.com");

    revoke("--fingerprint", Certificates.fingerprint(old));
    assertAccepted("coordinator");
    revoke("coordinator");
    assertRevoked("coordinator");
    conec(1, "ca", "renew", "coordinator", "--ca", path("ca"), "--out", path("."));
    assertTrue(errors.contains("was revoked at") && errors.contains("ca issue coordinator"), errors);
  }

  @Test
  void revokesWhatOpenSslHasIssued() throws Exception {
    Path theirs = Files.createDirectory(directory.resolve("theirs"));
    OpenSsl authority = OpenSsl.authority(theirs, "theirs");
    authority.issue("depot");
    authority.revoke("depot");
    authority.issue("shop");
    authority.crl("crl.pem");

    conec(0, "ca", "revoke", "--certificate", path("theirs/shop.pem"), "--ca", path("theirs"));
    for (String id : List.of("depot", "shop")) {
      String output = authority.fail("verify", "-crl_check", "-CAfile", "ca.pem", "-CRLfile", "crl.pem", id + ".pem");
      assertTrue(output.contains("certificate revoked"), "what was in the list stays there: " + output);
    }
    conec(1, "ca", "revoke", "--certificate", path("theirs/shop.pem"), "--ca", path("ca"));
    assertTrue(errors.contains("was not issued by"), errors);
  }

  @Test
  void saysWhatIsNotThere() {
    conec(1, "ca", "revoke", "nobody", "--ca", path("ca"));
    assertTrue(errors.contains("no certificate for nobody") && errors.contains("ca list"), errors);
    conec(1, "ca", "renew", "nobody", "--ca", path("ca"));
    assertTrue(errors.contains("ca issue nobody"), errors);
    conec(2, "ca", "revoke", "--ca", path("ca"));
    conec(2, "ca", "revoke", "--ca", path("ca"), "--fingerprint", "12:34");
    assertTrue(errors.contains("64 hex digits"), errors);
    conec(0, "ca", "list", "--ca", path("ca"));
    assertTrue(errors.contains("no certificate is on record"), errors);
  }

  @Test
  void theListIsForPeopleToo() throws Exception {
    issue("depot");
    Files.delete(directory.resolve("ca/ca.key"));
    assertEquals(List.of("depot  valid    until " + certificate("depot").getNotAfter().toInstant() + "  sha256:"
      + Certificates.fingerprint(certificate("depot"))), conec(0, "ca", "list", "--ca", path("ca")));
  }
}
