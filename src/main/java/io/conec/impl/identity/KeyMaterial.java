package io.conec.impl.identity;

import static io.conec.impl.identity.IdentityException.Reason.UNUSABLE;

import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.KeyStoreOptionsBase;
import io.vertx.core.net.PemKeyCertOptions;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509KeyManager;

/** Reads the configured key and certificate, in any format. */
public final class KeyMaterial {

  private static final Logger LOG = LoggerFactory.getLogger(KeyMaterial.class);

  private static final List<String> KEY_TYPES = List.of("EC", "RSA");

  /** A certificate that exists in memory only outlives any process. */
  private static final Duration EPHEMERAL_VALIDITY = Duration.ofDays(3650);

  private KeyMaterial() {
  }

  /**
   * Reads files: call it on a worker thread.
   *
   * @param options blamed as {@code keyCertOptions} when they cannot be used; {@code null} to keep what was before
   * @param before  {@code null} when there was nothing: then a self-signed certificate with these names is made
   */
  public static Credentials credentials(KeyCertOptions options, Credentials before, Supplier<SubjectNames> names,
                                        Vertx vertx) {
    if (options != null) {
      return IdentityException.blaming("keyCertOptions", () -> credentials(options, vertx));
    }
    return before != null ? before : SelfSigned.create(names.get(), EPHEMERAL_VALIDITY, Clock.systemUTC());
  }

  /**
   * Reads files: call it on a worker thread.
   *
   * @throws IdentityException when the options cannot be read or do not have exactly one EC or RSA key with its
   * certificate, or the key is too weak or does not belong to the certificate
   */
  public static Credentials credentials(KeyCertOptions options, Vertx vertx) {
    X509KeyManager manager = keyManager(options, vertx);
    warnOfKeysForAll(options, vertx);
    Map<X509Certificate, String> aliases = new HashMap<>();
    for (String type : KEY_TYPES) {
      addAliases(aliases, manager, manager.getServerAliases(type, null));
      addAliases(aliases, manager, manager.getClientAliases(type, null));
    }
    if (aliases.size() != 1) {
      throw new IdentityException(UNUSABLE, aliases.isEmpty()
        ? "keyCertOptions have no EC or RSA private key with a certificate"
        : "keyCertOptions hold " + aliases.size() + " keys, exactly one is needed: "
          + "name one with the key store's alias option");
    }
    String alias = aliases.values().iterator().next();
    return checked(manager.getPrivateKey(alias), manager.getCertificateChain(alias));
  }

  /** Only a warning, because in containers secret files are often readable by all users, of which there is only one. */
  private static void warnOfKeysForAll(KeyCertOptions options, Vertx vertx) {
    List<String> files = options instanceof PemKeyCertOptions pem ? pem.getKeyPaths()
      : options instanceof KeyStoreOptionsBase store && store.getPath() != null ? List.of(store.getPath()) : List.of();
    for (String file : files) {
      if (FileSecrecy.isReadableByAll(((VertxInternal) vertx).fileResolver().resolve(file).toPath())) {
        LOG.warn("every user of this machine can read the private key in " + file + ": close it with 'chmod 600 "
          + file + "'");
      }
    }
  }

  /** Keyed by certificate, because some key managers return another alias for the same key each time. */
  private static void addAliases(Map<X509Certificate, String> known, X509KeyManager manager, String[] aliases) {
    if (aliases != null) {
      for (String alias : aliases) {
        known.putIfAbsent(manager.getCertificateChain(alias)[0], alias);
      }
    }
  }

  private static Credentials checked(PrivateKey key, X509Certificate[] chain) {
    Keys.requireStrong(chain[0].getPublicKey());
    if (!Keys.match(key, chain[0].getPublicKey())) {
      throw new IdentityException(UNUSABLE, "keyCertOptions: the private key does not belong to the certificate");
    }
    return new Credentials(key, List.of(chain));
  }

  private static X509KeyManager keyManager(KeyCertOptions options, Vertx vertx) {
    KeyManagerFactory factory;
    try {
      // A copy, because options cache the files that they have read.
      factory = options.copy().getKeyManagerFactory(vertx);
    } catch (Exception e) {
      throw new IdentityException(UNUSABLE, FileProblem.of(options, vertx, e), e);
    }
    if (factory != null) {
      for (KeyManager manager : factory.getKeyManagers()) {
        if (manager instanceof X509KeyManager x509) {
          return x509;
        }
      }
    }
    throw new IdentityException(UNUSABLE, "The key and certificate options have no X.509 key manager");
  }
}
