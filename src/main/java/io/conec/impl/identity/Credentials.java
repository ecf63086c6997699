package io.conec.impl.identity;

import javax.net.ssl.KeyManagerFactory;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * The private key and the certificates of an endpoint.
 *
 * @param key   the private key of the leaf
 * @param chain the certificates to present, leaf first
 */
public record Credentials(PrivateKey key, List<X509Certificate> chain) {

  private static final char[] NO_PASSWORD = new char[0];

  public Credentials {
    chain = List.copyOf(chain);
    if (key == null || chain.isEmpty()) {
      throw new IllegalArgumentException("Credentials are a private key and at least one certificate");
    }
  }

  public X509Certificate leaf() {
    return chain.get(0);
  }

  /** @return the chain as the array that JDK and Netty need */
  public X509Certificate[] chainArray() {
    return chain.toArray(new X509Certificate[0]);
  }

  /**
   * @return the key and the chain as key managers for TLS
   */
  public KeyManagerFactory keyManagers() {
    try {
      // JKS, because Java's default, PKCS #12, would spend 10,000 rounds of hashing on a password that protects nothing
      // here.
      KeyStore store = KeyStore.getInstance("JKS");
      store.load(null, NO_PASSWORD);
      store.setKeyEntry("key", key, NO_PASSWORD, chainArray());
      KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, NO_PASSWORD);
      return factory;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the key cannot be used for TLS: " + e.getMessage(), e);
    }
  }

  /** Without the key, because some providers print its secret. */
  @Override
  public String toString() {
    return "Credentials[" + leaf().getSubjectX500Principal() + "]";
  }
}
