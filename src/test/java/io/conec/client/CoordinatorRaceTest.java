package io.conec.client;

import io.conec.ClientOptions;
import io.conec.ConecClient;
import io.conec.test.TestNet;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static io.conec.test.TestNet.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A Coordinator can have many addresses, some of them dead. */
class CoordinatorRaceTest {

  private static final int MIN_INITIAL = 1200;

  private static DatagramSocket socket() throws IOException {
    return new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private static Duration timeToConnect(ConecClient client) {
    long start = System.nanoTime();
    await(client.connect());
    return Duration.ofNanos(System.nanoTime() - start);
  }

  @Test
  void fourDeadAddressesInFrontCostLittle() throws IOException {
    List<DatagramSocket> silent = new ArrayList<>();
    try (TestNet net = new TestNet()) {
      List<String> addresses = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        silent.add(socket());
        addresses.add("localhost:" + silent.get(i).getLocalPort());
      }
      ClientOptions options = net.clientOptions("shop");
      addresses.addAll(options.getCoordinators());
      Duration time = timeToConnect(net.client(options.setCoordinators(addresses)));
      // About 1.1 s; each alone would have 3 s.
      assertTrue(time.compareTo(Duration.ofSeconds(5)) < 0, time::toString);
    } finally {
      silent.forEach(DatagramSocket::close);
    }
  }

  @Test
  void closedPortsCostNothing() throws IOException {
    try (TestNet net = new TestNet()) {
      List<String> addresses = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        try (DatagramSocket closed = socket()) {
          addresses.add("localhost:" + closed.getLocalPort());
        }
      }
      ClientOptions options = net.clientOptions("shop");
      addresses.addAll(options.getCoordinators());
      Duration time = timeToConnect(net.client(options.setCoordinators(addresses)));
      // With a head start for each it would be 6 s.
      assertTrue(time.compareTo(Duration.ofSeconds(5)) < 0, time::toString);
    }
  }

  /** Otherwise clients that are far from the first Coordinator would all connect to the second one. */
  @Test
  void anAddressThatAnswersHasTime() throws IOException {
    try (TestNet net = new TestNet(); DatagramSocket slow = socket()) {
      Thread answers = new Thread(() -> {
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        while (!slow.isClosed()) {
          try {
            slow.receive(packet);
            slow.send(new DatagramPacket(new byte[1], 1, packet.getSocketAddress()));
          } catch (IOException closed) {
            // The test is over.
          }
        }
      });
      answers.start();
      ClientOptions options = net.clientOptions("shop");
      options.getCoordinators().add(0, "localhost:" + slow.getLocalPort());
      Duration time = timeToConnect(net.client(options));
      assertTrue(time.compareTo(Duration.ofMillis(900)) > 0, time::toString);
    }
  }

  /** QUIC alone would repeat it in other packets after a second, and after two more. */
  @Test
  void theFirstDatagramIsRepeated() throws IOException {
    try (TestNet net = new TestNet(); DatagramSocket silent = socket()) {
      silent.setSoTimeout((int) TestNet.DEADLINE.toMillis());
      ConecClient client = net.client(
        net.clientOptions("shop").setCoordinators(List.of("localhost:" + silent.getLocalPort())));
      Future<Void> connecting = client.connect();
      Map<Buffer, Integer> times = new HashMap<>();
      while (times.values().stream().noneMatch(seen -> seen == 4)) {
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        silent.receive(packet);
        if (packet.getLength() >= MIN_INITIAL) {
          times.merge(Buffer.buffer(packet.getData()), 1, Integer::sum);
        }
      }
      assertTrue(!connecting.isComplete());
    }
  }
}
