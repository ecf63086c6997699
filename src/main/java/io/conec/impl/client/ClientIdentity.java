package io.conec.impl.client;

import io.conec.ClientOptions;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.impl.identity.Credentials;
import io.conec.impl.identity.IdentityException;
import io.conec.impl.identity.KeyMaterial;
import io.conec.impl.identity.PeerCertificateVerifier;
import io.conec.impl.identity.PeerId;
import io.conec.impl.identity.SubjectNames;
import io.conec.impl.identity.TrustMaterial;
import io.conec.impl.transport.ServerTrust;
import io.vertx.core.Vertx;
import io.vertx.core.net.TrustOptions;

import javax.net.ssl.X509TrustManager;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The certificate of a client, and whom it trusts.
 *
 * @param credentials   its certificate and key
 * @param coordinator   verifies Coordinators
 * @param configured    verifies peers by the client's own options, {@code null} to use the authorities of the
 *                      Coordinator
 * @param authorities   the authorities in its own options, for Coordinators and for peers
 */
record ClientIdentity(Credentials credentials, ServerTrust coordinator, PeerCertificateVerifier configured,
                      List<List<X509Certificate>> authorities) {

  /**
   * Read or create the certificates that the options name. Reads files, so call it on a worker thread.
   *
   * @param before the identity until now, {@code null} for none: its certificate is kept when the options have none
   */
  static ClientIdentity load(Vertx vertx, ClientOptions options, ClientIdentity before) {
    if (options.getCoordinators().isEmpty()) {
      throw new ConecException(ConecError.CONFIGURATION,
        "no address of a Coordinator is given: set 'coordinators'", null, "coordinators");
    }
    try {
      PeerId.check(options.getId());
    } catch (IllegalArgumentException e) {
      throw new ConecException(ConecError.INVALID_ID, "option 'id': " + e.getMessage(), null, "id");
    }
    Credentials credentials = KeyMaterial.credentials(options.getKeyCertOptions(),
      before == null ? null : before.credentials, () -> SubjectNames.peer(options.getId()), vertx);
    TrustOptions trust = options.getTrustOptions();
    X509TrustManager coordinator = IdentityException.blaming("trustOptions", () -> trust == null
      ? TrustMaterial.systemDefault() : TrustMaterial.trustManager(trust, vertx));
    TrustOptions peerTrust = options.getPeerTrustOptions();
    X509TrustManager peers = peerTrust == null ? null
      : IdentityException.blaming("peerTrustOptions", () -> TrustMaterial.trustManager(peerTrust, vertx));
    return new ClientIdentity(credentials, new ServerTrust(coordinator),
      peers == null ? null : PeerCertificateVerifier.issuedBy(peers, Clock.systemUTC()),
      List.of(trust == null ? List.of() : authorities(coordinator), peers == null ? List.of() : authorities(peers)));
  }

  /** Trust options of the application may name no authorities. */
  private static List<X509Certificate> authorities(X509TrustManager trust) {
    X509Certificate[] issuers = trust.getAcceptedIssuers();
    return issuers == null ? List.of() : List.of(issuers);
  }

  /**
   * @return all certificates whose expiry matters
   */
  List<X509Certificate> certificates() {
    return Stream.concat(credentials.chain().stream(), authorities.stream().flatMap(List::stream)).toList();
  }

  /**
   * @return whether both name the same authorities
   */
  boolean trustsLike(ClientIdentity other) {
    return authorities.stream().map(Set::copyOf).toList()
      .equals(other.authorities.stream().map(Set::copyOf).toList());
  }

  /**
   * @param roots the authorities of the Coordinator, in DER
   * @return the verifier of peers
   */
  PeerCertificateVerifier verifier(List<byte[]> roots) {
    if (configured != null) {
      return configured;
    }
    if (roots.isEmpty()) {
      return PeerCertificateVerifier.selfSigned(Clock.systemUTC());
    }
    List<X509Certificate> certificates = new ArrayList<>();
    roots.forEach(root -> certificates.add(certificate(root)));
    return PeerCertificateVerifier.issuedBy(TrustMaterial.fromRoots(certificates), Clock.systemUTC());
  }

  static X509Certificate certificate(byte[] der) {
    try {
      return (X509Certificate) CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw new ConecException(ConecError.PROTOCOL_VIOLATION, "the Coordinator sent an unreadable certificate", e);
    }
  }
}
