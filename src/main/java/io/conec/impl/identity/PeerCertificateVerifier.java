package io.conec.impl.identity;

import javax.net.ssl.X509TrustManager;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;

import static io.conec.impl.identity.IdentityException.Reason.NAME_MISMATCH;
import static io.conec.impl.identity.IdentityException.Reason.NOT_SELF_SIGNED;
import static io.conec.impl.identity.IdentityException.Reason.NO_CERTIFICATE;
import static io.conec.impl.identity.IdentityException.Reason.UNTRUSTED;

/**
 * Verifies that a presented certificate proves an id. A Coordinator verifies clients, and peers verify each other. TLS
 * verifies that the other end has the private key.
 */
public final class PeerCertificateVerifier {

  private static final int NAMES_SHOWN = 3;

  private final X509TrustManager clientCa;
  private final ChainValidator validator;
  private final Clock clock;

  private PeerCertificateVerifier(X509TrustManager clientCa, ChainValidator validator, Clock clock) {
    this.clientCa = clientCa;
    this.validator = validator;
    this.clock = clock;
  }

  /** Accept any self-signed certificate for the id. */
  public static PeerCertificateVerifier selfSigned(Clock clock) {
    return new PeerCertificateVerifier(null, null, clock);
  }

  /**
   * Accept only certificates of the authorities of the trust manager, which then also has to accept the chain. A trust
   * manager without authorities decides alone.
   */
  public static PeerCertificateVerifier issuedBy(X509TrustManager clientCa, Clock clock) {
    X509Certificate[] authorities = clientCa.getAcceptedIssuers();
    return new PeerCertificateVerifier(clientCa, authorities == null || authorities.length == 0 ? null
      : new ChainValidator(List.of(authorities), clock), clock);
  }

  /**
   * @param id    the claimed id, which {@link PeerId#check} has accepted
   * @param chain the presented chain, leaf first
   * @throws IdentityException when the chain does not prove the id
   */
  public void check(String id, List<X509Certificate> chain) {
    if (chain.isEmpty()) {
      throw new IdentityException(NO_CERTIFICATE, "No certificate was presented for id '" + id + "'");
    }
    requireReadable(chain);
    X509Certificate leaf = chain.get(0);
    Keys.requireStrong(leaf.getPublicKey());
    Certificates.checkDates(leaf, clock);
    checkUsage(leaf);
    if (clientCa == null) {
      checkSelfSigned(leaf);
    } else {
      checkIssued(chain);
    }
    if (!Certificates.hasName(leaf, id)) {
      throw new IdentityException(NAME_MISMATCH, "The certificate is not for id '" + id + "' but for "
        + names(leaf) + ": the id must be a subject alternative name of type dNSName");
    }
  }

  /** TLS parses only the leaf, but the dates of all accepted certificates are needed later. */
  private static void requireReadable(List<X509Certificate> chain) {
    try {
      chain.forEach(X509Certificate::getVersion);
    } catch (IllegalStateException e) {
      throw new IdentityException(UNTRUSTED, "A certificate of the chain cannot be read: " + e.getMessage(), e);
    }
  }

  private static void checkUsage(X509Certificate leaf) {
    if (!Certificates.allowsSignatures(leaf)) {
      throw new IdentityException(UNTRUSTED, "The certificate has a key usage without digitalSignature");
    }
    if (!Certificates.allowsClientAuth(leaf, false)) {
      throw new IdentityException(UNTRUSTED, "The certificate has an extended key usage without clientAuth");
    }
  }

  private static void checkSelfSigned(X509Certificate leaf) {
    SignatureAlgorithms.requireStrong(leaf);
    if (leaf.hasUnsupportedCriticalExtension()) {
      throw new IdentityException(UNTRUSTED, "The certificate has a critical extension that is not supported");
    }
    if (!Certificates.isSelfSigned(leaf)) {
      throw new IdentityException(NOT_SELF_SIGNED,
        "The certificate is not signed with its own key, and no client CA is configured that could vouch for it");
    }
  }

  private void checkIssued(List<X509Certificate> chain) {
    List<X509Certificate> path = validator == null ? chain : validator.validate(chain);
    try {
      clientCa.checkClientTrusted(path.toArray(new X509Certificate[0]), path.get(0).getPublicKey().getAlgorithm());
    } catch (CertificateException e) {
      throw new IdentityException(UNTRUSTED, "The certificate was not issued by the client CA: " + e.getMessage(), e);
    }
  }

  /** A stranger chose these names: return few, and only those that are safe in a log. */
  private static String names(X509Certificate leaf) {
    String names = Certificates.dnsNames(leaf).stream()
      .filter(PeerId::isValid)
      .limit(NAMES_SHOWN)
      .map(name -> "'" + name + "'")
      .collect(Collectors.joining(", "));
    return names.isEmpty() ? "no valid id" : names;
  }
}
