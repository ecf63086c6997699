package io.conec.impl.channel;

import io.conec.impl.identity.Certificates;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * Who is at the other end of a channel.
 *
 * @param id           what it has proved to be
 * @param certificates what it has proved that with, its own first
 * @param fingerprint  of its own certificate
 * @param validUntil   when the first of its certificates ends that it needs
 */
public record PeerIdentity(String id, List<X509Certificate> certificates, String fingerprint, Instant validUntil) {

  static PeerIdentity of(String id, List<X509Certificate> certificates) {
    return new PeerIdentity(id, certificates, Certificates.fingerprint(certificates.get(0)),
      Certificates.validUntil(certificates, Instant.now()));
  }
}
