package io.conec.coordinator;

import io.conec.ClientOptions;
import io.conec.ConecClient;
import io.conec.ConecCoordinator;
import io.conec.ConecError;
import io.conec.CoordinatorOptions;
import io.conec.PathPolicy;
import io.conec.impl.identity.CertificateAuthority;
import io.conec.impl.identity.Certificates;
import io.conec.impl.identity.Credentials;
import io.conec.test.Inbox;
import io.conec.test.LogRecorder;
import io.conec.test.OpenSsl;
import io.conec.test.OpenSslChains;
import io.conec.test.StreamPair;
import io.conec.test.Swap;
import io.conec.test.TestNet;
import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawIdentity;
import io.conec.test.raw.RawSocket;
import io.vertx.core.net.PemKeyCertOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import static io.conec.test.TestCertificates.DAY;
import static io.conec.test.TestCertificates.authority;
import static io.conec.test.TestCertificates.now;
import static io.conec.test.TestCertificates.peer;
import static io.conec.test.TestCertificates.pem;
import static io.conec.test.TestCertificates.pemTrust;
import static io.conec.test.TestCertificates.selfSigned;
import static io.conec.test.TestNet.assertError;
import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A client on the deny list or on a CRL is refused, and cut off when it is connected. */
class RevocationTest {

  @TempDir
  Path directory;

  private Path file(String name, String content) {
    Path file = directory.resolve(name);
    Swap.in(file, content);
    return file;
  }

  private static ConecClient connect(TestNet net, ClientOptions options, Queue<Throwable> lost) {
    ConecClient client = net.client(options).disconnectedHandler(lost::add);
    await(client.connect());
    return client;
  }

  @ParameterizedTest
  @EnumSource(names = {"RELAY_ONLY", "DIRECT_ONLY"})
  void itsConnectionAndItsChannelsAreEndedAtBothEnds(PathPolicy policy) {
    Path denied = file("denied", "# nobody yet\n");
    Queue<Throwable> lost = new ConcurrentLinkedQueue<>();
    try (TestNet net = new TestNet(options -> options.setDenyListPath(denied.toString()))) {
      ConecClient depot = connect(net, net.clientOptions("depot", policy), lost);
      ConecClient shop = net.connect("shop", policy);
      ConecClient store = net.connect("store", policy);
      StreamPair toDepot = StreamPair.open(shop, depot);
      StreamPair toStore = StreamPair.open(shop, store);
      Inbox near = new Inbox(toDepot.near());
      Inbox far = new Inbox(toDepot.far());

      Swap.in(denied, "depot\n");
      awaitUntil(() -> !lost.isEmpty());
      assertError(ConecError.CERTIFICATE_REVOKED, lost.peek());
      assertError(ConecError.CERTIFICATE_REVOKED, await(near.failed()));
      assertError(ConecError.CERTIFICATE_REVOKED, await(far.failed()));
      assertTrue(toDepot.near().channel().closeReason().getMessage().contains("depot"));
      assertFalse(depot.isConnected());
      assertEquals(2, net.coordinator().clientCount());
      assertFails(ConecError.PEER_UNKNOWN, shop.openChannel("depot"));
      assertFails(ConecError.COORDINATOR_LOST, depot.openChannel("shop"));
      assertFalse(toStore.near().channel().isClosed());
      assertFails(ConecError.CERTIFICATE_REVOKED, net.client(net.clientOptions("depot")).connect());
    }
  }

  @Test
  void byFingerprint() {
    Credentials credentials = selfSigned("depot", now());
    Path denied = file("denied", "");
    Queue<Throwable> lost = new ConcurrentLinkedQueue<>();
    try (TestNet net = new TestNet(options -> options.setDenyListPath(denied.toString()))) {
      connect(net, net.clientOptions("depot").setKeyCertOptions(pem(credentials)), lost);
      Swap.in(denied, "sha256:" + Certificates.fingerprint(credentials.leaf()));
      awaitUntil(() -> !lost.isEmpty());
      assertError(ConecError.CERTIFICATE_REVOKED, lost.peek());
      net.connect("depot");
    }
  }

