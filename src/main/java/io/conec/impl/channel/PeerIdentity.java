package io.conec.impl.channel;

import io.conec.impl.identity.Certificates;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * The verified identity of the other end of a channel.
 *
 * @param id           its verified id
 * @param certificates its certificate chain, its own first
 * @param fingerprint  of its own certificate
 * @param validUntil   when the first certificate of its chain expires
 */
public record PeerIdentity(String id, List<X509Certificate> certificates, String fingerprint, Instant validUntil) {

  static PeerIdentity of(String id, List<X509Certificate> certificates) {
    return new PeerIdentity(id, certificates, Certificates.fingerprint(certificates.get(0)),
      Certificates.validUntil(certificates, Instant.now()));
  }
}
