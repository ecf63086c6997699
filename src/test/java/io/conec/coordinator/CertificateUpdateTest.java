package io.conec.coordinator;

import io.conec.ClientOptions;
import io.conec.ConecChannel;
import io.conec.ConecClient;
import io.conec.ConecCoordinator;
import io.conec.ConecError;
import io.conec.CoordinatorOptions;
import io.conec.PathPolicy;
import io.conec.impl.identity.CertificateAuthority;
import io.conec.impl.identity.Credentials;
import io.conec.impl.identity.Pem;
import io.conec.test.LogRecorder;
import io.conec.test.Swap;
import io.conec.test.TestNet;
import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawIdentity;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

import static io.conec.test.TestCertificates.authority;
import static io.conec.test.TestCertificates.host;
import static io.conec.test.TestCertificates.peer;
import static io.conec.test.TestCertificates.pem;
import static io.conec.test.TestCertificates.pemTrust;
import static io.conec.test.TestNet.assertError;
import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A Coordinator reloads certificates and authorities without a restart. */
class CertificateUpdateTest {

  @TempDir
  Path directory;

  @Test
  void newConnectionsSeeTheNewCertificateAndOpenOnesGoOn() {
    Credentials before = host("localhost");
    Credentials after = host("localhost");
    try (TestNet net = new TestNet(options -> options.setKeyCertOptions(pem(before)))) {
      ClientOptions early = net.clientOptions("early");
      ConecClient client = net.connect(early);
      assertTrue(await(net.coordinator().updateCertificates(new CoordinatorOptions().setKeyCertOptions(pem(after)))));
      assertEquals(Pem.write(after.chain()), net.coordinator().certificate());
      net.connect(net.clientOptions("late").setTrustOptions(pemTrust(after.leaf())));
      assertFails(ConecError.CERTIFICATE_UNTRUSTED, net.client(early.setId("other")).connect());
      await(client.openChannel("late"));
      assertFalse(await(net.coordinator().updateCertificates(new CoordinatorOptions().setKeyCertOptions(pem(after)))));
      assertFalse(await(net.coordinator().updateCertificates(new CoordinatorOptions())), "it keeps the one it has");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"RELAY_ONLY", "DIRECT_ONLY"})
  void clientsOfAnAuthorityThatIsNotTrustedAnyMoreAreCutOff(PathPolicy policy) {
    CertificateAuthority home = authority("home");
    CertificateAuthority office = authority("office");
    Queue<Throwable> lost = new ConcurrentLinkedQueue<>();
    try (TestNet net = new TestNet(options ->
      options.setClientTrustOptions(pemTrust(home.certificate(), office.certificate())))) {
      ConecClient shop = net.connect(net.clientOptions("shop", policy).setKeyCertOptions(pem(peer(home, "shop"))));
      ConecClient depot = net.client(net.clientOptions("depot", policy).setKeyCertOptions(pem(peer(office, "depot"))))
        .disconnectedHandler(lost::add);
      await(depot.connect());
      ConecChannel channel = await(shop.openChannel("depot"));
      assertTrue(await(net.coordinator().updateCertificates(
        new CoordinatorOptions().setClientTrustOptions(pemTrust(home.certificate())))));
      awaitUntil(() -> !lost.isEmpty());
      assertError(ConecError.CERTIFICATE_UNTRUSTED, lost.peek());
      awaitUntil(channel::isClosed);
      assertError(ConecError.CERTIFICATE_UNTRUSTED, channel.closeReason());
      awaitUntil(() -> depot.channels().isEmpty());
      assertTrue(shop.isConnected());
      assertEquals(1, net.coordinator().clientCount());
    }
  }

