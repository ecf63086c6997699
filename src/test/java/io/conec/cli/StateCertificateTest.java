package io.conec.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conec.impl.identity.Credentials;
import io.conec.impl.identity.Pem;
import io.conec.impl.identity.SelfSigned;
import io.conec.impl.identity.SubjectNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateCertificateTest {

  @TempDir
  Path directory;

  @Test
  void isKeptFromStartToStart() throws Exception {
    List<String> names = List.of("localhost", "127.0.0.1", "::1");
    StateCertificate first = StateCertificate.of(directory.resolve("new/state"), names);
    String pem = Files.readString(first.file());
    StateCertificate second = StateCertificate.of(directory.resolve("new/state"), names);

    assertTrue(first.wasMade());
    assertFalse(second.wasMade());
    assertEquals(pem, Files.readString(second.file()));
    assertEquals("rw-------", PosixFilePermissions.toString(
      Files.getPosixFilePermissions(directory.resolve("new/state/coordinator.key"))));
    assertTrue(first.validUntil().isAfter(Clock.systemUTC().instant()));
  }

  @Test
  void isNotTakenFromWhereOthersCouldHavePutIt() throws Exception {
    List<String> names = List.of("localhost");
    StateCertificate.of(directory, names);

    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xrwx"));
    assertRefused("can change the directory " + directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxr-x"));
    StateCertificate.of(directory, names);

    Path key = directory.resolve("coordinator.key");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
    assertRefused("chmod 600 " + key);
  }

  private void assertRefused(String hint) {
    String message =
      assertThrows(CommandException.class, () -> StateCertificate.of(directory, List.of("localhost"))).getMessage();
    assertTrue(message.contains(hint), message);
  }

  @Test
  void theOrderAndTheSpellingOfNamesDoNotMatter() throws Exception {
    StateCertificate.of(directory, List.of("localhost", "::1"));
    assertFalse(StateCertificate.of(directory, List.of("0:0:0:0:0:0:0:1", "localhost")).wasMade());
  }

  @Test
  void isMadeAnewForOtherNames() throws Exception {
    StateCertificate.of(directory, List.of("localhost"));
    assertTrue(StateCertificate.of(directory, List.of("localhost", "conec.example.com")).wasMade());
    assertFalse(StateCertificate.of(directory, List.of("localhost", "conec.example.com")).wasMade());
  }

  @Test
  void isMadeAnewWhenItHasExpired() throws Exception {
    Clock lastYear = Clock.offset(Clock.systemUTC(), Duration.ofDays(-365));
    Credentials old = SelfSigned.create(SubjectNames.hosts(List.of("localhost")), Duration.ofDays(10), lastYear);
    Files.writeString(directory.resolve("coordinator.pem"), Pem.write(old.chain()));
    SecretFiles.createSecret(directory.resolve("coordinator.key"), Pem.write(old.key()));

    assertTrue(StateCertificate.of(directory, List.of("localhost")).wasMade());
  }

  @Test
  void aDamagedFileIsNotReplacedSilently() throws Exception {
    StateCertificate.of(directory, List.of("localhost"));
    Files.writeString(directory.resolve("coordinator.pem"), "not a certificate");

    CommandException e = assertThrows(CommandException.class,
      () -> StateCertificate.of(directory, List.of("localhost")));
    assertTrue(e.getMessage().contains("coordinator.pem"), e.getMessage());
  }
}
