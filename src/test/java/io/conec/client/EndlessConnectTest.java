package io.conec.client;

import io.conec.ClientOptions;
import io.conec.ConecClient;
import io.conec.ConecCoordinator;
import io.conec.ConecError;
import io.conec.CoordinatorOptions;
import io.conec.impl.identity.Credentials;
import io.conec.impl.identity.SelfSigned;
import io.conec.impl.identity.SubjectNames;
import io.conec.test.LogRecorder;
import io.conec.test.TestCertificates;
import io.conec.test.TestNet;
import io.vertx.core.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A client that may start before its network: connectTimeout is 0. */
class EndlessConnectTest {

  private static final Credentials HOST = TestCertificates.host("localhost");

  private final TestNet net = new TestNet(options -> options.setKeyCertOptions(TestCertificates.pem(HOST)));
  private final int port = net.coordinator().actualPort();

  @AfterEach
  void close() {
    net.close();
  }

  private ClientOptions options() {
    return net.clientOptions("shop").setConnectTimeout(Duration.ZERO)
      .setMaxReconnectDelay(Duration.ofMillis(100));
  }

  private ConecCoordinator startCoordinator(Credentials credentials) {
    return net.startCoordinator(
      TestNet.coordinatorOptions().setPort(port).setKeyCertOptions(TestCertificates.pem(credentials)));
  }

  @Test
  void connectsWhenTheCoordinatorHasStarted() {
    ClientOptions options = options();
    await(net.coordinator().close());
    ConecClient client = net.client(options);
    Future<Void> connecting = client.connect();
    String early = assertFails(ConecError.COORDINATOR_LOST, client.openChannel("depot")).getMessage();
    assertTrue(early.contains("not connected yet"), early);
    startCoordinator(HOST);
    await(connecting);
    assertTrue(client.isConnected());
  }

  @Test
  void theLogHasEachReasonOnce() {
    Logger dialer = Logger.getLogger("io.conec.impl.client.CoordinatorConnector");
    dialer.setLevel(Level.FINE);
    try (LogRecorder log = LogRecorder.warnings(); LogRecorder rounds = LogRecorder.of(dialer.getName())) {
      ConecClient client = net.client(options().setCoordinators(List.of("nobody.invalid")));
      Future<Void> connecting = client.connect();
      awaitUntil(() -> rounds.with("connecting to the Coordinator in").size() > 2);
      String failure = assertFails(ConecError.COORDINATOR_LOST, client.openChannel("depot")).getMessage();
      assertTrue(failure.contains("nobody.invalid"), failure);
      assertFalse(connecting.isComplete());
      await(client.close());
      assertFails(ConecError.CLOSED, connecting);
      assertEquals(1, log.with("'shop' keeps trying to connect", "nobody.invalid", "'coordinators'").size());
      assertEquals(1, log.messages().size(), log.messages().toString());
    } finally {
      dialer.setLevel(null);
    }
  }

  @Test
  void anErrorThatNeedsAnAdministratorEndsIt() {
    ClientOptions options = options();
    await(net.coordinator().close());
    ConecClient client = net.client(options);
    Future<Void> connecting = client.connect();
    startCoordinator(TestCertificates.host("localhost"));
    assertFails(ConecError.CERTIFICATE_UNTRUSTED, connecting);
    assertFails(ConecError.CLOSED, client.openChannel("depot"));
  }

  @Test
  void closeEndsIt() throws Exception {
    try (DatagramSocket silent = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      ConecClient client = net.client(options().setCoordinators(List.of("localhost:" + silent.getLocalPort())));
      Future<Void> connecting = client.connect();
      await(client.close());
      assertFails(ConecError.CLOSED, connecting);
    }
  }

  /** The clock of a machine that has just started may be wrong; here the certificate is, which looks the same. */
  @Test
  void itWaitsForTheTimeOfACertificate() {
    Credentials old = SelfSigned.create(SubjectNames.hosts(List.of("localhost")), TestCertificates.DAY,
      TestCertificates.daysAgo(5));
    await(net.coordinator().close());
    ConecCoordinator coordinator = startCoordinator(old);
    try (LogRecorder log = LogRecorder.warnings()) {
      ConecClient client = net.client(options().setTrustOptions(TestCertificates.pemTrust(HOST.leaf(), old.leaf())));
      Future<Void> connecting = client.connect();
      awaitUntil(() -> !log.with("'shop' keeps trying to connect", "compare the clocks").isEmpty());
      assertFalse(connecting.isComplete());
      await(coordinator.updateCertificates(
        new CoordinatorOptions().setKeyCertOptions(TestCertificates.pem(HOST))));
      await(connecting);
    }
  }

  @Test
  void itWaitsForTheAddressOfItsSocket() {
    try (LogRecorder log = LogRecorder.warnings()) {
      ConecClient client = net.client(options().setLocalAddress("203.0.113.7"));
      Future<Void> connecting = client.connect();
      awaitUntil(() -> !log.with("203.0.113.7 is not an address of this machine").isEmpty());
      assertFalse(connecting.isComplete());
      await(client.close());
      assertFails(ConecError.CLOSED, connecting);
    }
  }
}
