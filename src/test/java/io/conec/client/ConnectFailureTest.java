package io.conec.client;

import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.conec.ClientOptions;
import io.conec.ConecChannel;
import io.conec.ConecClient;
import io.conec.ConecCoordinator;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.StreamOptions;
import io.conec.impl.identity.Certificates;
import io.conec.impl.identity.Credentials;
import io.conec.impl.transport.ConnectFailures;
import io.conec.test.TestCertificates;
import io.conec.test.TestNet;
import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawConnection;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawIdentity;
import io.conec.test.raw.RawSocket;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemTrustOptions;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The commonest mistakes: each message says what is wrong, where, and what to do. */
class ConnectFailureTest {

  private static final Credentials HOST = TestCertificates.host("localhost");

  /**
   * A time-out that ends before the first attempt, then longer ones: a busy machine may not get far within the first.
   */
  private static final List<Duration> SHORT = List.of(Duration.ofMillis(600), Duration.ofSeconds(2),
    Duration.ofSeconds(10));

  /** The time-out for failures that come before it. */
  private static final Duration LONG = Duration.ofSeconds(15);

  private static TestNet net;

  @BeforeAll
  static void start() {
    net = new TestNet(options -> options.setKeyCertOptions(TestCertificates.pem(HOST)));
  }

  @AfterAll
  static void stop() {
    net.close();
  }

  private static ClientOptions options(String... coordinators) {
    return net.clientOptions("shop").setConnectTimeout(LONG).setCoordinators(List.of(coordinators));
  }

  private static String failure(ConecError error, ClientOptions options) {
    return message(error, net.client(options).connect());
  }

  private static String message(ConecError error, Future<Void> connecting) {
    String message = assertFails(error, connecting).getMessage();
    assertFalse(message.contains("QuicConnectionAddress") || message.contains("Exception"), message);
    return message;
  }

  /** @param expected whether this message is right, given the time-out as it is in messages */
  private static void assertTimesOut(ClientOptions options, BiPredicate<String, String> expected) {
    String message = "";
    for (Duration timeout : SHORT) {
      message = failure(ConecError.COORDINATOR_UNREACHABLE, options.setConnectTimeout(timeout));
      if (expected.test(message, ConnectFailures.text(timeout))) {
        return;
      }
    }
    fail(message);
  }

  private static String port() {
    return ":" + net.coordinator().actualPort();
  }

  @Test
  void nobodyAnswers() throws Exception {
    try (DatagramSocket silent = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      String port = ":" + silent.getLocalPort();
      assertTimesOut(options("localhost" + port, "127.0.0.1" + port), (message, time) -> message.equals(
        "no answer from localhost" + port + " (127.0.0.1), 127.0.0.1" + port + " within connectTimeout of " + time
          + ": is the Coordinator running there, and is its UDP port open?"));
      // Longer than an attempt.
      String later = failure(ConecError.COORDINATOR_UNREACHABLE,
        options("localhost" + port).setConnectTimeout(Duration.ofSeconds(4)));
      assertTrue(later.startsWith("no answer from localhost" + port + " (127.0.0.1) within connectTimeout of 4 s: is"),
        later);
    }
  }

  @Test
  void theSystemDoesNotSend() {
    // A socket that is bound to an IPv4 address.
    assertTimesOut(options("[2001:db8::1]:1"), (message, time) -> message.contains("[2001:db8::1]:1")
      && message.contains("does not send to it (") && message.contains("firewall"));
  }

  @Test
  void nobodyKnowsTheName() {
    assertTimesOut(options("nobody.invalid"), (message, time) -> message.contains("nobody.invalid")
      && message.contains("'coordinators'"));
  }

