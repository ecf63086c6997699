package io.conec.hostile;

import io.conec.ConecCoordinator;
import io.conec.ConecError;
import io.conec.test.TestNet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import static io.conec.test.TestNet.assertFails;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** TLS secrets for packet analysers, in the NSS key log format (RFC 9850), only when asked for. */
class KeyLogTest {

  private static final Set<String> LABELS = Set.of("CLIENT_HANDSHAKE_TRAFFIC_SECRET", "SERVER_HANDSHAKE_TRAFFIC_SECRET",
    "CLIENT_TRAFFIC_SECRET_0", "SERVER_TRAFFIC_SECRET_0");

  @TempDir
  Path directory;

  @Test
  void bothSidesWriteTheSameSecrets() throws IOException {
    Path ofCoordinator = directory.resolve("coordinator.log");
    Path ofClient = directory.resolve("client.log");
    try (TestNet net = new TestNet(options -> options.setKeyLogFile(ofCoordinator.toString()))) {
      net.connect(net.clientOptions("depot").setKeyLogFile(ofClient.toString()));
      await().until(() -> Files.exists(ofCoordinator) && lines(ofCoordinator).size() >= lines(ofClient).size());
    }
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(ofClient)));
    List<String> lines = lines(ofClient);
    for (String line : lines) {
      assertTrue(line.matches("[A-Z0-9_]+ [0-9a-f]{64} [0-9a-f]{64,96}"), line);
    }
    Set<String> labels = lines.stream().map(line -> line.substring(0, line.indexOf(' '))).collect(Collectors.toSet());
    assertTrue(labels.containsAll(LABELS), labels::toString);
    assertEquals(Set.copyOf(lines), Set.copyOf(lines(ofCoordinator)));
  }

  @Test
  void theFileIsAppendedTo() throws IOException {
    Path file = Files.writeString(directory.resolve("keys.log"), "# kept\n");
    permissions(file, "rw-------");
    try (TestNet net = new TestNet()) {
      net.connect(net.clientOptions("depot").setKeyLogFile(file.toString()));
    }
    assertEquals("# kept", lines(file).get(0));
    assertTrue(lines(file).size() > LABELS.size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r--r--", "rw-rw----", "rw--w----", "rw-----w-", "rw----r--"})
  void aFileThatOthersCanReadOrWriteIsRefused(String mode) throws IOException {
    Path file = Files.writeString(directory.resolve("keys.log"), "# kept\n");
    permissions(file, mode);
    assertRefused(file, "chmod 600 " + file);
    assertEquals(List.of("# kept"), lines(file));
  }

  @Test
  void aFileOfAnotherUserIsRefused() throws IOException {
    Path file = Files.createFile(directory.resolve("keys.log"));
    permissions(file, "rw-------");
    assumeTrue("root".equals(System.getProperty("user.name")), "only root can give files away");
    Files.setAttribute(file, "unix:uid", 12345);
    assertRefused(file, "belongs to '12345'");
    assertEquals(List.of(), lines(file));
  }

  @Test
  void anythingButAFileIsRefusedImmediately() throws Exception {
    Path target = Files.createFile(directory.resolve("target"));
    permissions(target, "rw-------");
    assertRefused(Files.createSymbolicLink(directory.resolve("link"), target), "symbolic link");
    assertRefused(Files.createSymbolicLink(directory.resolve("dangling"), directory.resolve("new")), "symbolic link");
    assertFalse(Files.exists(directory.resolve("new")));
    assertRefused(directory, "not a regular file");
    Path pipe = directory.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", "-m", "600", pipe.toString()).start().waitFor());
    assertRefused(pipe, "not a regular file");
    assertRefused(directory.resolve("missing").resolve("keys.log"), "directory");
  }

  private static void assertRefused(Path file, String hint) {
    try (TestNet net = new TestNet()) {
      String message = assertFails(ConecError.CONFIGURATION,
        net.client(net.clientOptions("depot").setKeyLogFile(file.toString())).connect()).getMessage();
      assertTrue(message.startsWith("keyLogFile: " + file) && message.contains(hint), message);
      assertFails(ConecError.CONFIGURATION, ConecCoordinator.create(net.vertx(),
        TestNet.coordinatorOptions().setKeyLogFile(file.toString())).listen());
    }
  }

  private static void permissions(Path file, String mode) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.readAllLines(file);
  }
}
