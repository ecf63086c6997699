package io.conec.client;

import io.conec.ClientOptions;
import io.conec.ConecChannel;
import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.impl.identity.CertificateAuthority;
import io.conec.impl.identity.Certificates;
import io.conec.impl.identity.Credentials;
import io.conec.impl.identity.SubjectNames;
import io.conec.test.TestCertificates;
import io.conec.test.TestNet;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.KeyCertOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;

import static io.conec.test.TestCertificates.authority;
import static io.conec.test.TestCertificates.jks;
import static io.conec.test.TestCertificates.now;
import static io.conec.test.TestCertificates.peer;
import static io.conec.test.TestCertificates.pem;
import static io.conec.test.TestCertificates.pemTrust;
import static io.conec.test.TestCertificates.pkcs12;
import static io.conec.test.TestCertificates.selfSigned;
import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The verification of clients by a Coordinator, and of peers by each other. */
class PeerIdentityTest {

  private static final Duration AT_ONCE = Duration.ofSeconds(2);

  @Test
  void eachClientCreatesItsOwnCertificate() {
    try (TestNet net = new TestNet()) {
      net.connect("depot");
      ConecClient shop = net.connect("shop");
      ConecChannel toDepot = await(shop.openChannel("depot"));
      ConecChannel toItself = await(shop.openChannel("shop"));
      assertEquals(64, toDepot.peerFingerprint().length());
      assertNotEquals(toDepot.peerFingerprint(), toItself.peerFingerprint());
      assertTrue(net.coordinator().clients().stream()
        .anyMatch(info -> info.getId().equals("depot") && info.getFingerprint().equals(toDepot.peerFingerprint())));
    }
  }

  @Test
  void aSelfSignedCertificateOfTheUser() {
    Credentials depot = selfSigned("depot", now());
    try (TestNet net = new TestNet()) {
      net.connect(net.clientOptions("depot").setKeyCertOptions(pem(depot)));
      ConecChannel channel = await(net.connect("shop").openChannel("depot"));
      assertEquals(Certificates.fingerprint(depot.leaf()), channel.peerFingerprint());
    }
  }

  @Test
  void refusedByACoordinatorWithoutAuthority() throws Exception {
    CertificateAuthority ca = authority("home");
    try (TestNet net = new TestNet()) {
      assertRefused(net, "shop", pem(selfSigned("depot", now())), ConecError.CERTIFICATE_NAME_MISMATCH, "'depot'");
      assertRefused(net, "shop", pem(selfSigned("shop", TestCertificates.daysAgo(3))),
        ConecError.CERTIFICATE_EXPIRED, "expired");
      assertRefused(net, "shop", pem(selfSigned("shop", TestCertificates.inDays(3))),
        ConecError.CERTIFICATE_EXPIRED, "clocks");
      assertRefused(net, "shop", pem(peer(ca, "shop")), ConecError.CERTIFICATE_UNTRUSTED, "client CA");
      assertEquals(0, net.coordinator().clientCount());
    }
  }

  @Test
  void refusedByACoordinatorWithAuthority() throws Exception {
    CertificateAuthority ca = authority("home", TestCertificates.daysAgo(10));
    CertificateAuthority today = CertificateAuthority.of(ca.credentials(), now());
    CertificateAuthority later = CertificateAuthority.of(ca.credentials(), TestCertificates.inDays(5));
    try (TestNet net = new TestNet(options -> options.setClientTrustOptions(pemTrust(ca.certificate())))) {
      assertRefused(net, "shop", null, ConecError.CERTIFICATE_UNTRUSTED, "client CA");
      assertRefused(net, "shop", pem(peer(authority("home"), "shop")), ConecError.CERTIFICATE_UNTRUSTED, "client CA");
      assertRefused(net, "shop", pem(peer(today, "depot")), ConecError.CERTIFICATE_NAME_MISMATCH, "'depot'");
      assertRefused(net, "shop", pem(ca.issue(SubjectNames.peer("shop"), TestCertificates.DAY)),
        ConecError.CERTIFICATE_EXPIRED, "expired");
      assertRefused(net, "shop", pem(peer(later, "shop")), ConecError.CERTIFICATE_EXPIRED, "clocks");
      assertEquals(0, net.coordinator().clientCount());
    }
  }