  @Test
  void byACrlOfOpenSsl() throws Exception {
    OpenSsl openSsl = OpenSsl.authority(directory, "home");
    List.of("depot", "shop").forEach(openSsl::issue);
    Path crl = openSsl.crl("crl.pem");
    Queue<Throwable> lost = new ConcurrentLinkedQueue<>();
    try (TestNet net = new TestNet(options -> options
      .setClientTrustOptions(new io.vertx.core.net.PemTrustOptions().addCertPath(path("ca.pem")))
      .addCrlPath(crl.toString()))) {
      connect(net, net.clientOptions("depot").setKeyCertOptions(issued("depot")), lost);
      ConecClient shop = net.connect(net.clientOptions("shop").setKeyCertOptions(issued("shop")));
      openSsl.revoke("depot");
      openSsl.crl("new.pem");
      openSsl.run("crl", "-in", "new.pem", "-outform", "DER", "-out", "new.der");
      Swap.in(crl, Files.readAllBytes(directory.resolve("new.der")));
      awaitUntil(() -> !lost.isEmpty());
      assertError(ConecError.CERTIFICATE_REVOKED, lost.peek());
      assertTrue(shop.isConnected());
      assertFails(ConecError.CERTIFICATE_REVOKED,
        net.client(net.clientOptions("depot").setKeyCertOptions(issued("depot"))).connect());
    }
  }

  private String path(String file) {
    return directory.resolve(file).toString();
  }

  private PemKeyCertOptions issued(String id) {
    return new PemKeyCertOptions().setCertPath(path(id + ".pem")).setKeyPath(path(id + ".key"));
  }

  @Test
  void aRevokedClientRetriesSeldomAndReturnsWithAnotherCertificate() throws Exception {
    CertificateAuthority ca = authority("home");
    Credentials revoked = peer(ca, "depot");
    Path crl = file("crl.pem", ca.revoke(null, List.of()).toPem());
    Queue<Throwable> lost = new ConcurrentLinkedQueue<>();
    try (TestNet net = new TestNet(options -> options.setClientTrustOptions(pemTrust(ca.certificate()))
      .addCrlPath(crl.toString()))) {
      ClientOptions options = net.clientOptions("depot")
        .setMaxReconnectDelay(Duration.ofMillis(1));
      ConecClient depot = connect(net, options.setKeyCertOptions(pem(revoked)), lost);
      Swap.in(crl, ca.revoke(null, List.of(revoked.leaf())).toPem());
      awaitUntil(() -> !lost.isEmpty());
      Awaitility.await().during(Duration.ofSeconds(1)).atMost(TestNet.DEADLINE).until(() -> lost.size() == 1);
      await(depot.updateCertificates(options.setKeyCertOptions(pem(peer(ca, "depot")))));
      awaitUntil(depot::isConnected);
    }
  }

  /** Its reconnect would fail, so its peers need not wait for it. */
  @Test
  void aDisconnectedClientOfARevokedAuthorityIsRemoved() throws Exception {
    OpenSslChains openSsl = new OpenSslChains(directory).root("root").issue("mid", OpenSslChains.EC, "root",
      OpenSslChains.CA).leaf("depot", "mid").leaf("shop", "root");
    CertificateAuthority root = CertificateAuthority.of(openSsl.credentials("root"), now());
    Path crl = file("crl.pem", root.revoke(null, List.of()).toPem());
    try (TestNet net = new TestNet(options -> options.setClientTrustOptions(pemTrust(root.certificate()))
      .addCrlPath(crl.toString()));
         RawClient depot = raw(net, openSsl.credentials("depot", "mid")).hello("depot");
         RawClient shop = raw(net, openSsl.credentials("shop")).hello("shop")) {
      shop.control().write(RawFrame.open(1, "depot"));
      depot.acceptIntroduction();
      shop.control().expect(RawFrame.OPENED);
      depot.connection().close(ConecError.INTERNAL.code(), "");
      awaitUntil(() -> net.coordinator().clientCount() == 1);
      assertEquals(1, net.coordinator().channelCount());
      Swap.in(crl, root.revoke(null, List.of(openSsl.certificate("mid"))).toPem());
      assertEquals(ConecError.CERTIFICATE_REVOKED.code(),
        shop.control().expect(RawFrame.CHANNEL_CLOSED).getInteger("code"));
    }
  }

  private static RawClient raw(TestNet net, Credentials credentials) {
    RawIdentity identity = new RawIdentity(credentials.key(), credentials.leaf());
    RawSocket socket = new RawSocket(identity);
    socket.present(credentials.keyManagers());
    return RawClient.connect(identity, socket, net.coordinator().actualPort());
  }

