package io.conec.cli;

import io.conec.impl.identity.Credentials;
import io.conec.impl.identity.Pem;
import io.conec.impl.identity.SubjectNames;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The directories of an authority and of its certificates. */
final class CaIssuing {

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--ca", paramLabel = "DIR", required = true, description = "Where 'conec ca init' put its files.")
  private Path ca;

  @Option(names = "--out", paramLabel = "DIR", defaultValue = ".",
    description = "Where to put the files. Default: the current directory.")
  private Path out;

  @Option(names = "--days", paramLabel = "N", defaultValue = "825",
    description = "How many days it is valid. Default: ${DEFAULT-VALUE}.")
  private int days;

  CaRecords records() {
    return new CaRecords(ca);
  }

  Path certificateFile(String name) {
    return out.resolve(name + ".pem").toAbsolutePath().normalize();
  }

  Path keyFile(String name) {
    return out.resolve(name + ".key").toAbsolutePath().normalize();
  }

  /** Makes and records a certificate, and writes it and its key; existing files are replaced. */
  void issue(String name, SubjectNames names, Output output) throws IOException {
    Credentials credentials = issue(names);
    // Record it before it can be used, because a certificate that is not on record cannot be revoked by its id.
    records().add(name, credentials.leaf());
    Files.createDirectories(out);
    Path certificate = certificateFile(name);
    Path key = keyFile(name);
    SecretFiles.replace(key, Pem.write(credentials.key()), certificate, Pem.write(credentials.chain()));
    String validUntil = credentials.leaf().getNotAfter().toInstant().toString();
    output.event("issued", new JsonObject()
        .put("id", name)
        .put("certificate", certificate.toString())
        .put("key", key.toString())
        .put("validUntil", validUntil),
      "certificate  " + certificate + "  (valid until " + validUntil + ")\n"
        + "key          " + key + "  (keep it secret)");
  }

  private Credentials issue(SubjectNames names) throws IOException {
    try {
      return CaFiles.read(ca).issue(names, Duration.ofDays(days));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