  /** The other ends of its channels need not wait for its reconnect. */
  @Test
  void aClientThatIsAwayIsLookedAtToo() {
    CertificateAuthority home = authority("home");
    CertificateAuthority office = authority("office");
    try (TestNet net = new TestNet(options ->
           options.setClientTrustOptions(pemTrust(home.certificate(), office.certificate())));
         RawClient shop = raw(net, peer(home, "shop")).hello("shop");
         RawClient depot = raw(net, peer(office, "depot")).hello("depot")) {
      shop.control().write(RawFrame.open(1, "depot"));
      depot.acceptIntroduction();
      shop.control().expect(RawFrame.OPENED);
      depot.connection().close(ConecError.INTERNAL.code(), "");
      awaitUntil(() -> net.coordinator().clientCount() == 1);
      await(net.coordinator().updateCertificates(
        new CoordinatorOptions().setClientTrustOptions(pemTrust(home.certificate()))));
      shop.control().expect(RawFrame.WELCOME);
      assertEquals(ConecError.CERTIFICATE_UNTRUSTED.code(),
        shop.control().expect(RawFrame.CHANNEL_CLOSED).getInteger("code"));
    }
  }

  private static RawClient raw(TestNet net, Credentials credentials) {
    return RawClient.connect(new RawIdentity(credentials.key(), credentials.leaf()), net.coordinator().actualPort());
  }

  @Test
  void clientsThatStayAreHandedTheNewAuthority() {
    CertificateAuthority home = authority("home");
    CertificateAuthority office = authority("office");
    try (TestNet net = new TestNet(options -> options.setClientTrustOptions(pemTrust(home.certificate())))) {
      ConecClient shop = net.connect(net.clientOptions("shop").setKeyCertOptions(pem(peer(home, "shop"))));
      await(net.coordinator().updateCertificates(
        new CoordinatorOptions().setClientTrustOptions(pemTrust(home.certificate(), office.certificate()))));
      net.connect(net.clientOptions("depot").setKeyCertOptions(pem(peer(office, "depot"))));
      await(shop.openChannel("depot"));
      assertEquals(1, shop.channels().size());
    }
  }

  @Test
  void optionsThatAreNotSetStay() throws Exception {
    CertificateAuthority home = authority("home");
    Path denied = Files.writeString(directory.resolve("denied"), "mallory\n");
    try (TestNet net = new TestNet(options -> options.setClientTrustOptions(pemTrust(home.certificate())))) {
      Future<Boolean> first = net.coordinator().updateCertificates(
        new CoordinatorOptions().setDenyListPath(denied.toString()));
      assertTrue(await(net.coordinator().updateCertificates(
        new CoordinatorOptions().setKeyCertOptions(pem(host("localhost"))))));
      assertTrue(await(first));
      assertFails(ConecError.CERTIFICATE_UNTRUSTED, net.client(net.clientOptions("stranger")).connect());
      assertFails(ConecError.CERTIFICATE_REVOKED, net.client(net.clientOptions("mallory")
        .setKeyCertOptions(pem(peer(home, "mallory")))).connect());
    }
  }