  @Test
  void aBadFileKeepsTheEarlierRevocations() throws Exception {
    CertificateAuthority ca = authority("home");
    Credentials depot = peer(ca, "depot");
    Credentials shop = peer(ca, "shop");
    Path crl = file("crl.pem", ca.revoke(null, List.of(depot.leaf())).toPem());
    Path denied = file("denied", "store\n");
    String good = ca.revoke(null, List.of(depot.leaf(), shop.leaf())).toPem();
    try (LogRecorder log = LogRecorder.warnings(); TestNet net = new TestNet(options -> options
      .setClientTrustOptions(pemTrust(ca.certificate())).addCrlPath(crl.toString())
      .setDenyListPath(denied.toString()))) {
      ConecClient shopClient = net.connect(net.clientOptions("shop").setKeyCertOptions(pem(shop)));
      CertificateAuthority other = authority("home");
      CertificateAuthority lastYear = CertificateAuthority.create("home", DAY,
        Clock.offset(now(), DAY.multipliedBy(-9)));
      List<String> bad = List.of(good.substring(0, good.length() / 2), "", "depot",
        other.revoke(null, List.of()).toPem(), lastYear.revoke(null, List.of()).toPem());
      for (int i = 0; i < bad.size(); i++) {
        int warnings = i + 1;
        Swap.in(crl, bad.get(i));
        awaitUntil(() -> log.with("'crlPaths'", crl.toString()).size() == warnings);
        assertRevoked(net, depot);
      }
      Files.delete(denied);
      awaitUntil(() -> log.with("'denyListPath'", denied.toString()).size() == 1);
      assertRevoked(net, peer(ca, "store"));
      assertTrue(shopClient.isConnected());
      Swap.in(crl, good);
      awaitUntil(() -> !shopClient.isConnected());
    }
  }

  private static void assertRevoked(TestNet net, Credentials credentials) {
    String id = Certificates.dnsNames(credentials.leaf()).get(0);
    assertFails(ConecError.CERTIFICATE_REVOKED,
      net.client(net.clientOptions(id).setKeyCertOptions(pem(credentials))).connect());
  }

  @Test
  void aFileThatIsBeingWrittenIsLeftAlone() throws Exception {
    Path denied = file("denied", "depot\n");
    try (LogRecorder log = LogRecorder.warnings();
         TestNet net = new TestNet(options -> options.setDenyListPath(denied.toString()))) {
      ConecClient shop = net.connect("shop");
      long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
      Files.writeString(denied, "a line that is no id ");
      // The file is written bit by bit, and is invalid at each moment.
      Awaitility.await().pollInterval(Duration.ofMillis(100)).atMost(TestNet.DEADLINE).until(() -> {
        Files.writeString(denied, "and on ", java.nio.file.StandardOpenOption.APPEND);
        return System.nanoTime() > end;
      });
      assertEquals(List.of(), log.with("denyListPath"));
      Files.writeString(denied, "shop\n");
      awaitUntil(() -> !shop.isConnected());
    }
  }

  @Test
  void aBadFileAtTheStartIsAnErrorThatNamesTheOption() throws Exception {
    CertificateAuthority ca = authority("home");
    CoordinatorOptions options = TestNet.coordinatorOptions().setClientTrustOptions(pemTrust(ca.certificate()));
    try (TestNet net = new TestNet()) {
      assertListenFails(net, new CoordinatorOptions(options).addCrlPath(path("missing.pem")),
        "option 'crlPaths': there is no file " + path("missing.pem"));
      assertListenFails(net, new CoordinatorOptions(options).addCrlPath(
        file("other.pem", authority("home").revoke(null, List.of()).toPem()).toString()), "was not signed by any");
      assertListenFails(net, new CoordinatorOptions(options).setDenyListPath(path("missing")),
        "option 'denyListPath': there is no file " + path("missing"));
      assertListenFails(net,
        new CoordinatorOptions(options).setDenyListPath(file("denied", "a b").toString()), "Line 1");
      assertListenFails(net, TestNet.coordinatorOptions().addCrlPath(
        file("crl.pem", ca.revoke(null, List.of()).toPem()).toString()), "'clientTrustOptions'");
    }
  }

  private static void assertListenFails(TestNet net, CoordinatorOptions options, String hint) {
    String message =
      assertFails(ConecError.CONFIGURATION, ConecCoordinator.create(net.vertx(), options).listen()).getMessage();
    assertTrue(message.contains(hint), message);
  }
}
