package io.conec.soak;

import io.conec.impl.identity.CertificateAuthority;
import io.conec.test.CertificateMaze;
import io.conec.test.TestCertificates;
import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawIdentity;
import io.conec.test.raw.RawSocket;

/** Says hello with a chain of certificates in which a verifier gets lost. */
record ChainFlood(Target target) implements Flood {

  /** The chain comes back in session tickets, and there may be no room for a refusal behind them. */
  private static final long PATIENCE_MILLIS = 500;

  @Override
  public void run(String attacker, Runnable hit) {
    CertificateAuthority own = TestCertificates.authority("nobody's");
    try (RawSocket socket = new RawSocket(RawIdentity.of(attacker))) {
      socket.present(CertificateMaze.behind(own, TestCertificates.peer(own, attacker)).keyManagers());
      while (true) {
        RawClient client = RawClient.connect(RawIdentity.of(attacker), socket, target.port());
        client.control().write(RawFrame.hello(attacker)).poll(PATIENCE_MILLIS);
        hit.run();
        client.connection().close(0, "");
      }
    }
  }
}