  @Test
  void nothingListens() throws Exception {
    InetSocketAddress closed;
    try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      closed = (InetSocketAddress) socket.getLocalSocketAddress();
    }
    String where = "127.0.0.1:" + closed.getPort();
    assertTimesOut(options(where), (message, time) -> message.equals("nothing listens at " + where
      + " within connectTimeout of " + time + ": is the Coordinator running there, and is that its port?"));
  }

  @Test
  void theMessageHasAllReasons() throws Exception {
    try (DatagramSocket silent = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      String message = failure(ConecError.CERTIFICATE_NAME_MISMATCH, options("127.0.0.1:" + silent.getLocalPort(),
        "127.0.0.1" + port(), "nobody.invalid", "[2001:db8::1]:1"));
      assertTrue(message.contains("no answer from 127.0.0.1:" + silent.getLocalPort())
        && message.contains("not for '127.0.0.1' but for localhost") && message.contains("known for nobody.invalid")
        && message.contains("does not send to it ("), message);
    }
  }

  @Test
  void anotherServiceAnswers() {
    RawIdentity web = RawIdentity.of("localhost");
    try (RawSocket server = new RawSocket(web)) {
      server.relay().actAsCoordinator();
      server.present(web, "h3");
      String address = "localhost:" + server.address().getPort();
      assertTimesOut(options(address), (message, time) -> message.contains(address + " (127.0.0.1) answers")
        && message.contains("another UDP service"));
    }
  }

  @Test
  void anotherServiceEndsTheHandshake() {
    RawIdentity web = RawIdentity.of("localhost");
    try (RawSocket server = new RawSocket(web)) {
      server.relay().actAsCoordinator();
      server.present(web, "h3");
      String address = "localhost:" + server.address().getPort();
      Future<Void> connecting = net.client(options(address).setConnectTimeout(Duration.ofSeconds(2))).connect();
      while (!connecting.isComplete()) {
        RawConnection connection = server.pollConnection(100);
        if (connection != null) {
          // The alert of TLS that there is no application protocol in common (RFC 9001, section 4.8).
          connection.closeTransport(0x178);
        }
      }
      String message = message(ConecError.COORDINATOR_UNREACHABLE, connecting);
      assertTrue(message.contains(address + " (127.0.0.1) answers, but ends the handshake"), message);
    }
  }

  @Test
  void theCoordinatorIsNotTheOneThatIsTrusted() {
    PemTrustOptions other = TestCertificates.pemTrust(TestCertificates.host("localhost").leaf());
    String message = failure(ConecError.CERTIFICATE_UNTRUSTED, options("localhost" + port()).setTrustOptions(other));
    assertTrue(message.contains("localhost" + port() + " (127.0.0.1)") && message.contains("'trustOptions'")
      && message.contains(Certificates.fingerprint(HOST.leaf())), message);
  }

  @Test
  void theCertificateIsForAnotherName() {
    String message = failure(ConecError.CERTIFICATE_NAME_MISMATCH, options("127.0.0.1" + port()));
    assertTrue(message.contains("not for '127.0.0.1' but for localhost") && message.contains("serverNames"), message);
  }

  @Test
  void aTrustFileIsMissing() {
    long start = System.nanoTime();
    String message = failure(ConecError.CONFIGURATION, options("localhost" + port())
      .setTrustOptions(new PemTrustOptions().addCertPath("/no/such.pem")));
    assertTrue(message.contains("no file /no/such.pem"), message);
    assertTrue(System.nanoTime() - start < Duration.ofSeconds(10).toNanos(), "not at once");
  }

  @Test
  void aSecondCoordinatorWantsThePort() {
    ConecException failure = assertFails(ConecError.CONFIGURATION, ConecCoordinator.create(net.vertx(),
      TestNet.coordinatorOptions().setPort(net.coordinator().actualPort())).listen());
    assertTrue(failure.getMessage().contains("is in use") && failure.getMessage().contains("'port'"),
      failure.getMessage());
  }

  @Test
  void theHostIsNotAnAddressOfThisMachine() {
    assertTrue(failure(ConecError.CONFIGURATION, options("localhost").setLocalAddress("203.0.113.7"))
      .startsWith("203.0.113.7 is not an address of this machine"));
    assertTrue(failure(ConecError.CONFIGURATION, options("localhost").setLocalAddress("nobody.invalid"))
      .contains("'nobody.invalid'"));
  }

  @Test
  void aPeerHasNoStreamHandler() {
    net.connect("silent");
    ConecChannel channel = await(net.connect("caller").openChannel("silent"));
    assertEquals("'silent' has no handler for data streams: set a streamHandler there, or run 'conec listen'",
      assertFails(ConecError.STREAM_REFUSED, channel.openStream()).getMessage());
    assertEquals("'silent' has no handler for data streams of protocol 'x': set a streamHandler there, or run "
      + "'conec listen'",
      assertFails(ConecError.STREAM_REFUSED, channel.openStream(new StreamOptions().setProtocol("x"))).getMessage());
  }

  @Test
  void anIntroducedPeerDoesNotAnswer() {
    try (RawClient mute = RawClient.join("mute", net.coordinator().actualPort())) {
      ConecClient client = net.connect(net.clientOptions("asker").setOpenTimeout(Duration.ofSeconds(1)));
      Future<ConecChannel> opening = client.openChannel("mute");
      long request = mute.control().expect(RawFrame.INTRODUCE).getLong("request");
      mute.control().write(RawFrame.control(RawFrame.INTRODUCED, new JsonObject().put("request", request)));
      assertEquals("'mute' was introduced, but did not answer within openTimeout: its process may hang, or it cannot "
        + "be reached any more", assertFails(ConecError.TIMEOUT, opening).getMessage());
    }
  }

  @Test
  void aClientIsConnectedTwice() {
    ConecClient client = net.connect("twice");
    Throwable second = await(client.connect().transform(result -> Future.succeededFuture(result.cause())));
    assertTrue(second.getMessage().contains("connect() was called before")
      && second.getMessage().contains("create another client"), second.getMessage());
    assertTrue(client.isConnected());
  }
}
