package io.conec.cli;

import io.conec.impl.identity.CertificateAuthority;
import io.conec.impl.identity.IdentityException;
import io.conec.impl.identity.Pem;
import io.conec.impl.identity.RevocationList;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * The records of a certificate authority: a file for each issued certificate, and the CRL. There is no other state that
 * could contradict them.
 */
final class CaRecords {

  private static final String NAME = "Name: ";

  private final Path directory;

  CaRecords(Path directory) {
    this.directory = directory;
  }

  /** Records a certificate with the name of its files. */
  void add(String name, X509Certificate certificate) throws IOException {
    Path issued = Files.createDirectories(issued());
    SecretFiles.replacePublic(issued.resolve(certificate.getSerialNumber().toString(16) + ".pem"),
      NAME + name + "\n" + Pem.write(List.of(certificate)));
  }

  /** Returns all certificates, by name, the newest of each name first. */
  List<IssuedCertificate> all() throws IOException {
    List<IssuedCertificate> all = new ArrayList<>();
    if (Files.isDirectory(issued())) {
      RevocationList revoked = revocationList();
      try (DirectoryStream<Path> files = Files.newDirectoryStream(issued(), "*.pem")) {
        for (Path file : files) {
          all.add(read(file, revoked));
        }
      }
    }
    all.sort(Comparator.comparing(IssuedCertificate::name)
      .thenComparing(issued -> issued.certificate().getNotBefore(), Comparator.reverseOrder()));
    return all;
  }

  private static IssuedCertificate read(Path file, RevocationList revoked) throws IOException {
    String text = Files.readString(file);
    String first = text.lines().findFirst().orElse("");
    try {
      X509Certificate certificate = Pem.certificates(text).get(0);
      return new IssuedCertificate(first.startsWith(NAME) ? first.substring(NAME.length()) : "", certificate,
        revoked == null ? null : revoked.revokedAt(certificate));
    } catch (IdentityException e) {
      throw new CommandException(file + " is damaged: " + e.getMessage(), e);
    }
  }

  /**
   * Writes a CRL with these certificates and all earlier ones.
   *
   * @return the certificates that were not revoked before
   */
  List<X509Certificate> revoke(CertificateAuthority authority, Collection<X509Certificate> certificates)
    throws IOException {
    // Lock the directory, because of two processes the second would lose the revocations of the first.
    try (FileChannel file = FileChannel.open(directory.resolve("lock"),
      StandardOpenOption.CREATE, StandardOpenOption.WRITE); FileLock lock = file.lock()) {
      RevocationList previous = revocationList();
      List<X509Certificate> fresh = certificates.stream()
        .filter(certificate -> previous == null || previous.revokedAt(certificate) == null).toList();
      SecretFiles.replacePublic(CaFiles.revocationList(directory), authority.revoke(previous, fresh).toPem());
      return fresh;
    }
  }

  private RevocationList revocationList() throws IOException {
    Path file = CaFiles.revocationList(directory);
    if (!Files.exists(file)) {
      return null;
    }
    try {
      return RevocationList.read(Files.readAllBytes(file)).get(0);
    } catch (IdentityException e) {
      throw new CommandException(file + " cannot be used: " + e.getMessage(), e);
    }
  }

  private Path issued() {
    return directory.resolve("issued");
  }
}
