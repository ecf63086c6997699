package io.conec.cli;

import io.conec.impl.identity.CertificateAuthority;
import io.conec.impl.identity.Credentials;
import io.conec.impl.identity.Pem;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a certificate authority. */
@Command(
  name = "init",
  header = "Make a certificate authority.",
  description = "Writes ca.pem and the CRL crl.pem, which are public, and ca.key, which is secret. Nothing is "
    + "overwritten.",
  footer = {
    "",
    "Examples:",
    "  conec ca init ca",
    "  conec ca init /etc/conec/ca --name 'Example Ltd' --days 7300"
  })
final class CaInitCommand implements Callable<Integer> {

  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "Directory for the files; created if it does not exist.")
  private Path directory;

  @Option(names = "--name", paramLabel = "NAME", defaultValue = "conec",
    description = "Name of the authority. Default: ${DEFAULT-VALUE}.")
  private String name;

  @Option(names = "--days", paramLabel = "N", defaultValue = "3650",
    description = "How many days it is valid. Default: ${DEFAULT-VALUE}.")
  private int days;

  @Mixin
  private CommonOptions common;

  @Override
  public Integer call() throws IOException {
    Output output = common.open();
    Path certificate = CaFiles.certificate(directory).toAbsolutePath().normalize();
    Path key = CaFiles.key(directory).toAbsolutePath().normalize();
    Path revocationList = CaFiles.revocationList(directory).toAbsolutePath().normalize();
    SecretFiles.requireAbsent(certificate, key, revocationList);
    CertificateAuthority authority = create();
    Credentials credentials = authority.credentials();
    Files.createDirectories(directory);
    try {
      SecretFiles.createSecret(key, Pem.write(credentials.key()));
      SecretFiles.createPublic(certificate, Pem.write(credentials.chain()));
      new CaRecords(directory).revoke(authority, List.of());
    } catch (IOException e) {
      // Remove an incomplete authority, which would make the next attempt fail.
      for (Path file : List.of(revocationList, certificate, key)) {
        Files.deleteIfExists(file);
      }
      throw e;
    }
    output.event("ca", new JsonObject()
        .put("certificate", certificate.toString())
        .put("key", key.toString())
        .put("crl", revocationList.toString()),
      "certificate  " + certificate + "  (for the Coordinator's --client-ca and the clients' --trust)\n"
        + "CRL          " + revocationList + "  (for the Coordinator's --crl)\n"
        + "key          " + key + "  (keep it secret, it is needed for 'conec ca issue')");
    return 0;
  }

  private CertificateAuthority create() {
    try {
      return CertificateAuthority.create(name, Duration.ofDays(days), Clock.systemUTC());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
