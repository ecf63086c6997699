package io.conec.coordinator;

import io.conec.ClientOptions;
import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.PathPolicy;
import io.conec.impl.identity.CertificateAuthority;
import io.conec.impl.identity.SubjectNames;
import io.conec.test.LogRecorder;
import io.conec.test.StreamPair;
import io.conec.test.TestNet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import static io.conec.test.TestCertificates.authority;
import static io.conec.test.TestCertificates.pem;
import static io.conec.test.TestCertificates.pemTrust;
import static io.conec.test.TestNet.assertError;
import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Certificates that expire while they are in use. */
class CertificateExpiryTest {

  /** Long enough for a busy machine to connect and to open a channel. */
  private static final Duration SHORT = Duration.ofSeconds(5);

  private final CertificateAuthority ca = authority("home");

  private ClientOptions options(TestNet net, String id, Duration validity, PathPolicy policy) {
    return net.clientOptions(id, policy).setKeyCertOptions(pem(ca.issue(SubjectNames.peer(id), validity)));
  }

  @ParameterizedTest
  @EnumSource(names = {"RELAY_ONLY", "DIRECT_ONLY"})
  void aClientIsCutOffAndItsChannelsAreEnded(PathPolicy policy) {
    Queue<Throwable> lost = new ConcurrentLinkedQueue<>();
    try (TestNet net = new TestNet(options -> options.setClientTrustOptions(pemTrust(ca.certificate())))) {
      ConecClient shop = net.connect(options(net, "shop", Duration.ofHours(1), policy));
      ConecClient depot = net.client(options(net, "depot", SHORT, policy)).disconnectedHandler(lost::add);
      await(depot.connect());
      StreamPair pair = StreamPair.open(shop, depot);
      awaitUntil(() -> pair.near().channel().isClosed() && pair.far().channel().isClosed());
      assertError(ConecError.CERTIFICATE_EXPIRED, pair.near().channel().closeReason());
      assertError(ConecError.CERTIFICATE_EXPIRED, pair.far().channel().closeReason());
      awaitUntil(() -> !lost.isEmpty());
      assertError(ConecError.CERTIFICATE_EXPIRED, lost.peek());
      assertFalse(depot.isConnected());
      assertFails(ConecError.PEER_UNKNOWN, shop.openChannel("depot"));
    }
  }

  @Test
  void peersEndADirectChannelWithoutACoordinatorToo() {
    try (TestNet net = new TestNet(options -> options.setClientTrustOptions(pemTrust(ca.certificate())))) {
      ConecClient shop = net.connect(options(net, "shop", Duration.ofHours(1), PathPolicy.DIRECT_ONLY));
      ConecClient depot = net.connect(options(net, "depot", SHORT, PathPolicy.DIRECT_ONLY));
      StreamPair pair = StreamPair.open(shop, depot);
      await(net.coordinator().close());
      awaitUntil(() -> pair.near().channel().isClosed() && pair.far().channel().isClosed());
      assertError(ConecError.CERTIFICATE_EXPIRED, pair.near().channel().closeReason());
      assertError(ConecError.CERTIFICATE_EXPIRED, pair.far().channel().closeReason());
    }
  }

  @Test
  void theEndIsAnnouncedAtBothSides() {
    CertificateAuthority ending = CertificateAuthority.create("ending", Duration.ofDays(6),
      java.time.Clock.systemUTC());
    try (LogRecorder log = LogRecorder.warnings();
         TestNet net = new TestNet(options -> options.setClientTrustOptions(pemTrust(ending.certificate())))) {
      net.connect(net.clientOptions("depot").setKeyCertOptions(
        pem(ending.issue(SubjectNames.peer("depot"), Duration.ofHours(20)))));
      awaitUntil(() -> !log.with("CN=depot", "less than a day").isEmpty());
      awaitUntil(() -> !log.with("CN=ending", "in 5 days").isEmpty());
      assertEquals(1, log.with("CN=depot").size());
      assertTrue(log.with("localhost").isEmpty(), "made for ten years");
    }
  }
}
