package io.conec.hostile;

import io.conec.ConecError;
import io.conec.CoordinatorOptions;
import io.conec.test.TestNet;
import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawIdentity;
import io.conec.test.raw.RawInitial;
import io.conec.test.raw.RawRelay;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Strangers that begin connections without completing them: they cost little, and lock out no client. */
class HandshakeFloodTest {

  private static final int TOTAL = 40;
  private static final int PER_ADDRESS = 10;
  private static final int PER_SECOND = 30;

  private static RawInitial initial;

  @BeforeAll
  static void capture() {
    initial = RawInitial.read(RetryTest.initial());
  }

  private static UnaryOperator<CoordinatorOptions> limits(Duration registrationTimeout) {
    return options -> options.setMaxPendingConnections(TOTAL).setMaxPendingConnectionsPerAddress(PER_ADDRESS)
      .setMaxNewConnectionsPerSecond(PER_SECOND).setRegistrationTimeout(registrationTimeout);
  }

  @Test
  void oneAddressHoldsFewAndNotForLong() {
    try (TestNet net = new TestNet(limits(Duration.ofSeconds(3)));
         HalfOpenFlood flood = new HalfOpenFlood("127.0.0.1", net.coordinator().actualPort(), initial)) {
      int before = LiveConnections.settled();
      for (int i = 0; i < 60; i++) {
        flood.open(5);
        int pending = net.coordinator().pendingConnectionCount();
        assertTrue(pending > 0 && pending <= PER_ADDRESS, () -> pending + " are pending");
      }
      assertTrue(net.connect(net.clientOptions("neighbour")).isConnected(), "behind the same NAT");
      awaitUntil(() -> net.coordinator().pendingConnectionCount() == 0);
      LiveConnections.awaitAtMost(before + 2);
    }
  }

  @Test
  void manyAddressesHoldFewAndLockOutNoClient() {
    List<HalfOpenFlood> floods = new ArrayList<>();
    try (TestNet net = new TestNet(limits(Duration.ofSeconds(5)))) {
      int before = LiveConnections.settled();
      IntStream.rangeClosed(2, 9).forEach(i -> floods.add(
        new HalfOpenFlood("127.0.0." + i, net.coordinator().actualPort(), initial).start()));
      for (int i = 1; i <= 5; i++) {
        awaitUntil(() -> net.coordinator().pendingConnectionCount() >= TOTAL - 1);
        assertTrue(net.connect("shop-" + i).isConnected());
        assertTrue(net.coordinator().pendingConnectionCount() <= TOTAL);
      }
      floods.forEach(HalfOpenFlood::close);
      assertEquals(5, net.coordinator().clientCount());
      awaitUntil(() -> net.coordinator().pendingConnectionCount() == 0);
      // Both ends of the registered clients are in this process.
      LiveConnections.awaitAtMost(before + 10);
    } finally {
      floods.forEach(HalfOpenFlood::close);
    }
  }

  /** Sources may be forged: together they get the limit of one address, then each has to prove its address. */
  @Test
  void withoutRetryAddressesAreValidatedDuringAFlood() {
    Random random = new Random();
    try (TestNet net = new TestNet(options -> limits(Duration.ofSeconds(10)).apply(options).setRetry(false))) {
      int retries = 0;
      for (int i = 0; i < 3 * PER_ADDRESS; i++) {
        try (Stranger stranger = new Stranger(net.coordinator().actualPort())) {
          stranger.send(HalfOpenFlood.first(initial, random));
          byte[] answer = stranger.receive(5000);
          retries += answer != null && RetryTest.isRetry(answer) ? 1 : 0;
        }
      }
      assertTrue(retries >= 2 * PER_ADDRESS, retries + " had to prove their address");
      int pending = net.coordinator().pendingConnectionCount();
      assertTrue(pending > 0 && pending <= PER_ADDRESS, () -> pending + " are pending");
      try (RawClient client = RawClient.join("mallory", net.coordinator().actualPort())) {
        assertEquals(1, client.socket().relay().retries());
      }
      assertTrue(net.connect("shop").isConnected());
    }
  }

  @Test
  void aHandshakeWithoutAHelloCountsToo() {
    List<RawClient> silent = new ArrayList<>();
    try (TestNet net = new TestNet(options -> options.setMaxPendingConnectionsPerAddress(5))) {
      int port = net.coordinator().actualPort();
      silent.add(RawClient.join("registered", port));
      for (int i = 0; i < 6; i++) {
        silent.add(RawClient.connect(RawIdentity.of("mallory"), port));
      }
      String reason = silent.get(1).connection().expectClose(ConecError.LIMIT_EXCEEDED.code()).reason();
      assertTrue(reason.contains("maxPendingConnectionsPerAddress"), reason);
      silent.get(2).hello("mallory");
      silent.get(0).control().write(RawFrame.ping(1)).expect(RawFrame.PONG);
      assertTrue(silent.stream().skip(2).allMatch(client -> client.connection().isOpen()), "the others have time");
    } finally {
      silent.forEach(RawClient::close);
    }
  }

  /** A client accepts connections of introduced peers only, and does not wait for them longer than for the channel. */
  @Test
  void aClientDoesNotKeepHalfOpenConnectionsOfPeers() {
    try (TestNet net = new TestNet(); RawClient mallory = RawClient.join("mallory", net.coordinator().actualPort())) {
      net.connect(net.clientOptions("depot").setOpenTimeout(Duration.ofSeconds(3)));
      int before = LiveConnections.settled();
      long channel = mallory.open("depot").channel();
      byte[] header = ByteBuffer.allocate(9).put(RawRelay.TO_ACCEPTOR).putLong(channel).array();
      Random random = new Random();
      for (int i = 0; i < 10; i++) {
        mallory.socket().sendDatagram(RawFrame.join(header, HalfOpenFlood.first(initial, random)),
          mallory.coordinator());
      }
      assertNotNull(mallory.socket().relay().pollDatagram(5000), "a handshake has begun");
      LiveConnections.awaitAtMost(before);
    }
  }
}
