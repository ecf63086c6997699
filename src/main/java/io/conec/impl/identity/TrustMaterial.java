package io.conec.impl.identity;

import static io.conec.impl.identity.IdentityException.Reason.UNUSABLE;

import io.vertx.core.Vertx;
import io.vertx.core.net.KeyStoreOptionsBase;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Makes trust managers from options, from the roots of a Coordinator, or from the CAs of the system. */
public final class TrustMaterial {

  private TrustMaterial() {
  }

  /** Reads files: call it on a worker thread. */
  public static X509TrustManager trustManager(TrustOptions options, Vertx vertx) {
    TrustManagerFactory factory;
    try {
      // A copy, because options cache the files that they have read.
      factory = options.copy().getTrustManagerFactory(vertx);
    } catch (Exception e) {
      throw new IdentityException(UNUSABLE, FileProblem.of(options, vertx, e), e);
    }
    X509TrustManager manager = x509(factory);
    if (options instanceof KeyStoreOptionsBase store && manager.getAcceptedIssuers().length == 0) {
      throw new IdentityException(UNUSABLE, "the key store " + store.getPath() + " has no certificate to trust: import "
        + "one with 'keytool -importcert'");
    }
    return manager;
  }

  /**
   * Reads files: call it on a worker thread.
   *
   * @return the CA certificates that the options trust
   * @throws IdentityException also when there is none, as with options that trust all certificates
   */
  public static List<X509Certificate> roots(TrustOptions options, Vertx vertx) {
    X509Certificate[] roots = trustManager(options, vertx).getAcceptedIssuers();
    if (roots == null || roots.length == 0) {
      throw new IdentityException(UNUSABLE, "The trust options hold no CA certificate");
    }
    return List.of(roots);
  }

  /** Whether the options have only CA certificates: others may have a custom trust manager. */
  public static boolean isOnlyAuthorities(TrustOptions options) {
    return options == null || options instanceof PemTrustOptions || options instanceof KeyStoreOptionsBase;
  }

  /** Trust certificates issued by one of the roots, and the roots themselves. */
  public static X509TrustManager fromRoots(Collection<X509Certificate> roots) {
    if (roots.isEmpty()) {
      throw new IdentityException(UNUSABLE, "At least one CA certificate is needed");
    }
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int index = 0;
      for (X509Certificate root : roots) {
        store.setCertificateEntry("root-" + index++, root);
      }
      return fromStore(store);
    } catch (GeneralSecurityException | IOException e) {
      throw new IdentityException(UNUSABLE, "The CA certificates cannot be used: " + e.getMessage(), e);
    }
  }

  /**
   * Trust the CAs of the Java runtime or of {@code javax.net.ssl.trustStore}. Reads files: call it on a worker thread.
   */
  public static X509TrustManager systemDefault() {
    try {
      return fromStore(null);
    } catch (GeneralSecurityException e) {
      throw new IdentityException(UNUSABLE, "The system's CA certificates cannot be read: " + e.getMessage(), e);
    }
  }

  private static X509TrustManager fromStore(KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return x509(factory);
  }

  private static X509TrustManager x509(TrustManagerFactory factory) {
    if (factory != null) {
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509TrustManager x509) {
          return x509;
        }
      }
    }
    throw new IdentityException(UNUSABLE, "The trust options have no X.509 trust manager");
  }
}
