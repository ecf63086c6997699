package io.conec.hostile;

import io.conec.ConecChannel;
import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.CoordinatorOptions;
import io.conec.impl.identity.CertificateAuthority;
import io.conec.test.TestNet;
import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawIdentity;
import io.conec.test.raw.RawSocket;
import io.vertx.core.Future;
import io.vertx.core.net.TrustOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import javax.net.ssl.X509TrustManager;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import static io.conec.test.TestCertificates.authority;
import static io.conec.test.TestCertificates.peer;
import static io.conec.test.TestCertificates.pem;
import static io.conec.test.TestCertificates.pemTrust;
import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A client, and others, during a slow verification of its certificate. */
class SlowVerificationTest {

  private final CertificateAuthority ca = authority("home");
  private final CountDownLatch gate = new CountDownLatch(1);
  private final AtomicInteger verifications = new AtomicInteger();

  /** An application's own trust manager, which takes its time for ids that begin with "slow". */
  private final X509TrustManager trust = new X509TrustManager() {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {
      if (chain[0].getSubjectX500Principal().getName().startsWith("CN=slow")) {
        verifications.incrementAndGet();
        try {
          gate.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {
      throw new AssertionError();
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[] {ca.certificate()};
    }
  };

  @AfterEach
  void open() {
    gate.countDown();
  }

  private TestNet net(UnaryOperator<CoordinatorOptions> options) {
    return new TestNet(defaults -> options.apply(defaults.setClientTrustOptions(TrustOptions.wrap(trust))));
  }

  private RawClient hello(TestNet net, String id) {
    RawSocket socket = new RawSocket(RawIdentity.of("x"));
    socket.present(peer(ca, id).keyManagers());
    RawClient client = RawClient.connect(RawIdentity.of("x"), socket, net.coordinator().actualPort());
    client.control().write(RawFrame.hello(id));
    return client;
  }

  @Test
  void pingsAreAnsweredMeanwhile() {
    try (TestNet net = net(options -> options); RawClient other = hello(net, "other")) {
      other.control().expect(RawFrame.WELCOME);
      try (RawClient slow = hello(net, "slow")) {
        awaitUntil(() -> verifications.get() == 1);
        assertEquals(1, other.control().write(RawFrame.ping(1)).expect(RawFrame.PONG).getLong("request"));
        assertEquals(2, slow.control().write(RawFrame.ping(2)).expect(RawFrame.PONG).getLong("request"));
        gate.countDown();
        slow.control().expect(RawFrame.WELCOME);
      }
    }
  }

  @Test
  void aClientThatHasGoneIsNotRegistered() {
    List<String> registered = new CopyOnWriteArrayList<>();
    try (TestNet net = net(options -> options)) {
      net.coordinator().clientRegisteredHandler(info -> registered.add(info.getId()));
      RawClient gone = hello(net, "slow");
      awaitUntil(() -> verifications.get() == 1);
      gone.close();
      RawClient waiting = hello(net, "slow2");
      waiting.close();
      awaitUntil(() -> net.coordinator().pendingConnectionCount() == 0);
      gate.countDown();
      try (RawClient next = hello(net, "next")) {
        next.control().expect(RawFrame.WELCOME);
      }
      // The handler may run after the welcome has arrived.
      awaitUntil(() -> registered.contains("next"));
      assertEquals(List.of("next"), registered);
    }
  }

  @Test
  void aClientThatSendsBeforeTheWelcomeIsRefused() {
    try (TestNet net = net(options -> options); RawClient slow = hello(net, "slow")) {
      awaitUntil(() -> verifications.get() == 1);
      slow.control().write(RawFrame.hello("slow"));
      slow.connection().expectClose(ConecError.PROTOCOL_VIOLATION.code());
      gate.countDown();
      try (RawClient next = hello(net, "next")) {
        next.control().expect(RawFrame.WELCOME);
        assertEquals(1, net.coordinator().clientCount());
      }
    }
  }

  @Test
  void aSlowVerificationTimesOut() {
    try (TestNet net = net(options -> options.setRegistrationTimeout(Duration.ofMillis(300)));
         RawClient slow = hello(net, "slow")) {
      assertTrue(slow.connection().expectClose(ConecError.TIMEOUT.code()).reason().contains("registrationTimeout"));
    }
  }

  /** Both would be registered if the number was checked only before verification. */
  @Test
  void theLimitOfClientsAppliesWhenTheyAreRegistered() {
    try (TestNet net = net(options -> options.setMaxClients(1));
         RawClient one = hello(net, "slow1"); RawClient two = hello(net, "slow2")) {
      awaitUntil(() -> verifications.get() >= 1);
      gate.countDown();
      awaitUntil(() -> one.connection().isOpen() != two.connection().isOpen());
      (one.connection().isOpen() ? two : one).connection().expectClose(ConecError.LIMIT_EXCEEDED.code());
      (one.connection().isOpen() ? one : two).control().expect(RawFrame.WELCOME);
      assertEquals(1, net.coordinator().clientCount());
    }
  }

  @Test
  void noClientIsRegisteredWhenTheCoordinatorShutsDown() {
    try (TestNet net = net(options -> options)) {
      RawClient slow = hello(net, "slow");
      awaitUntil(() -> verifications.get() == 1);
      Future<Void> down = net.coordinator().shutdown(5, TimeUnit.SECONDS);
      gate.countDown();
      slow.connection().expectClose(ConecError.COORDINATOR_SHUTDOWN.code());
      await(down);
    }
  }

  @Test
  void aPeerThatTakesLongToVerifyFailsInTime() {
    try (TestNet net = new TestNet(options -> options.setClientTrustOptions(pemTrust(ca.certificate())))) {
      net.connect(net.clientOptions("slow").setKeyCertOptions(pem(peer(ca, "slow"))));
      ConecClient shop = net.connect(net.clientOptions("shop").setKeyCertOptions(pem(peer(ca, "shop")))
        .setPeerTrustOptions(TrustOptions.wrap(trust)).setOpenTimeout(Duration.ofSeconds(4)));
      Future<ConecChannel> opened = shop.openChannel("slow");
      awaitUntil(() -> verifications.get() == 1);
      assertEquals("shop", await(shop.openChannel("shop")).peer());
      assertFails(ConecError.TIMEOUT, opened);
      gate.countDown();
      assertEquals("slow", await(shop.openChannel("slow")).peer());
    }
  }
}
