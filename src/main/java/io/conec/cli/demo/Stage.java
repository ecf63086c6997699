package io.conec.cli.demo;

import io.conec.cli.SecretFiles;
import io.conec.impl.identity.CertificateAuthority;
import io.conec.impl.identity.Credentials;
import io.conec.impl.identity.Pem;
import io.conec.impl.identity.SubjectNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The processes and the files of one demo; closing it leaves nothing behind. */
final class Stage implements AutoCloseable {

  private static final Duration VALIDITY = Duration.ofDays(1);

  private final Path directory;
  private final List<Child> children = new ArrayList<>();
  private boolean closed;

  Stage() throws IOException {
    directory = Files.createTempDirectory("conec-demo-");
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  /** Makes a CA and a certificate for each process, as {@code conec ca} does. */
  void makeCertificates() throws IOException {
    CertificateAuthority ca = CertificateAuthority.create("conec demo", VALIDITY, Clock.systemUTC());
    SecretFiles.createPublic(file("ca.pem"), Pem.write(ca.credentials().chain()));
    write("coordinator", ca.issue(SubjectNames.hosts(List.of("localhost", "127.0.0.1")), VALIDITY));
    write("depot", ca.issue(SubjectNames.peer("depot"), VALIDITY));
    write("shop", ca.issue(SubjectNames.peer("shop"), VALIDITY));
    write("workshop", ca.issue(SubjectNames.peer("workshop"), VALIDITY));
  }

  private void write(String name, Credentials credentials) throws IOException {
    SecretFiles.createSecret(file(name + ".key"), Pem.write(credentials.key()));
    SecretFiles.createPublic(file(name + ".pem"), Pem.write(credentials.chain()));
  }

  /** Starts a process that proves its name with its certificate. */
  synchronized Child start(String name, List<String> arguments) throws IOException {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of("--json", "--cert", file(name + ".pem").toString(), "--key", file(name + ".key").toString()));
    if (closed) {
      throw new IOException("the demo was stopped");
    }
    Child child = Child.start(name, all);
    children.add(0, child);
    return child;
  }

  /** Ends the processes, those started last first. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      for (Child child : children) {
        child.stop();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException gone) {
      // Nothing is left to remove.
    }
  }
}
