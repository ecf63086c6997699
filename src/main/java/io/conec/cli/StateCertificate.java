package io.conec.cli;

import io.conec.impl.identity.Credentials;
import io.conec.impl.identity.FileSecrecy;
import io.conec.impl.identity.IdentityException;
import io.conec.impl.identity.Pem;
import io.conec.impl.identity.SelfSigned;
import io.conec.impl.identity.SubjectNames;
import io.netty.util.NetUtil;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The self-signed certificate that a Coordinator keeps across restarts, so that clients can continue to trust it.
 */
final class StateCertificate {

  /** Long, because a new certificate has to be copied to every client. */
  private static final Duration VALIDITY = Duration.ofDays(3650);

  private final Path certificateFile;
  private final Path keyFile;
  private final X509Certificate certificate;
  private final boolean made;

  private StateCertificate(Path directory, X509Certificate certificate, boolean made) {
    certificateFile = certificateFile(directory);
    keyFile = keyFile(directory);
    this.certificate = certificate;
    this.made = made;
  }

  /** Reads the certificate in the directory, or makes one when there is no valid one for these names. */
  static StateCertificate of(Path directory, List<String> names) throws IOException {
    Clock clock = Clock.systemUTC();
    SubjectNames subject = SubjectNames.hosts(names);
    requireSafe(directory);
    X509Certificate kept = read(directory);
    if (kept != null && kept.getNotAfter().toInstant().isAfter(clock.instant())
      && namesOf(kept).equals(normalized(names))) {
      return new StateCertificate(directory, kept, false);
    }
    Credentials credentials = SelfSigned.create(subject, VALIDITY, clock);
    Files.createDirectories(directory);
    SecretFiles.replace(keyFile(directory), Pem.write(credentials.key()),
      certificateFile(directory), Pem.write(credentials.chain()));
    return new StateCertificate(directory, credentials.leaf(), true);
  }

  static Path certificateFile(Path directory) {
    return directory.resolve("coordinator.pem");
  }

  private static Path keyFile(Path directory) {
    return directory.resolve("coordinator.key");
  }

  /** Fails when another user could have created the certificate and its key, or can read the key. */
  static void requireSafe(Path directory) {
    try {
      if (Files.exists(directory)) {
        FileSecrecy.requireSafeDirectory(directory);
      }
      if (Files.exists(keyFile(directory))) {
        FileSecrecy.requireOwnerOnly(keyFile(directory));
      }
    } catch (IdentityException e) {
      throw new CommandException(e.getMessage(), e);
    } catch (IOException e) {
      throw new CommandException(Errors.message(e), e);
    }
  }

  private static X509Certificate read(Path directory) throws IOException {
    Path file = certificateFile(directory);
    if (!Files.exists(file) || !Files.exists(keyFile(directory))) {
      return null;
    }
    try {
      return Pem.certificates(Files.readString(file)).get(0);
    } catch (IdentityException e) {
      throw new CommandException(file + " is damaged: " + e.getMessage() + "; remove it to have a new one made", e);
    }
  }

  private static Set<String> namesOf(X509Certificate certificate) throws UnknownHostException {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null ? Set.of() : normalized(names.stream().map(name -> String.valueOf(name.get(1))).toList());
    } catch (GeneralSecurityException e) {
      return Set.of();
    }
  }

  /** Normalizes names, because an IPv6 address has many spellings. */
  private static Set<String> normalized(List<String> names) throws UnknownHostException {
    Set<String> normalized = new TreeSet<>();
    for (String name : names) {
      byte[] address = NetUtil.createByteArrayFromIpAddressString(name);
      normalized.add(address == null ? IDN.toASCII(name) : InetAddress.getByAddress(address).getHostAddress());
    }
    return normalized;
  }

  PemKeyCertOptions options() {
    return new PemKeyCertOptions()
      .setCertPath(certificateFile.toAbsolutePath().toString())
      .setKeyPath(keyFile.toAbsolutePath().toString());
  }

  Path file() {
    return certificateFile.toAbsolutePath();
  }

  boolean wasMade() {
    return made;
  }

  Instant validUntil() {
    return certificate.getNotAfter().toInstant();
  }
}
