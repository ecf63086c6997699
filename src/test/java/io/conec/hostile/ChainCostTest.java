package io.conec.hostile;

import io.conec.ClientOptions;
import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.impl.identity.CertificateAuthority;
import io.conec.impl.identity.Credentials;
import io.conec.impl.identity.SubjectNames;
import io.conec.test.CertificateMaze;
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

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import static io.conec.test.TestCertificates.authority;
import static io.conec.test.TestCertificates.peer;
import static io.conec.test.TestCertificates.pem;
import static io.conec.test.TestCertificates.pemTrust;
import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What the certificates that a stranger presents cost the event loop, and those who are served by it. CPU time of the
 * event loop is what does not depend on what else the machine does.
 */
class ChainCostTest {

  private static final int HELLOS = 40;
  private static final int PEERS = 10;
  private static final Duration MAX_DELAY = Duration.ofMillis(10);

  private final CertificateAuthority trusted = authority("trusted");
  private final CertificateAuthority mallorys = authority("mallory's");

  @Test
  void helloOfAMazeToACoordinator() {
    measureHellos(CertificateMaze.behind(mallorys, peer(mallorys, "mallory")), ConecError.CERTIFICATE_UNTRUSTED);
  }

  @Test
  void helloOfAMazeThatAnAuthoritysClientPresents() {
    measureHellos(CertificateMaze.behind(trusted, peer(trusted, "mallory")), ConecError.CERTIFICATE_UNTRUSTED);
  }

  private void measureHellos(Credentials hostile, ConecError answer) {
    CompletableFuture<Thread> eventLoop = new CompletableFuture<>();
    try (TestNet net = new TestNet(options -> options.setClientTrustOptions(pemTrust(trusted.certificate())))) {
      net.coordinator().clientArrivedHandler(info -> eventLoop.complete(Thread.currentThread()));
      int port = net.coordinator().actualPort();
      try (RawClient honest = RawClient.connect(RawIdentity.of("x"), socket(peer(trusted, "honest")), port);
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
        clients.forEach(client -> client.connection().expectClose(answer.code()));
        long after = cpuTime(eventLoop.join());
        assertShort("event loop for a hello", (after - between - (between - before)) / HELLOS);
        assertShort("delay of a ping behind a hello", quartile(disturbed) - quartile(quiet));
      }
    }
  }

  @Test
  void aMazeToAPeer() throws InterruptedException {
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

  /** @return what a connection that is refused costs the event loop */
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
      long start = System.nanoTime();
      assertFails(ConecError.CERTIFICATE_UNTRUSTED, onEventLoop(vertx, eventLoop,
        owner -> ConecClient.create(owner, options).connect()));
      assertTrue(System.nanoTime() - start < Duration.ofSeconds(2).toNanos());
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

  /** Of the better quarter: what else the machine does delays some pings, an event loop at work delays all. */
  private static long quartile(long[] values) {
    return Arrays.stream(values).sorted().skip(values.length / 4).findFirst().orElseThrow();
  }

  private static void assertShort(String what, long nanos) {
    assertTrue(nanos < MAX_DELAY.toNanos(), () -> what + ": " + Duration.ofNanos(nanos));
  }
}
