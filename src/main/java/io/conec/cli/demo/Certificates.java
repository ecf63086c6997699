package io.conec.cli.demo;

import io.conec.impl.identity.CertificateAuthority;
import io.conec.impl.identity.Credentials;
import io.conec.impl.identity.Pem;
import io.conec.impl.identity.SubjectNames;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.time.Clock;
import java.time.Duration;

/** An authority of the demo's own, as {@code conec ca} makes one. */
final class Certificates {

  private static final Duration VALIDITY = Duration.ofDays(365);

  private final CertificateAuthority authority =
    CertificateAuthority.create("conec demo", VALIDITY, Clock.systemUTC());

  PemTrustOptions trust() {
    return new PemTrustOptions().addCertValue(Buffer.buffer(Pem.write(authority.credentials().chain())));
  }

  PemKeyCertOptions issue(SubjectNames names) {
    Credentials issued = authority.issue(names, VALIDITY);
    return new PemKeyCertOptions()
      .addCertValue(Buffer.buffer(Pem.write(issued.chain())))
      .addKeyValue(Buffer.buffer(Pem.write(issued.key())));
  }
}
