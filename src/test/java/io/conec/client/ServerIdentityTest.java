package io.conec.client;

import io.conec.ClientOptions;
import io.conec.ConecCoordinator;
import io.conec.ConecError;
import io.conec.impl.identity.CertificateAuthority;
import io.conec.impl.identity.Credentials;
import io.conec.impl.identity.SelfSigned;
import io.conec.impl.identity.SubjectNames;
import io.conec.test.TestCertificates;
import io.conec.test.TestNet;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

import static io.conec.test.TestCertificates.DAY;
import static io.conec.test.TestCertificates.authority;
import static io.conec.test.TestCertificates.jks;
import static io.conec.test.TestCertificates.jksTrust;
import static io.conec.test.TestCertificates.pem;
import static io.conec.test.TestCertificates.pemTrust;
import static io.conec.test.TestCertificates.pkcs12;
import static io.conec.test.TestCertificates.pkcs12Trust;
import static io.conec.test.TestNet.assertFails;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The verification of the Coordinator by a client. */
class ServerIdentityTest {

  private static final Duration AT_ONCE = Duration.ofSeconds(2);

  @Test
  void theSystemsAuthoritiesDoNotKnowASelfSignedCoordinator() {
    try (TestNet net = new TestNet()) {
      assertRefused(net, net.clientOptions("shop").setTrustOptions(null), ConecError.CERTIFICATE_UNTRUSTED,
        "trustOptions");
    }
  }

  @Test
  void anotherCoordinatorsCertificateIsNotTrusted() {
    try (TestNet net = new TestNet()) {
      assertRefused(net, net.clientOptions("shop").setTrustOptions(pemTrust(TestCertificates.host("localhost").leaf())),
        ConecError.CERTIFICATE_UNTRUSTED, "trustOptions");
    }
  }

  @Test
  void theHostNameMustBeInTheCertificate() {
    try (TestNet net = new TestNet()) {
      ClientOptions options = net.clientOptions("shop")
        .setCoordinators(List.of("127.0.0.1:" + net.coordinator().actualPort()));
      assertRefused(net, options, ConecError.CERTIFICATE_NAME_MISMATCH, "127.0.0.1");
    }
  }

  @Test
  void aHostNameOfAnAuthoritysCertificateIsCheckedToo() {
    CertificateAuthority ca = authority("home");
    Credentials elsewhere = ca.issue(SubjectNames.hosts(List.of("elsewhere.example")), DAY);
    try (TestNet net = new TestNet(options -> options.setKeyCertOptions(pem(elsewhere)))) {
      assertRefused(net, net.clientOptions("shop").setTrustOptions(pemTrust(ca.certificate())),
        ConecError.CERTIFICATE_NAME_MISMATCH, "localhost");
    }
  }

  @Test
  void anAddressMayBeInTheCertificate() {
    try (TestNet net = new TestNet(options -> options.setServerNames(List.of("127.0.0.1", "::1", "localhost")))) {
      net.connect(net.clientOptions("shop")
        .setCoordinators(List.of("127.0.0.1:" + net.coordinator().actualPort())));
    }
  }

  @Test
  void anExpiredCertificateIsNotTrusted() {
    CertificateAuthority ca = authority("home", TestCertificates.daysAgo(10));
    Credentials expired = ca.issue(SubjectNames.hosts(List.of("localhost")), DAY);
    try (TestNet net = new TestNet(options -> options.setKeyCertOptions(pem(expired)))) {
      assertRefused(net, net.clientOptions("shop").setTrustOptions(pemTrust(ca.certificate())),
        ConecError.CERTIFICATE_EXPIRED, "expired");
    }
  }

  @Test
  void anExpiredCertificateIsNotTrustedEvenIfItIsTheAnchor() {
    SubjectNames names = SubjectNames.hosts(List.of("localhost"));
    Credentials expired = SelfSigned.create(names, DAY, TestCertificates.daysAgo(10));
    try (TestNet net = new TestNet(options -> options.setKeyCertOptions(pem(expired)))) {
      assertRefused(net, net.clientOptions("shop").setTrustOptions(pemTrust(expired.leaf())),
        ConecError.CERTIFICATE_EXPIRED, "expired");
    }
  }

  @Test
  void aCertificateOfTheFutureIsNotTrusted() throws Exception {
    CertificateAuthority ca = authority("home");
    Credentials future = CertificateAuthority.of(ca.credentials(), TestCertificates.inDays(5))
      .issue(SubjectNames.hosts(List.of("localhost")), DAY);
    try (TestNet net = new TestNet(options -> options.setKeyCertOptions(pem(future)))) {
      assertRefused(net, net.clientOptions("shop").setTrustOptions(pemTrust(ca.certificate())),
        ConecError.CERTIFICATE_EXPIRED, "clock");
    }
  }

  @Test
  void everyFormOfKeysAndTrust() {
    CertificateAuthority ca = authority("home");
    Credentials host = ca.issue(SubjectNames.hosts(List.of("localhost")), DAY);
    List<KeyCertOptions> keys = List.of(pem(host), jks(host), pkcs12(host));
    List<TrustOptions> trusts =
      List.of(pemTrust(ca.certificate()), jksTrust(ca.certificate()), pkcs12Trust(ca.certificate()));
    try (TestNet net = new TestNet()) {
      for (int i = 0; i < keys.size(); i++) {
        ConecCoordinator coordinator =
          net.startCoordinator(TestNet.coordinatorOptions().setKeyCertOptions(keys.get(i)));
        net.connect(new ClientOptions().setId("shop").setLocalAddress("127.0.0.1").setTrustOptions(trusts.get(i))
          .addCoordinator("localhost:" + coordinator.actualPort()));
      }
    }
  }

  private static void assertRefused(TestNet net, ClientOptions options, ConecError error, String hint) {
    long start = System.nanoTime();
    String message = assertFails(error, net.client(options).connect()).getMessage();
    assertTrue(message.contains(hint), message);
    Duration taken = Duration.ofNanos(System.nanoTime() - start);
    assertTrue(taken.compareTo(AT_ONCE) < 0, "not at once but after " + taken);
  }
}
