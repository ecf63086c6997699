package io.conec.impl.identity;

import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.KeyStoreOptionsBase;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.UnrecoverableKeyException;
import java.util.List;
import java.util.Set;

/**
 * Explains why the files of options cannot be read, and what to do. Reads the files, so call it on a worker thread.
 */
final class FileProblem {

  /** A word in all exceptions of key stores for a wrong password. */
  private static final String PASSWORD = "password";

  private final Vertx vertx;
  private final Throwable failure;

  private FileProblem(Vertx vertx, Throwable failure) {
    this.vertx = vertx;
    this.failure = failure;
  }

  static String of(KeyCertOptions options, Vertx vertx, Throwable failure) {
    FileProblem problem = new FileProblem(vertx, failure);
    String found = options instanceof PemKeyCertOptions pem ? problem.ofPem(pem) : problem.ofStore(options);
    return found != null ? found : "keyCertOptions cannot be read: " + message(failure);
  }

  static String of(TrustOptions options, Vertx vertx, Throwable failure) {
    FileProblem problem = new FileProblem(vertx, failure);
    String found = options instanceof PemTrustOptions pem ? problem.ofCertificates(pem.getCertPaths())
      : problem.ofStore(options);
    return found != null ? found : "the certificates to trust cannot be read: " + message(failure);
  }

  private static String message(Throwable failure) {
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }

  private String ofPem(PemKeyCertOptions options) {
    List<String> certificates = options.getCertPaths();
    List<String> keys = options.getKeyPaths();
    if (certificates.size() == 1 && keys.size() == 1 && isSwapped(certificates.get(0), keys.get(0))) {
      return "certificate and key are swapped: " + certificates.get(0) + " has the key, " + keys.get(0)
        + " the certificate";
    }
    String problem = ofCertificates(certificates);
    for (int i = 0; problem == null && i < keys.size(); i++) {
      problem = ofKey(keys.get(i), contents(keys.get(i)));
    }
    return problem;
  }

  private boolean isSwapped(String certificate, String key) {
    return contents(certificate).equals(Set.of(FileContent.KEY))
      && contents(key).equals(Set.of(FileContent.CERTIFICATE));
  }

  private Set<FileContent> contents(String file) {
    return FileContent.of(path(file));
  }

  private Path path(String file) {
    return ((VertxInternal) vertx).fileResolver().resolve(file).toPath();
  }

  private String ofCertificates(List<String> files) {
    for (String file : files) {
      String problem = ofCertificate(file, contents(file));
      if (problem != null) {
        return problem;
      }
    }
    return null;
  }

  private String ofCertificate(String file, Set<FileContent> contents) {
    if (contents.contains(FileContent.CERTIFICATE)) {
      return damage(file, Pem::certificates);
    }
    return switch (contents.iterator().next()) {
      case KEY, ENCRYPTED_KEY -> file + " has a private key where a certificate is expected";
      case REQUEST -> file + " has a certificate request: a certificate is expected, which the authority issues for it";
      case JKS -> file + " is a Java key store where a certificate as PEM is expected: use JksOptions, or take the "
        + "certificate out of it with 'keytool -exportcert -rfc -keystore " + file + "'";
      case PKCS12 -> file + " is a PKCS#12 key store where a certificate as PEM is expected: use PfxOptions, or take "
        + "the certificate out of it with 'openssl pkcs12 -nokeys -in " + file + "'";
      case DER_CERTIFICATE -> file + " is a certificate in DER, PEM is expected: convert it with 'openssl x509 -inform "
        + "der -in " + file + "'";
      default -> ofAnything(file, contents, "a certificate as PEM");
    };
  }

  private String ofKey(String file, Set<FileContent> contents) {
    if (contents.contains(FileContent.KEY)) {
      return damage(file, Pem::privateKey);
    }
    return switch (contents.iterator().next()) {
      case CERTIFICATE, DER_CERTIFICATE -> file + " has a certificate where a private key is expected";
      case ENCRYPTED_KEY -> "the private key in " + file + " is encrypted: decrypt it with 'openssl pkey -in " + file
        + "', or use a PKCS#12 key store, which has a password";
      case JKS, PKCS12 -> file + " is a key store where a private key as PEM is expected: use JksOptions or PfxOptions";
      case DER_KEY -> file + " is a private key in DER, PEM is expected: convert it with 'openssl pkey -inform der -in "
        + file + "'";
      default -> ofAnything(file, contents, "a private key as PEM");
    };
  }

  private String ofStore(Object options) {
    if (!(options instanceof KeyStoreOptionsBase store) || store.getPath() == null) {
      return null;
    }
    String file = store.getPath();
    Set<FileContent> contents = contents(file);
    if (contents.contains(FileContent.CERTIFICATE) || contents.contains(FileContent.KEY)) {
      return file + " is PEM where a key store is expected: use PemTrustOptions or PemKeyCertOptions";
    } else if (!contents.contains(FileContent.JKS) && !contents.contains(FileContent.PKCS12)) {
      return ofAnything(file, contents, "a key store");
    }
    return isAboutPassword() ? "the password of the key store " + file + " is wrong or missing"
      : file + " is damaged: " + message(failure);
  }

  private boolean isAboutPassword() {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnrecoverableKeyException || message(cause).contains(PASSWORD)) {
        return true;
      }
    }
    return false;
  }

  /** Reads a PEM file. */
  private interface Reader {
    Object read(String pem);
  }

  /** The file has the right kind of content. If it can be read, another file is wrong. */
  private String damage(String file, Reader reader) {
    try {
      reader.read(Files.readString(path(file), StandardCharsets.ISO_8859_1));
      return null;
    } catch (IdentityException | IOException e) {
      return file + " is damaged: " + message(e);
    }
  }

  /** Problems that do not depend on what was expected. */
  private String ofAnything(String file, Set<FileContent> contents, String expected) {
    return switch (contents.iterator().next()) {
      case MISSING -> "there is no file " + file + ": " + expected + " is expected";
      case DIRECTORY -> file + " is a directory: " + expected + " is expected";
      case UNREADABLE -> "no permission to read " + file;
      case EMPTY -> file + " is empty: " + expected + " is expected";
      default -> file + " is not " + expected;
    };
  }
}
