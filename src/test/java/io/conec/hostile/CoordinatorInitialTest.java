package io.conec.hostile;

import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.test.NoLeaksExtension;
import io.conec.test.TestNet;
import io.conec.test.raw.RawUdp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Only the client connects, never its Coordinator: it does not answer packets that would open a connection. */
@ExtendWith(NoLeaksExtension.class)
class CoordinatorInitialTest {

  private static final long QUIET_MILLIS = 400;

  private static List<byte[]> initials;
  private static TestNet net;

  @BeforeAll
  static void start() {
    initials = new ArrayList<>(Stream.generate(RetryTest::initial).limit(3).toList());
    byte[] otherVersion = RetryTest.initial();
    ByteBuffer.wrap(otherVersion).putInt(1, 0x1a2a3a4a);
    initials.add(otherVersion);
    net = new TestNet();
  }

  @AfterAll
  static void stop() {
    net.close();
  }

  @Test
  void aRegisteredClientDoesNotAnswer() {
    try (ManInTheMiddle mitm = new ManInTheMiddle(net.coordinator().actualPort())) {
      ConecClient shop = net.connect(mitm.before(net.clientOptions("shop")));
      mitm.clear();
      initials.forEach(mitm::toClient);
      assertEquals(0, mitm.countAnswers(initials, QUIET_MILLIS));
      TestNet.assertFails(ConecError.PEER_UNKNOWN, shop.openChannel("nobody"));
      assertTrue(shop.isConnected());
      TestNet.await(shop.close());
    }
  }

  @Test
  void aClientThatIsConnectingDoesNotAnswer() {
    try (RawUdp coordinator = new RawUdp()) {
      ConecClient shop = net.client(net.clientOptions("shop")
        .setCoordinators(List.of("localhost:" + coordinator.address().getPort())));
      shop.connect();
      InetSocketAddress client = coordinator.poll(TestNet.DEADLINE.toMillis()).source();
      initials.forEach(initial -> coordinator.send(initial, client));
      long deadline = System.nanoTime() + QUIET_MILLIS * 1_000_000;
      while (System.nanoTime() < deadline) {
        RawUdp.Datagram datagram = coordinator.poll(10);
        assertTrue(datagram == null || !ManInTheMiddle.isAnswer(datagram.bytes(), initials), "an Initial was answered");
      }
      TestNet.await(shop.close());
    }
  }
}
