package io.conec.cli;

import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conec.impl.identity.Credentials;
import io.conec.impl.identity.Pem;
import io.conec.test.TestCertificates;
import io.conec.test.TestNet;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A command that may start before its Coordinator. */
class WaitOptionTest {

  @TempDir
  private Path directory;

  @Test
  void serveWaitsForTheCoordinator() throws Exception {
    Credentials host = TestCertificates.host("localhost");
    Path trust = Files.writeString(directory.resolve("trust.pem"), Pem.write(host.chain()));
    try (TestNet net = new TestNet(options -> options.setKeyCertOptions(TestCertificates.pem(host)))) {
      int port = net.coordinator().actualPort();
      await(net.coordinator().close());
      try (ConecCommand serve = ConecCommand.start(directory, "serve", "greeting", "--id", "depot", "--wait",
        "--timeout", "100ms", "--coordinator", "localhost:" + port, "--trust", trust.toString())) {
        awaitUntil(() -> serve.errors().contains("conec: waiting for the Coordinator at localhost:" + port));
        net.startCoordinator(
          TestNet.coordinatorOptions().setPort(port).setKeyCertOptions(TestCertificates.pem(host)));
        assertTrue(serve.line().startsWith("serving as depot"));
      }
    }
  }
}
