package io.conec.impl.coordinator;

import io.conec.ConecException;
import io.conec.CoordinatorOptions;
import io.conec.impl.channel.IdentityErrors;
import io.conec.impl.identity.Admission;
import io.conec.impl.identity.Credentials;
import io.conec.impl.identity.IdentityException;
import io.conec.impl.identity.KeyMaterial;
import io.conec.impl.identity.SelfSigned;
import io.conec.impl.identity.SubjectNames;
import io.conec.impl.identity.TrustMaterial;
import io.vertx.core.Vertx;
import io.vertx.core.net.TrustOptions;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a Coordinator shows, and whom it lets in.
 *
 * @param credentials its certificate and key
 * @param admission   what clients have to prove
 * @param peerTrust   the authorities that it hands to its clients, DER, empty for none
 */
record CoordinatorIdentity(Credentials credentials, Admission admission, List<byte[]> peerTrust) {

  private static final Duration EPHEMERAL_VALIDITY = Duration.ofDays(3650);

  /**
   * Read or make what the options say; reads files, so on a worker thread.
   */
  static CoordinatorIdentity load(Vertx vertx, CoordinatorOptions options) {
    try {
      Credentials credentials = options.getKeyCertOptions() == null
        ? SelfSigned.create(SubjectNames.hosts(options.getServerNames()), EPHEMERAL_VALIDITY, Clock.systemUTC())
        : KeyMaterial.credentials(options.getKeyCertOptions(), vertx);
      TrustOptions clientTrust = options.getClientTrustOptions();
      if (clientTrust == null) {
        return new CoordinatorIdentity(credentials, Admission.selfSigned(Clock.systemUTC()), List.of());
      }
      return new CoordinatorIdentity(credentials,
        Admission.issuedBy(TrustMaterial.trustManager(clientTrust, vertx), Clock.systemUTC()),
        encode(TrustMaterial.roots(clientTrust, vertx)));
    } catch (IdentityException e) {
      throw IdentityErrors.toConecException(e);
    }
  }

  private static List<byte[]> encode(List<X509Certificate> certificates) {
    List<byte[]> encoded = new ArrayList<>();
    for (X509Certificate certificate : certificates) {
      encoded.add(encode(certificate));
    }
    return encoded;
  }

  static byte[] encode(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was read can be written", e);
    }
  }
}
