package io.conec.client;

import io.conec.ClientOptions;
import io.conec.ConecClient;
import io.conec.ConecCoordinator;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.PathOptions;
import io.conec.test.Child;
import io.conec.test.TestCertificates;
import io.conec.test.TestNet;
import io.vertx.core.Future;
import io.vertx.core.net.PemKeyCertOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static io.conec.test.TestNet.assertError;
import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Connecting to the Coordinator, and reconnecting. */
class ConnectTest {

  /** A UDP socket that never answers. */
  private static DatagramSocket silent() throws SocketException {
    return new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @Test
  void givesUpAfterTheConnectTimeout() throws Exception {
    try (TestNet net = new TestNet(); DatagramSocket silent = silent()) {
      ConecClient client = net.client(net.clientOptions("shop").setConnectTimeout(Duration.ofMillis(300))
        .setCoordinators(List.of("localhost:" + silent.getLocalPort())));
      long start = System.nanoTime();
      ConecException failure = assertFails(ConecError.COORDINATOR_UNREACHABLE, client.connect());
      assertTrue(failure.getMessage().contains("connectTimeout"), failure.getMessage());
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      assertTrue(millis >= 300 && millis < 2000, millis + " ms");
      assertFalse(client.isConnected());
      assertFails(ConecError.CLOSED, client.openChannel("depot"));
    }
  }

  @Test
  void withoutAnAddressItSaysWhatToSet() {
    try (TestNet net = new TestNet()) {
      ConecException failure = assertFails(ConecError.CONFIGURATION, net.client(
        new ClientOptions().setId("shop").setConnectTimeout(Duration.ofMillis(300))).connect());
      assertTrue(failure.getMessage().contains("'coordinators'"), failure.getMessage());
      assertEquals("coordinators", failure.option());
      ClientOptions malformed = new ClientOptions().setId("shop").addCoordinator("a b:c");
      assertThrows(IllegalArgumentException.class, () -> net.client(malformed));
      ClientOptions contradictory = net.clientOptions("shop")
        .setPathOptions(new PathOptions().setRetryDelay(Duration.ofSeconds(61)));
      assertEquals("pathOptions.retryDelay: 61000 ms is more than the 60000 ms of maxRetryDelay",
        assertThrows(IllegalArgumentException.class, () -> net.client(contradictory)).getMessage());
    }
  }

  @Test
  void triesUntilTheCoordinatorRuns() throws Exception {
    PemKeyCertOptions host = TestCertificates.pem(TestCertificates.host("localhost"));
    try (TestNet net = new TestNet(options -> options.setKeyCertOptions(host))) {
      ConecCoordinator first = net.coordinator();
      int port = first.actualPort();
      ClientOptions options = net.clientOptions("shop");
      await(first.close());
      Future<Void> connecting = net.client(options).connect();
      net.startCoordinator(TestNet.coordinatorOptions().setPort(port).setKeyCertOptions(host));
      await(connecting);
    }
  }

  @Test
  void skipsAddressesWhereNobodyAnswers() throws Exception {
    try (TestNet net = new TestNet(); DatagramSocket silent = silent()) {
      ClientOptions options = net.clientOptions("shop");
      String alive = options.getCoordinators().get(0);
      ConecClient client =
        net.connect(options.setCoordinators(List.of("localhost:" + silent.getLocalPort(), alive)));
      assertTrue(client.isConnected());
    }
  }

  @Test
  void everyAddressOfANameIsTried(@TempDir Path directory) throws Exception {
    Path hosts = Files.writeString(directory.resolve("hosts"), "127.0.0.9 many.test\n127.0.0.1 many.test\n");
    try (TestNet net = new TestNet(options -> options.setServerNames(List.of("many.test")))) {
      ClientOptions options = net.clientOptions("depot")
        .setCoordinators(List.of("many.test:" + net.coordinator().actualPort()));
      try (Child depot = Child.echo(options, hosts, false)) {
        awaitUntil(() -> net.coordinator().clientCount() == 1);
      }
    }
  }

  @Test
  void handlersAreCalledForEveryChange() {
    PemKeyCertOptions host = TestCertificates.pem(TestCertificates.host("localhost"));
    List<Object> events = Collections.synchronizedList(new ArrayList<>());
    try (TestNet net = new TestNet(options -> options.setKeyCertOptions(host))) {
      int port = net.coordinator().actualPort();
      ConecClient client = net.client(net.clientOptions("shop"));
      client.connectedHandler(v -> events.add("connected"));
      client.disconnectedHandler(events::add);
      assertFalse(client.isConnected());
      await(client.connect());
      awaitUntil(() -> events.size() == 1);
      await(net.coordinator().close());
      awaitUntil(() -> events.size() == 2);
      assertError(ConecError.COORDINATOR_SHUTDOWN, (Throwable) events.get(1));
      assertFalse(client.isConnected());
      assertFails(ConecError.COORDINATOR_LOST, client.openChannel("depot"));
      net.startCoordinator(TestNet.coordinatorOptions().setPort(port).setKeyCertOptions(host));
      awaitUntil(() -> events.size() == 3);
      assertEquals(List.of("connected", "connected"), List.of(events.get(0), events.get(2)));
      assertTrue(client.isConnected());
    }
  }

  @Test
  void afterAShutdownTheNextCoordinatorIsTriedImmediately() {
    PemKeyCertOptions host = TestCertificates.pem(TestCertificates.host("localhost"));
    try (TestNet net = new TestNet(options -> options.setKeyCertOptions(host))) {
      ConecCoordinator next = net.startCoordinator(TestNet.coordinatorOptions().setKeyCertOptions(host));
      ClientOptions options = net.clientOptions("shop").addCoordinator("localhost:" + next.actualPort());
      ConecClient client = net.connect(options);
      assertEquals(1, net.coordinator().clientCount());
      long start = System.nanoTime();
      await(net.coordinator().shutdown());
      awaitUntil(() -> next.clientCount() == 1);
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      assertTrue(millis < 1500, millis + " ms");
      awaitUntil(client::isConnected);
    }
  }

  @Test
  void aClientConnectsOnce() {
    try (TestNet net = new TestNet()) {
      ConecClient client = net.connect("shop");
      Throwable second = await(client.connect().transform(result -> Future.succeededFuture(result.cause())));
      assertInstanceOf(IllegalStateException.class, second);
    }
  }

  @Test
  void nothingWorksBeforeConnect() {
    try (TestNet net = new TestNet()) {
      ConecClient client = net.client(net.clientOptions("shop"));
      assertNotConnected(client.openChannel("depot"));
      assertNotConnected(client.joinBroadcast("news"));
      assertNotConnected(client.broadcastInfo("news"));
      assertNotConnected(client.peers());
      assertEquals(List.of(), client.channels());
      await(client.close());
    }
  }

  private static void assertNotConnected(Future<?> future) {
    Throwable failure = await(future.transform(result -> Future.succeededFuture(result.cause())));
    assertTrue(assertInstanceOf(IllegalStateException.class, failure).getMessage().contains("call connect() first"));
  }

  @Test
  void aPortInUseIsAConfigurationFailure() throws Exception {
    try (TestNet net = new TestNet(); DatagramSocket taken = silent()) {
      ConecException failure = assertFails(ConecError.CONFIGURATION,
        net.client(net.clientOptions("shop").setLocalPort(taken.getLocalPort())).connect());
      assertTrue(failure.getMessage().contains("'localPort'"), failure.getMessage());
      assertFails(ConecError.CONFIGURATION, ConecCoordinator.create(net.vertx(),
        TestNet.coordinatorOptions().setPort(taken.getLocalPort())).listen());
    }
  }
}
