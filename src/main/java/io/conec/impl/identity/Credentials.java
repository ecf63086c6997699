package io.conec.impl.identity;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What an endpoint proves its identity with.
 *
 * @param key   the private key of the leaf
 * @param chain the certificates to present, leaf first
 */
public record Credentials(PrivateKey key, List<X509Certificate> chain) {

  public Credentials {
    chain = List.copyOf(chain);
    if (key == null || chain.isEmpty()) {
      throw new IllegalArgumentException("Credentials are a private key and at least one certificate");
    }
  }

  public X509Certificate leaf() {
    return chain.get(0);
  }

  /** The chain as JDK and Netty want it. */
  public X509Certificate[] chainArray() {
    return chain.toArray(new X509Certificate[0]);
  }

  /** Some providers print a key's secret: keep it out of logs. */
  @Override
  public String toString() {
    return "Credentials[" + leaf().getSubjectX500Principal() + "]";
  }
}