  @Test
  void peersVerifyEachOtherWithTheAuthorityThatTheCoordinatorSends() {
    CertificateAuthority ca = authority("home");
    try (TestNet net = new TestNet(options -> options.setClientTrustOptions(pemTrust(ca.certificate())))) {
      net.connect(net.clientOptions("depot").setKeyCertOptions(jks(peer(ca, "depot"))));
      ConecClient shop = net.connect(net.clientOptions("shop").setKeyCertOptions(pkcs12(peer(ca, "shop"))));
      assertEquals("depot", await(shop.openChannel("depot")).peer());
    }
  }

  @Test
  void peerTrustOptionsComeBeforeTheAuthorityOfTheCoordinator() {
    CertificateAuthority home = authority("home");
    CertificateAuthority office = authority("office");
    try (TestNet net = new TestNet(options ->
      options.setClientTrustOptions(pemTrust(home.certificate(), office.certificate())))) {
      ConecClient strict = net.connect(net.clientOptions("strict").setKeyCertOptions(pem(peer(home, "strict")))
        .setPeerTrustOptions(pemTrust(home.certificate())));
      ConecClient athome = net.connect(net.clientOptions("athome").setKeyCertOptions(pem(peer(home, "athome"))));
      ConecClient worker = net.connect(net.clientOptions("worker").setKeyCertOptions(pem(peer(office, "worker"))));
      await(strict.openChannel("athome"));
      await(athome.openChannel("worker"));
      assertFails(ConecError.CERTIFICATE_UNTRUSTED, strict.openChannel("worker"));
      assertFails(ConecError.CERTIFICATE_UNTRUSTED, worker.openChannel("strict"));
      assertEquals(1, strict.channels().size());
    }
  }

  @Test
  void aKeyThatCannotBeReadFailsImmediately() {
    try (TestNet net = new TestNet()) {
      assertRefused(net, "shop", pem(selfSigned("shop", now())).setKeyValue(io.vertx.core.buffer.Buffer.buffer("x")),
        ConecError.CONFIGURATION, "key");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"with space", "slash/", "ümlaut", "star*"})
  void anIdHasLettersDigitsAndThreeSigns(String id) {
    try (TestNet net = new TestNet()) {
      assertRefused(net, id, null, ConecError.INVALID_ID, "'id'");
    }
  }

  @Test
  void anIdIsNeeded() {
    try (TestNet net = new TestNet()) {
      JsonObject json = net.clientOptions("x").toJson();
      json.remove("id");
      assertFails(ConecError.INVALID_ID, net.client(new ClientOptions(json)).connect());
      assertRefused(net, "x".repeat(254), null, ConecError.INVALID_ID, "253");
    }
  }

  @Test
  void idsOfEveryAllowedForm() {
    List<String> ids = List.of("a", "0", "x".repeat(253), "Shop-1.eu_west", "shop-1.EU_west", "-", ".", "_");
    try (TestNet net = new TestNet()) {
      ids.forEach(net::connect);
      ConecClient shop = net.connect("shop");
      ids.forEach(id -> assertEquals(id, await(shop.openChannel(id)).peer()));
      assertEquals(ids.size() + 1, net.coordinator().clientCount());
    }
  }

  private static void assertRefused(TestNet net, String id, KeyCertOptions certificate, ConecError error, String hint) {
    long start = System.nanoTime();
    ConecClient client = net.client(net.clientOptions(id).setKeyCertOptions(certificate));
    String message = assertFails(error, client.connect()).getMessage();
    assertTrue(message.contains(hint), message);
    Duration taken = Duration.ofNanos(System.nanoTime() - start);
    assertTrue(taken.compareTo(AT_ONCE) < 0, "not at once but after " + taken);
  }
}