  @Test
  void anUpdateThatFailsChangesNothing() {
    CertificateAuthority home = authority("home");
    try (TestNet net = new TestNet(options -> options.setClientTrustOptions(pemTrust(home.certificate())))) {
      String before = net.coordinator().certificate();
      assertFails(ConecError.CONFIGURATION, net.coordinator().updateCertificates(new CoordinatorOptions()
        .setKeyCertOptions(pem(host("localhost"))).setDenyListPath(directory.resolve("missing").toString())));
      assertFails(ConecError.CONFIGURATION, net.coordinator().updateCertificates(new CoordinatorOptions()
        .setClientTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer("no PEM")))));
      assertEquals(before, net.coordinator().certificate());
      net.connect(net.clientOptions("shop").setKeyCertOptions(pem(peer(home, "shop"))));
      assertFails(ConecError.CERTIFICATE_UNTRUSTED, net.client(net.clientOptions("depot")).connect());
    }
  }

  /** Each client gets all of them: with more than fit into the welcome no client could connect. */
  @Test
  void asManyAuthoritiesAsFitIntoTheWelcome() {
    X509Certificate[] authorities = IntStream.range(0, 3)
      .mapToObj(i -> RawIdentity.of("office-" + i, 15_000).certificate()).toArray(X509Certificate[]::new);
    CoordinatorOptions fit = TestNet.coordinatorOptions().setClientTrustOptions(pemTrust(authorities));
    X509Certificate[] more = Arrays.copyOf(authorities, 4);
    more[3] = RawIdentity.of("office-3", 2_000).certificate();
    CoordinatorOptions tooMany = TestNet.coordinatorOptions().setClientTrustOptions(pemTrust(more));
    CertificateAuthority home = authority("home");
    try (TestNet net = new TestNet(options -> options.setClientTrustOptions(pemTrust(home.certificate())))) {
      ConecClient shop = net.connect(net.clientOptions("shop").setKeyCertOptions(pem(peer(home, "shop"))));
      assertFails(ConecError.CONFIGURATION, net.coordinator().updateCertificates(tooMany));
      assertFails(ConecError.CONFIGURATION, ConecCoordinator.create(net.vertx(), tooMany).listen());
      assertTrue(shop.isConnected());
      assertTrue(await(net.coordinator().updateCertificates(fit)));
      awaitUntil(() -> !shop.isConnected());
    }
  }

  @Test
  void filesAreWatched() throws Exception {
    Path certificate = directory.resolve("coordinator.pem");
    Path key = directory.resolve("coordinator.key");
    Path trust = directory.resolve("ca.pem");
    Credentials before = host("localhost");
    Credentials after = host("localhost");
    CertificateAuthority home = authority("home");
    CertificateAuthority office = authority("office");
    write(certificate, key, before);
    Swap.in(trust, Pem.write(home.credentials().chain()));
    try (LogRecorder log = LogRecorder.warnings(); TestNet net = new TestNet(options -> options
      .setKeyCertOptions(new PemKeyCertOptions().setCertPath(certificate.toString()).setKeyPath(key.toString()))
      .setClientTrustOptions(new PemTrustOptions().addCertPath(trust.toString())))) {
      ConecClient shop = net.connect(net.clientOptions("shop").setKeyCertOptions(pem(peer(home, "shop"))));
      Swap.in(key, Pem.write(after.key()));
      awaitUntil(() -> !log.with("private key does not belong", "stays in force").isEmpty());
      assertEquals(Pem.write(before.chain()), net.coordinator().certificate());
      Swap.in(certificate, Pem.write(after.chain()));
      awaitUntil(() -> net.coordinator().certificate().equals(Pem.write(after.chain())));
      assertTrue(shop.isConnected());
      Swap.in(trust, Pem.write(office.credentials().chain()));
      awaitUntil(() -> !shop.isConnected());
      net.connect(net.clientOptions("depot").setTrustOptions(pemTrust(after.leaf()))
        .setKeyCertOptions(pem(peer(office, "depot"))));
      Files.delete(trust);
      awaitUntil(() -> log.with("stays in force").size() == 2);
      assertEquals(1, net.coordinator().clientCount());
    }
  }

  private static void write(Path certificate, Path key, Credentials credentials) {
    Swap.in(certificate, Pem.write(credentials.chain()));
    Swap.in(key, Pem.write(credentials.key()));
  }

  @Test
  void onlyACoordinatorThatListensCanBeUpdated() {
    try (TestNet net = new TestNet()) {
      var idle = ConecCoordinator.create(net.vertx(), TestNet.coordinatorOptions());
      Throwable cause = await(idle.updateCertificates(new CoordinatorOptions()).transform(
        result -> io.vertx.core.Future.succeededFuture(result.cause())));
      assertTrue(cause instanceof IllegalStateException && cause.getMessage().contains("listen()"), cause.toString());
    }
  }
}
