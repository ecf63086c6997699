package io.conec.cli;

import io.conec.EndpointOptions;
import io.conec.impl.identity.Certificates;
import io.conec.impl.identity.IdentityException;
import io.conec.impl.identity.Pem;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options for the certificate of the endpoint, and for the key log. */
final class TlsOptions {

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--cert", paramLabel = "FILE",
    description = "Own certificate, with its chain, as PEM. Default: a self-signed one.")
  private Path cert;

  @Option(names = "--key", paramLabel = "FILE",
    description = "Private key of the certificate, as PEM.")
  private Path key;

  boolean isCertificateGiven() {
    if ((cert == null) != (key == null)) {
      throw new ParameterException(spec.commandLine(), "--cert and --key belong together, give both");
    }
    return cert != null;
  }

  /** Returns the id in the given certificate. */
  String idOfCertificate() {
    try {
      return Certificates.dnsNames(Pem.certificates(Files.readString(readable("--cert", cert))).get(0)).stream()
        .findFirst()
        .orElseThrow(() -> new CommandException(
          "the certificate in " + cert + " names no id: make one with 'conec ca issue ID'"));
    } catch (IOException | IdentityException e) {
      throw new CommandException("--cert: cannot read the certificate in " + cert + ": "
        + Errors.oneLine(e.getMessage()) + "; or are --cert and --key swapped?", e);
    }
  }

  void applyTo(EndpointOptions options) {
    if (isCertificateGiven()) {
      options.setKeyCertOptions(new PemKeyCertOptions()
        .setCertPath(readable("--cert", cert).toString())
        .setKeyPath(readable("--key", key).toString()));
    }
    String keyLog = Invocation.of(spec).environment().get("SSLKEYLOGFILE");
    if (keyLog != null) {
      options.setKeyLogFile(keyLog);
    }
  }

  PemTrustOptions trust(String option, Path file) {
    return new PemTrustOptions().addCertPath(readable(option, file).toString());
  }

  Path readable(String option, Path file) {
    String problem = problem(file);
    if (problem != null) {
      throw new ParameterException(spec.commandLine(), option + ": " + problem);
    }
    return file.toAbsolutePath();
  }

  /** Returns why the file cannot be read, {@code null} when it can. */
  static String problem(Path file) {
    return Files.isDirectory(file) ? file + " is a directory, a file is expected"
      : !Files.exists(file) ? "there is no file " + file
      : !Files.isReadable(file) ? "no permission to read " + file : null;
  }
}
