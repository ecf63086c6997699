package io.conec.hostile;

import io.conec.ConecError;
import io.conec.impl.identity.CertificateAuthority;
import io.conec.impl.identity.Credentials;
import io.conec.test.TestNet;
import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawIdentity;
import org.junit.jupiter.api.Test;

import static io.conec.test.TestCertificates.authority;
import static io.conec.test.TestCertificates.peer;
import static io.conec.test.TestCertificates.pemTrust;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** A client that reconnects with another certificate, and impostors. */
class RenewalTest {

  private static final String INSTANCE = "0123456789abcdef";
  private static final String ID = "depot";

  private static RawClient hello(TestNet net, RawIdentity identity, String instance) {
    RawClient client = RawClient.connect(identity, net.coordinator().actualPort());
    client.control().write(RawFrame.hello(ID, instance));
    return client;
  }

  private static RawIdentity issued(CertificateAuthority authority) {
    Credentials credentials = peer(authority, ID);
    return new RawIdentity(credentials.key(), credentials.leaf());
  }

  private static void answerPing(RawClient holder) {
    holder.control().write(RawFrame.control(RawFrame.PONG, holder.control().expect(RawFrame.PING)));
  }

  @Test
  void withAnAuthorityTheInstanceDistinguishesARenewalFromAnotherProcess() {
    CertificateAuthority ca = authority("home");
    try (TestNet net = new TestNet(options -> options.setClientTrustOptions(pemTrust(ca.certificate())));
         RawClient first = hello(net, issued(ca), INSTANCE)) {
      first.control().expect(RawFrame.WELCOME);
      try (RawClient other = hello(net, issued(ca), INSTANCE.replace('0', '1'))) {
        answerPing(first);
        other.connection().expectClose(ConecError.ID_IN_USE.code());
      }
      try (RawClient renewed = hello(net, issued(ca), INSTANCE)) {
        renewed.control().expect(RawFrame.WELCOME);
        first.connection().expectClose(ConecError.REPLACED.code());
        assertEquals(1, net.coordinator().clientCount());
      }
    }
  }

  @Test
  void withoutAnAuthorityAStolenInstanceTakesNoIdFromAClientThatIsAlive() {
    try (TestNet net = new TestNet(); RawClient holder = hello(net, RawIdentity.of(ID), INSTANCE)) {
      holder.control().expect(RawFrame.WELCOME);
      try (RawClient thief = hello(net, RawIdentity.of(ID), INSTANCE)) {
        answerPing(holder);
        thief.connection().expectClose(ConecError.ID_IN_USE.code());
      }
    }
  }

  @Test
  void anInstanceThatCanBeGuessedProvesNothing() {
    CertificateAuthority ca = authority("home");
    try (TestNet net = new TestNet(options -> options.setClientTrustOptions(pemTrust(ca.certificate())));
         RawClient first = hello(net, issued(ca), "1")) {
      first.control().expect(RawFrame.WELCOME);
      try (RawClient second = hello(net, issued(ca), "1")) {
        answerPing(first);
        second.connection().expectClose(ConecError.ID_IN_USE.code());
      }
      awaitUntil(() -> net.coordinator().clientCount() == 1);
    }
  }
}
