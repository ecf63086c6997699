package io.conec.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conec.impl.identity.Certificates;
import io.conec.impl.identity.Pem;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaCommandTest {

  @TempDir
  Path directory;

  @Test
  void makesACertificateAuthorityAndCertificatesThatItSigned() throws Exception {
    Path relative = Path.of("").toRealPath().relativize(directory.toRealPath());
    String ca = relative.resolve("ca").toString();
    ConecCommand.run(0, "ca", "init", ca, "--name", "Example");
    JsonObject issued = new JsonObject(ConecCommand.run(0, "ca", "issue", "depot", "--ca", ca, "--out",
      relative.toString(), "--json").get(0));

    assertEquals(directory.toRealPath().resolve("depot.pem").toString(), issued.getString("certificate"));
    assertEquals("rw-------", mode(directory.resolve("ca/ca.key")));
    assertEquals("rw-------", mode(directory.resolve("depot.key")));
    X509Certificate authority = certificate("ca/ca.pem");
    X509Certificate depot = certificate("depot.pem");
    assertTrue(authority.getSubjectX500Principal().getName().contains("CN=Example"));
    assertEquals(List.of("depot"), Certificates.dnsNames(depot));
    depot.verify(authority.getPublicKey());
    assertEquals("PKCS#8", Pem.privateKey(Files.readString(directory.resolve("depot.key"))).getFormat());
  }

  @Test
  void aCertificateForACoordinatorHasItsHostNamesOnly() throws Exception {
    ConecCommand.run(0, "ca", "init", path("ca"));
    ConecCommand.run(0, "ca", "issue", "coordinator", "--ca", path("ca"), "--out", path("made/here"),
      "--host", "conec.example.com", "--host", "203.0.113.7", "--days", "30");

    Set<Object> names = certificate("made/here/coordinator.pem").getSubjectAlternativeNames().stream()
      .map(name -> name.get(1)).collect(Collectors.toSet());
    assertEquals(Set.of("conec.example.com", "203.0.113.7"), names);
  }

  @Test
  void anAuthorityWhoseKeyOthersCanReadIssuesNothing() throws Exception {
    Path ca = directory.resolve("ca");
    ConecCommand.run(0, "ca", "init", path("ca"));
    CaFiles.read(ca);
    Files.setPosixFilePermissions(ca.resolve("ca.key"), PosixFilePermissions.fromString("rw-r--r--"));
    String message = assertThrows(CommandException.class, () -> CaFiles.read(ca)).getMessage();
    assertTrue(message.contains("chmod 600 " + ca.resolve("ca.key")), message);
  }

  /** An incomplete authority would have to be removed by hand. */
  @Test
  void anAuthorityIsMadeWholeOrNotAtAll() throws Exception {
    Path obstacle = Files.createDirectories(directory.resolve("ca/lock"));
    assertTrue(ConecCommand.fail(1, "ca", "init", path("ca")).contains("lock"));
    try (Stream<Path> left = Files.list(directory.resolve("ca"))) {
      assertEquals(List.of(obstacle), left.toList());
    }
  }

  @Test
  void nothingIsOverwritten() throws Exception {
    ConecCommand.run(0, "ca", "init", path("ca"));
    String key = Files.readString(directory.resolve("ca/ca.key"));

    assertTrue(ConecCommand.fail(1, "ca", "init", path("ca")).contains("not overwritten"));
    assertEquals(key, Files.readString(directory.resolve("ca/ca.key")));

    Files.writeString(directory.resolve("depot.key"), "precious");
    assertTrue(ConecCommand.fail(1, "ca", "issue", "depot", "--ca", path("ca"), "--out", path("."))
      .contains("depot.key"));
    assertEquals("precious", Files.readString(directory.resolve("depot.key")));
    assertFalse(Files.exists(directory.resolve("depot.pem")));
  }

  @Test
  void sayWhatToDoWhenThereIsNoCertificateAuthority() throws Exception {
    assertTrue(ConecCommand.fail(1, "ca", "issue", "depot", "--ca", path("nowhere")).contains("conec ca init"));
  }

  @Test
  void anIdThatIsNoneIsAUsageError() throws Exception {
    assertTrue(ConecCommand.fail(2, "ca", "issue", "../depot", "--ca", path("ca")).contains("U+002F"));
  }

  private String path(String name) {
    return directory.resolve(name).toString();
  }

  private X509Certificate certificate(String file) throws Exception {
    return Pem.certificates(Files.readString(directory.resolve(file))).get(0);
  }

  private static String mode(Path file) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
