package io.conec.hostile;

import io.conec.ClientOptions;
import io.conec.ConecChannel;
import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.impl.identity.CertificateAuthority;
import io.conec.impl.identity.Credentials;
import io.conec.test.LogRecorder;
import io.conec.test.raw.RawConnection;
import io.conec.test.raw.RawCoordinator;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawIdentity;
import io.conec.test.raw.RawStream;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.function.UnaryOperator;

import static io.conec.test.TestCertificates.authority;
import static io.conec.test.TestCertificates.peer;
import static io.conec.test.TestCertificates.pem;
import static io.conec.test.TestCertificates.pemTrust;
import static io.conec.test.TestNet.assertError;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a Coordinator that impersonates a peer can do, depending on the trust of the client. */
class LyingCoordinatorTest {

  private static final long CHANNEL = 0x0123456789abcdefL;

  private final CertificateAuthority home = authority("home");
  private final CertificateAuthority evil = authority("home");
  private final Vertx vertx = Vertx.vertx();
  private final RawCoordinator coordinator = new RawCoordinator();
  private ConecClient shop;
  private RawCoordinator.Session session;

  @AfterEach
  void stop() {
    await(vertx.close());
    coordinator.close();
  }

  private void connect(UnaryOperator<ClientOptions> options, X509Certificate... peerTrust) {
    shop = ConecClient.create(vertx, options.apply(coordinator.clientOptions("shop")));
    var connected = shop.connect();
    String[] roots = new String[peerTrust.length];
    for (int i = 0; i < roots.length; i++) {
      roots[i] = base64(peerTrust[i]);
    }
    session = coordinator.welcome(roots);
    await(connected);
  }

  private static String base64(X509Certificate certificate) {
    try {
      return Base64.getEncoder().encodeToString(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new AssertionError(e);
    }
  }

  /** The Coordinator connects as the depot. */
  private RawConnection pose(RawIdentity identity) {
    session.control().write(RawFrame.control(RawFrame.INTRODUCE, new JsonObject().put("request", 1)
      .put("channel", String.format("%016x", CHANNEL)).put("peer", "depot").put("certificate", identity.base64())));
    session.control().expect(RawFrame.INTRODUCED);
    coordinator.socket().present(identity);
    return coordinator.socket().connect(
      coordinator.socket().relay().initiate(CHANNEL, session.connection().remoteAddress())).awaitEstablished();
  }

  private static RawIdentity issued(CertificateAuthority authority) {
    Credentials depot = peer(authority, "depot");
    return new RawIdentity(depot.key(), depot.leaf());
  }

  private void assertTaken(RawConnection connection) {
    RawStream control = connection.openStream().write(RawFrame.greeting());
    control.expect(RawFrame.GREETING);
    awaitUntil(() -> shop.channel("depot") != null);
  }

  private void assertRefused(RawConnection connection) {
    connection.expectClose(ConecError.CERTIFICATE_UNTRUSTED.code());
    assertNull(shop.channel("depot"));
  }

  @Test
  void withoutAnAuthorityItPassesForThePeer() {
    connect(options -> options);
    assertTaken(pose(RawIdentity.of("depot")));
  }

  @ParameterizedTest
  @CsvSource({"NONE, CHANNEL_CLOSED", "PEER_LOST, PEER_LOST", "CONFIGURATION, INTERNAL", "STREAM_CLOSED, INTERNAL"})
  void itCannotReportAnErrorOfTheLocalApplication(ConecError sent, ConecError reported) {
    connect(options -> options);
    assertTaken(pose(RawIdentity.of("depot")));
    ConecChannel channel = shop.channel("depot");
    session.control().write(RawFrame.control(RawFrame.CHANNEL_CLOSED,
      new JsonObject().put("channel", String.format("%016x", CHANNEL)).put("code", sent.code())));
    awaitUntil(channel::isClosed);
    assertError(reported, channel.closeReason());
  }

  @Test
  void withItsOwnAuthorityItPassesForThePeer() {
    connect(options -> options.setKeyCertOptions(pem(peer(home, "shop"))), evil.certificate());
    assertTaken(pose(issued(evil)));
  }

  @Test
  void withItsOwnAuthoritySelfSignedPeersAreRefused() {
    connect(options -> options.setKeyCertOptions(pem(peer(home, "shop"))), home.certificate());
    assertRefused(pose(RawIdentity.of("depot")));
  }

  @Test
  void withPeerTrustItIsPowerless() {
    connect(options -> options.setKeyCertOptions(pem(peer(home, "shop")))
      .setPeerTrustOptions(pemTrust(home.certificate())), evil.certificate());
    session.control().write(RawCoordinator.welcomeFrame(base64(evil.certificate())));
    assertRefused(pose(issued(evil)));
  }

  @Test
  void aLaterAuthorityReplacesTheFirst() {
    connect(options -> options.setKeyCertOptions(pem(peer(home, "shop"))), evil.certificate());
    session.control().write(RawCoordinator.welcomeFrame(base64(home.certificate())));
    assertRefused(pose(issued(evil)));
  }

  @Test
  void anAuthorityThatCannotBeReadEndsTheConnection() {
    connect(options -> options);
    session.control().write(RawCoordinator.welcomeFrame("AAAA"));
    session.connection().expectClose(ConecError.PROTOCOL_VIOLATION.code());
    coordinator.welcome();
    awaitUntil(shop::isConnected);
  }

  @Test
  void aClientOfAnAuthorityLogsAWarningWhenTheCoordinatorSendsNone() {
    try (LogRecorder log = LogRecorder.warnings()) {
      connect(options -> options.setKeyCertOptions(pem(peer(home, "shop"))));
      awaitUntil(() -> !log.with("'peerTrustOptions'").isEmpty());
      session.connection().close(0, "");
      session = coordinator.welcome();
      awaitUntil(shop::isConnected);
      assertEquals(1, log.with("'peerTrustOptions'").size(), "said once");
      assertTrue(log.with("'peerTrustOptions'").get(0).contains("'shop'"));
    }
  }

  @Test
  void otherClientsLogNoWarning() {
    try (LogRecorder log = LogRecorder.warnings()) {
      connect(options -> options);
      await(shop.close());
      connect(options -> options.setKeyCertOptions(pem(peer(home, "shop"))), home.certificate());
      await(shop.close());
      connect(options -> options.setKeyCertOptions(pem(peer(home, "shop")))
        .setPeerTrustOptions(pemTrust(home.certificate())));
      assertTrue(log.with("'peerTrustOptions'").isEmpty());
    }
  }
}
