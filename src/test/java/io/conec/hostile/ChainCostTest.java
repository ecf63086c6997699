package io.conec.hostile;

import io.conec.ClientOptions;
import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.impl.identity.CertificateAuthority;
import io.conec.impl.identity.ChainLimits;
import io.conec.impl.identity.Credentials;
import io.conec.impl.identity.SelfSigned;
import io.conec.impl.identity.SubjectNames;
import io.conec.test.CertificateMaze;
import io.conec.test.OpenSslChains;
import io.conec.test.TestCertificates;
import io.conec.test.TestNet;
import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawCoordinator;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawIdentity;
import io.conec.test.raw.RawSocket;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import static io.conec.test.TestCertificates.authority;
import static io.conec.test.TestCertificates.peer;
import static io.conec.test.TestCertificates.pem;
import static io.conec.test.TestCertificates.pemTrust;
import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The cost of a stranger's certificates for the event loop and its clients. The CPU time of the event loop does not
 * depend on other load of the machine.
 */
class ChainCostTest {

  private static final int HELLOS = 20;
  private static final int PEERS = 10;
  private static final Duration MAX_DELAY = Duration.ofMillis(10);
  private static final Consumer<RawClient> UNTRUSTED =
    client -> client.connection().expectClose(ConecError.CERTIFICATE_UNTRUSTED.code());
  private static final Consumer<RawClient> WELCOME = client -> client.control().expect(RawFrame.WELCOME);

  private final CertificateAuthority trusted = authority("trusted");
  private final CertificateAuthority mallorys = authority("mallory's");

  @Test
  void helloOfAMazeOfCertificates() {
    measureHellos(peer(trusted, "honest"), CertificateMaze.behind(mallorys, peer(mallorys, "mallory")), UNTRUSTED);
  }

  @Test
  void helloOfAMazeWithACertificateOfTheAuthority() {
    measureHellos(peer(trusted, "honest"), CertificateMaze.behind(trusted, peer(trusted, "mallory")), UNTRUSTED);
  }

  @Test
  void helloOfTheLongestChainThatIsValid(@TempDir Path directory) {
    OpenSslChains openSsl = new OpenSslChains(directory).root("1");
    String[] chain = new String[ChainLimits.MAX_CERTIFICATES];
    chain[0] = "mallory";
    for (int i = 1; i < chain.length; i++) {
      chain[chain.length - i] = String.valueOf(i + 1);
      openSsl.issue(String.valueOf(i + 1), "ec:P-521", String.valueOf(i), OpenSslChains.CA);
    }
    openSsl.leaf("mallory", String.valueOf(chain.length)).leaf("honest", "1");
    measureHellos(openSsl.certificate("1"), openSsl.credentials("honest"), openSsl.credentials(chain), WELCOME);
  }

  @Test
  void helloOfACertificateFullOfNames() {
    List<String> names = new ArrayList<>(List.of("mallory"));
    for (int i = 0; i < 2000; i++) {
      names.add("n" + i);
    }
    Credentials full = SelfSigned.create(SubjectNames.hosts(names), TestCertificates.DAY, TestCertificates.now());
    measureHellos(null, TestCertificates.selfSigned("honest", TestCertificates.now()), full, WELCOME);
  }

  private void measureHellos(Credentials good, Credentials hostile, Consumer<RawClient> answer) {
    measureHellos(trusted.certificate(), good, hostile, answer);
  }

