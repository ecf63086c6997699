package io.conec.impl.coordinator;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.CoordinatorOptions;
import io.conec.impl.identity.Credentials;
import io.conec.impl.identity.IdentityException;
import io.conec.impl.identity.KeyMaterial;
import io.conec.impl.identity.PeerCertificateVerifier;
import io.conec.impl.identity.Revocations;
import io.conec.impl.identity.SubjectNames;
import io.conec.impl.identity.TrustMaterial;
import io.conec.impl.wire.ControlCodec;
import io.vertx.core.Vertx;
import io.vertx.core.net.TrustOptions;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The certificate of a Coordinator, and the trust in its clients.
 *
 * @param credentials its certificate and key
 * @param verifier   verifies the certificates of clients; the same object until the trust changes
 * @param authorities the authorities that sign the certificates of clients, which are sent to the clients; empty for
 *                    none
 * @param revocations which clients are refused although their certificates are valid
 */
record CoordinatorIdentity(Credentials credentials, PeerCertificateVerifier verifier,
                           List<X509Certificate> authorities, Revocations revocations) {

  /**
   * The most bytes of all authorities in DER: in base64 they have to fit into one control message with 2 KiB to spare.
   */
  private static final int MAX_AUTHORITY_BYTES = (ControlCodec.MAX_FRAME_LENGTH - 2048) / 4 * 3;

  private static final String CLIENT_TRUST = "clientTrustOptions";

  /**
   * Read or create the certificates that the options name, without revocations. Reads files, so call it on a worker
   * thread.
   *
   * @param before the identity until now, {@code null} for none: its certificate is kept when the options have none
   */
  static CoordinatorIdentity load(Vertx vertx, CoordinatorOptions options, CoordinatorIdentity before) {
    Credentials credentials = KeyMaterial.credentials(options.getKeyCertOptions(),
      before == null ? null : before.credentials, () -> SubjectNames.hosts(options.getServerNames()), vertx);
    TrustOptions clientTrust = options.getClientTrustOptions();
    List<X509Certificate> authorities = clientTrust == null ? List.of()
      : IdentityException.blaming(CLIENT_TRUST, () -> TrustMaterial.roots(clientTrust, vertx));
    requireFitForWelcome(authorities);
    PeerCertificateVerifier verifier = before != null && before.trusts(clientTrust, authorities) ? before.verifier
      : IdentityException.blaming(CLIENT_TRUST, () -> verifier(vertx, clientTrust));
    return new CoordinatorIdentity(credentials, verifier, authorities, Revocations.NONE);
  }

  private static void requireFitForWelcome(List<X509Certificate> authorities) {
    int bytes = authorities.stream().mapToInt(authority -> encode(authority).length).sum();
    if (bytes > MAX_AUTHORITY_BYTES) {
      throw new ConecException(ConecError.CONFIGURATION, "option '" + CLIENT_TRUST + "': the " + authorities.size()
        + " certificates have " + bytes + " bytes, at most " + MAX_AUTHORITY_BYTES + " can be handed to clients: name "
        + "only the authorities that issue certificates of clients", null, CLIENT_TRUST);
    }
  }

  private boolean trusts(TrustOptions clientTrust, List<X509Certificate> others) {
    return TrustMaterial.isOnlyAuthorities(clientTrust) && Set.copyOf(authorities).equals(Set.copyOf(others));
  }

  private static PeerCertificateVerifier verifier(Vertx vertx, TrustOptions clientTrust) {
    return clientTrust == null ? PeerCertificateVerifier.selfSigned(Clock.systemUTC())
      : PeerCertificateVerifier.issuedBy(TrustMaterial.trustManager(clientTrust, vertx), Clock.systemUTC());
  }

  CoordinatorIdentity with(Revocations revocations) {
    return new CoordinatorIdentity(credentials, verifier, authorities, revocations);
  }

  /**
   * @return why a client that proved this id with this chain is refused, {@code null} when it is admitted
   */
  ConecException refusal(String id, List<X509Certificate> chain) {
    try {
      revocations.check(id, chain);
      return null;
    } catch (IdentityException e) {
      return e;
    }
  }

  /**
   * @return all certificates whose expiry matters
   */
  List<X509Certificate> certificates() {
    return Stream.concat(credentials.chain().stream(), authorities.stream()).toList();
  }

  /**
   * @return the authorities, DER
   */
  List<byte[]> peerTrust() {
    return authorities.stream().map(CoordinatorIdentity::encode).toList();
  }

  static byte[] encode(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was read can be written", e);
    }
  }
}
