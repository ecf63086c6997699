package io.conec.hostile;

import io.conec.test.TestNet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
    try (TestNet net = new TestNet()) {
      net.connect(net.clientOptions("depot").setKeyLogFile(file.toString()));
    }
    assertEquals("# kept", lines(file).get(0));
    assertTrue(lines(file).size() > LABELS.size());
  }

  @Test
  void aFileThatCanNotBeWrittenStopsNobody() {
    Path missing = directory.resolve("missing").resolve("keys.log");
    try (TestNet net = new TestNet()) {
      assertTrue(net.connect(net.clientOptions("depot").setKeyLogFile(missing.toString())).isConnected());
    }
    assertFalse(Files.exists(missing));
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.readAllLines(file);
  }
}