  /**
   * @param authority {@code null} for none
   */
  private static void measureHellos(X509Certificate authority, Credentials good, Credentials hostile,
                                    Consumer<RawClient> answer) {
    CompletableFuture<Thread> eventLoop = new CompletableFuture<>();
    try (TestNet net = new TestNet(options -> options.setRegistrationTimeout(Duration.ofMinutes(1))
      .setClientTrustOptions(authority == null ? null : pemTrust(authority)))) {
      net.coordinator().clientRegisteredHandler(info -> eventLoop.complete(Thread.currentThread()));
      int port = net.coordinator().actualPort();
      try (RawClient honest = RawClient.connect(RawIdentity.of("x"), socket(good), port);
           RawSocket strangers = socket(hostile)) {
        honest.hello("honest");
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < HELLOS; i++) {
          clients.add(RawClient.connect(RawIdentity.of("x"), strangers, port));
        }
        long[] quiet = new long[HELLOS];
        long[] disturbed = new long[HELLOS];
        long before = cpuTime(eventLoop.join());
        for (int i = 0; i < HELLOS; i++) {
          quiet[i] = ping(honest, i + 1);
        }
        long between = cpuTime(eventLoop.join());
        for (int i = 0; i < HELLOS; i++) {
          clients.get(i).control().write(RawFrame.hello("mallory"));
          disturbed[i] = ping(honest, HELLOS + i + 1);
        }
        clients.forEach(answer);
        long after = cpuTime(eventLoop.join());
        assertShort("event loop for a hello", (after - between - (between - before)) / HELLOS);
        assertShort("delay of a ping behind a hello", best(disturbed) - best(quiet));
      }
    }
  }

  @Test
  void aMazeOfAPeer() throws InterruptedException {
    CompletableFuture<Thread> eventLoop = new CompletableFuture<>();
    try (TestNet net = new TestNet(options ->
           options.setClientTrustOptions(pemTrust(trusted.certificate(), mallorys.certificate())));
         RawSocket socket = socket(peer(mallorys, "x"))) {
      ClientOptions options = net.clientOptions("depot").setKeyCertOptions(pem(peer(trusted, "depot")))
        .setPeerTrustOptions(pemTrust(trusted.certificate()));
      await(onEventLoop(net.vertx(), eventLoop, vertx -> ConecClient.create(vertx, options).connect()));
      Credentials leaf = peer(mallorys, "mallory");
      socket.present(leaf.keyManagers());
      RawClient mallory = RawClient.connect(RawIdentity.of("x"), socket, net.coordinator().actualPort());
      mallory.hello("mallory");
      long plain = connectPeers(mallory, eventLoop.join());
      socket.present(CertificateMaze.behind(mallorys, leaf).keyManagers());
      assertShort("event loop for a peer", connectPeers(mallory, eventLoop.join()) - plain);
    }
  }

  /** @return the time that a refused connection costs the event loop */
  private static long connectPeers(RawClient mallory, Thread eventLoop) {
    long before = cpuTime(eventLoop);
    for (int i = 0; i < PEERS; i++) {
      mallory.connectPeer("depot");
      assertEquals(ConecError.CERTIFICATE_UNTRUSTED.code(),
        mallory.control().expect(RawFrame.CHANNEL_CLOSED).getInteger("code"));
    }
    return (cpuTime(eventLoop) - before) / PEERS;
  }

  @Test
  void aMazeOfACoordinatorToAClient() {
    CompletableFuture<Thread> eventLoop = new CompletableFuture<>();
    Credentials host = mallorys.issue(SubjectNames.hosts(List.of("localhost")), TestCertificates.DAY);
    Vertx vertx = Vertx.vertx();
    try (RawCoordinator coordinator = new RawCoordinator()) {
      coordinator.socket().present(CertificateMaze.behind(mallorys, host).keyManagers());
      ClientOptions options = coordinator.clientOptions("shop").setTrustOptions(pemTrust(trusted.certificate()));
      assertFails(ConecError.CERTIFICATE_UNTRUSTED, onEventLoop(vertx, eventLoop,
        owner -> ConecClient.create(owner, options).connect()));
      // Nearly all of it is the start of the client; the path builder would take some seconds.
      assertTrue(cpuTime(eventLoop.join()) < Duration.ofSeconds(1).toNanos());
    } finally {
      await(vertx.close());
    }
  }

  private interface Start<T> {

    Future<T> on(Vertx vertx);
  }

  private static <T> Future<T> onEventLoop(Vertx vertx, CompletableFuture<Thread> eventLoop, Start<T> start) {
    return Future.future(promise -> vertx.runOnContext(v -> {
      eventLoop.complete(Thread.currentThread());
      start.on(vertx).onComplete(promise);
    }));
  }

  private static RawSocket socket(Credentials credentials) {
    RawSocket socket = new RawSocket(RawIdentity.of("x"));
    socket.present(credentials.keyManagers());
    return socket;
  }

  private static long ping(RawClient client, long request) {
    long start = System.nanoTime();
    client.control().write(RawFrame.ping(request)).expect(RawFrame.PONG);
    return System.nanoTime() - start;
  }

  private static long cpuTime(Thread thread) {
    return ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId());
  }

  /** Other load of the machine delays some pings; a busy event loop would delay all. */
  private static long best(long[] values) {
    return Arrays.stream(values).min().orElseThrow();
  }

  private static void assertShort(String what, long nanos) {
    assertTrue(nanos < MAX_DELAY.toNanos(), () -> what + ": " + Duration.ofNanos(nanos));
  }
}
