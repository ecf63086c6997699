package io.conec.soak;

import io.conec.ClientOptions;
import io.conec.PathOptions;
import io.conec.PathPolicy;
import io.conec.impl.identity.CertificateAuthority;
import io.conec.impl.identity.Credentials;
import io.conec.impl.identity.IdentityException;
import io.conec.impl.identity.Pem;
import io.conec.test.TestCertificates;
import io.vertx.core.net.PemTrustOptions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the processes of a soak share as files: the clients' authority, and the certificate of the Coordinator. */
record SoakFiles(Path directory) {

  /** With a new authority. */
  static SoakFiles create(Path directory) {
    SoakFiles files = new SoakFiles(directory);
    Credentials authority = TestCertificates.authority("soak").credentials();
    write(files.authorityCertificate(), Pem.write(authority.chain()));
    write(files.authorityKey(), Pem.write(authority.key()));
    return files;
  }

  CertificateAuthority authority() {
    try {
      return CertificateAuthority.of(new Credentials(Pem.privateKey(Files.readString(authorityKey())),
        Pem.certificates(Files.readString(authorityCertificate()))), TestCertificates.now());
    } catch (IOException | IdentityException e) {
      throw new AssertionError(e);
    }
  }

  PemTrustOptions clientTrust() {
    return new PemTrustOptions().addCertPath(authorityCertificate().toString());
  }

  void coordinator(String certificate) {
    write(coordinatorCertificate(), certificate);
  }

  /** A client that the authority vouches for, and whose datagrams all pass the Coordinator. */
  ClientOptions client(String id, String host, int port) {
    return new ClientOptions().setId(id).setLocalAddress(host).addCoordinator("localhost:" + port)
      .setTrustOptions(new PemTrustOptions().addCertPath(coordinatorCertificate().toString()))
      .setKeyCertOptions(TestCertificates.pem(TestCertificates.peer(authority(), id)))
      .setPathOptions(new PathOptions().setPathPolicy(PathPolicy.RELAY_ONLY));
  }

  private Path authorityCertificate() {
    return directory.resolve("authority.pem");
  }

  private Path authorityKey() {
    return directory.resolve("authority-key.pem");
  }

  private Path coordinatorCertificate() {
    return directory.resolve("coordinator.pem");
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
