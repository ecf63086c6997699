package io.conec.cli;

import io.conec.impl.identity.CertificateAuthority;
import io.conec.impl.identity.Credentials;
import io.conec.impl.identity.FileSecrecy;
import io.conec.impl.identity.IdentityException;
import io.conec.impl.identity.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/** The files of a certificate authority. */
final class CaFiles {

  private CaFiles() {
  }

  static Path certificate(Path directory) {
    return directory.resolve("ca.pem");
  }

  static Path key(Path directory) {
    return directory.resolve("ca.key");
  }

  static Path revocationList(Path directory) {
    return directory.resolve("crl.pem");
  }

  static void requireAuthority(Path directory) {
    if (!Files.exists(certificate(directory))) {
      throw new CommandException("there is no certificate authority in " + directory + ": make one with 'conec ca init "
        + directory + "'");
    }
  }

  static CertificateAuthority read(Path directory) throws IOException {
    requireAuthority(directory);
    String certificate = Files.readString(certificate(directory));
    String key = Files.readString(key(directory));
    try {
      FileSecrecy.requireOwnerOnly(key(directory));
      return CertificateAuthority.of(
        new Credentials(Pem.privateKey(key), Pem.certificates(certificate)), Clock.systemUTC());
    } catch (IdentityException e) {
      throw new CommandException("cannot use the certificate authority in " + directory + ": " + e.getMessage(), e);
    }
  }
}
