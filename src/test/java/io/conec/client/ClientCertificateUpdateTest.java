package io.conec.client;

import io.conec.ClientOptions;
import io.conec.ConecChannel;
import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.PathPolicy;
import io.conec.impl.identity.CertificateAuthority;
import io.conec.impl.identity.Certificates;
import io.conec.impl.identity.Credentials;
import io.conec.impl.identity.Pem;
import io.conec.test.Inbox;
import io.conec.test.LogRecorder;
import io.conec.test.StreamPair;
import io.conec.test.Swap;
import io.conec.test.TestNet;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static io.conec.test.TestCertificates.authority;
import static io.conec.test.TestCertificates.daysAgo;
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

/** A client takes another certificate, or trusts others, without a restart. */
class ClientCertificateUpdateTest {

  @TempDir
  Path directory;

  private static boolean isRegistered(TestNet net, Credentials credentials) {
    String fingerprint = Certificates.fingerprint(credentials.leaf());
    return net.coordinator().clients().stream().anyMatch(client -> client.getFingerprint().equals(fingerprint));
  }

  @ParameterizedTest
  @EnumSource(names = {"RELAY_ONLY", "DIRECT_ONLY"})
  void itIsRegisteredAndShownWhileChannelsGoOn(PathPolicy policy) {
    Credentials after = selfSigned("depot", now());
    try (TestNet net = new TestNet()) {
      ConecClient depot = net.connect("depot", policy);
      ConecClient shop = net.connect("shop", policy);
      StreamPair pair = StreamPair.open(shop, depot);
      Inbox inbox = new Inbox(pair.far());
      assertTrue(await(depot.updateCertificates(net.clientOptions("depot").setKeyCertOptions(pem(after)))));
      awaitUntil(() -> isRegistered(net, after));
      awaitUntil(depot::isConnected);
      await(pair.near().write(Buffer.buffer("still here")));
      inbox.assertNext("still here");
      ConecClient store = net.connect("store", policy);
      ConecChannel fromStore = await(store.openChannel("depot"));
      assertEquals(Certificates.fingerprint(after.leaf()), fromStore.peerFingerprint());
      await(depot.openChannel("store", new io.conec.ChannelOptions()));
      assertFalse(pair.near().channel().isClosed());
      assertFalse(await(depot.updateCertificates(net.clientOptions("depot").setKeyCertOptions(pem(after)))));
    }
  }

  @Test
  void peersThatConnectMeanwhileSeeTheCertificateThatWasIntroduced() {
    try (TestNet net = new TestNet()) {
      ConecClient depot = net.connect("depot");
      List<ConecClient> peers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        peers.add(net.connect("peer-" + i));
      }
      List<Future<?>> rounds = peers.stream().<Future<?>>map(peer -> openAgainAndAgain(peer, 12)).toList();
      for (int i = 0; i < 3; i++) {
        Credentials next = selfSigned("depot", now());
        await(depot.updateCertificates(net.clientOptions("depot").setKeyCertOptions(pem(next))));
        awaitUntil(() -> isRegistered(net, next) && depot.isConnected());
      }
      rounds.forEach(TestNet::await);
    }
  }

  /**
   * Tries again after a failure because the peer is away for a moment, but not after one because of a wrong
   * certificate.
   */
  private static Future<Void> openAgainAndAgain(ConecClient peer, int times) {
    return times == 0 ? Future.succeededFuture() : peer.openChannel("depot")
      .compose(ConecChannel::close)
      .recover(failure -> failure instanceof io.conec.ConecException e && e.error() != ConecError.PEER_MISMATCH
        ? Future.succeededFuture() : Future.failedFuture(failure))
      .compose(v -> openAgainAndAgain(peer, times - 1));
  }

  @Test
  void anUnusableCertificateIsRefusedAndChangesNothing() {
    try (TestNet net = new TestNet()) {
      ConecClient depot = net.connect("depot");
      ClientOptions options = net.clientOptions("depot");
      assertFails(ConecError.CERTIFICATE_NAME_MISMATCH,
        depot.updateCertificates(options.setKeyCertOptions(pem(selfSigned("shop", now())))));
      assertFails(ConecError.CERTIFICATE_EXPIRED,
        depot.updateCertificates(options.setKeyCertOptions(pem(selfSigned("depot", daysAgo(3))))));
      assertFails(ConecError.CONFIGURATION, depot.updateCertificates(
        options.setKeyCertOptions(new PemKeyCertOptions().setCertPath("missing").setKeyPath("missing"))));
      assertTrue(depot.isConnected());
      await(depot.openChannel("depot"));
    }
  }

  @Test
  void peersThatAreNoLongerTrustedLoseTheirChannels() {
    CertificateAuthority home = authority("home");
    CertificateAuthority office = authority("office");
    try (TestNet net = new TestNet(options ->
      options.setClientTrustOptions(pemTrust(home.certificate(), office.certificate())))) {
      ClientOptions options = net.clientOptions("shop").setKeyCertOptions(pem(peer(home, "shop")));
      ConecClient shop = net.connect(options);
      net.connect(net.clientOptions("depot").setKeyCertOptions(pem(peer(home, "depot"))));
      net.connect(net.clientOptions("office").setKeyCertOptions(pem(peer(office, "office"))));
      ConecChannel toDepot = await(shop.openChannel("depot"));
      ConecChannel toOffice = await(shop.openChannel("office"));
      assertTrue(await(shop.updateCertificates(options.setPeerTrustOptions(pemTrust(home.certificate())))));
      awaitUntil(toOffice::isClosed);
      assertError(ConecError.CERTIFICATE_UNTRUSTED, toOffice.closeReason());
      assertFails(ConecError.CERTIFICATE_UNTRUSTED, shop.openChannel("office"));
      assertFalse(toDepot.isClosed());
      assertTrue(shop.isConnected());
    }
  }

  @Test
  void filesAreWatched() {
    Path certificate = directory.resolve("depot.pem");
    Path key = directory.resolve("depot.key");
    Credentials before = selfSigned("depot", now());
    Credentials after = selfSigned("depot", now());
    Credentials shop = selfSigned("shop", now());
    Swap.in(certificate, Pem.write(before.chain()));
    Swap.in(key, Pem.write(before.key()));
    try (LogRecorder log = LogRecorder.warnings(); TestNet net = new TestNet()) {
      net.connect(net.clientOptions("depot").setKeyCertOptions(
        new PemKeyCertOptions().setCertPath(certificate.toString()).setKeyPath(key.toString())));
      Swap.in(certificate, Pem.write(after.chain()));
      awaitUntil(() -> !log.with("does not belong", "stays in force").isEmpty());
      Swap.in(key, Pem.write(after.key()));
      awaitUntil(() -> isRegistered(net, after));
      Swap.in(certificate, Pem.write(shop.chain()));
      Swap.in(key, Pem.write(shop.key()));
      awaitUntil(() -> !log.with("not for id 'depot'", "stays in force").isEmpty());
      assertTrue(isRegistered(net, after));
    }
  }
}
