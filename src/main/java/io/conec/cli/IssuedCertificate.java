package io.conec.cli;

import io.conec.impl.identity.Certificates;
import io.vertx.core.json.JsonObject;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Locale;

/**
 * A certificate in the records of an authority.
 *
 * @param name      the name of its files: the id of a peer
 * @param revokedAt {@code null} when it was not revoked
 */
record IssuedCertificate(String name, X509Certificate certificate, Instant revokedAt) {

  /** The states of a certificate. */
  enum State {
    VALID, EXPIRED, REVOKED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  State state(Instant now) {
    return revokedAt != null ? State.REVOKED : validUntil().isBefore(now) ? State.EXPIRED : State.VALID;
  }

  Instant validUntil() {
    return certificate.getNotAfter().toInstant();
  }

  String fingerprint() {
    return Certificates.fingerprint(certificate);
  }

  JsonObject toJson(Instant now) {
    JsonObject json = new JsonObject()
      .put("id", name)
      .put("state", state(now).toString())
      .put("validFrom", certificate.getNotBefore().toInstant().toString())
      .put("validUntil", validUntil().toString())
      .put("serial", certificate.getSerialNumber().toString(16))
      .put("fingerprint", fingerprint());
    return revokedAt == null ? json : json.put("revokedAt", revokedAt.toString());
  }
}
