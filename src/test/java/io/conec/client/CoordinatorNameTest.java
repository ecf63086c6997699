package io.conec.client;

import io.conec.ClientOptions;
import io.conec.ConecCoordinator;
import io.conec.CoordinatorOptions;
import io.conec.impl.identity.Credentials;
import io.conec.test.Child;
import io.conec.test.Nat;
import io.conec.test.TestCertificates;
import io.conec.test.TestNet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The Coordinator has a name, which the process of the client resolves with a hosts file. */
class CoordinatorNameTest {

  private static final String NAME = "coordinator.test";
  private static final Credentials CERTIFICATE = TestCertificates.host(NAME);
  private static final Duration KEEP_ALIVE = Duration.ofMillis(500);
  /** From the loss to the connection. */
  private static final Duration MAX_SEARCH = Duration.ofSeconds(5);

  @TempDir
  private Path directory;

  private Path hosts(String... addresses) throws IOException {
    return Files.write(directory.resolve("hosts"), Arrays.stream(addresses).map(ip -> ip + " " + NAME).toList());
  }

  private static CoordinatorOptions at(CoordinatorOptions options, String host) {
    return options.setHost(host).setKeyCertOptions(TestCertificates.pem(CERTIFICATE));
  }

  private static ClientOptions depot(int port) {
    return new ClientOptions().setId("depot").addCoordinator(NAME + ":" + port).setKeepAliveInterval(KEEP_ALIVE)
      .setTrustOptions(TestCertificates.pemTrust(CERTIFICATE.leaf()));
  }

  @Test
  void aCoordinatorThatHasMovedIsFound() throws IOException {
    try (TestNet net = new TestNet(options -> at(options, "127.0.0.1"));
         Nat machine = new Nat(InetAddress.getByName("127.0.0.1"), net.coordinator().actualPort())) {
      ConecCoordinator moved =
        net.startCoordinator(at(TestNet.coordinatorOptions(), "127.0.0.2").setPort(machine.port()));
      try (Child child = Child.echo(depot(machine.port()), hosts("127.0.0.1"), false)) {
        assertEquals(1, net.coordinator().clientCount());
        hosts("127.0.0.2");
        machine.pass(false);
        long gone = System.nanoTime();
        awaitUntil(() -> moved.clientCount() == 1);
        Duration time = Duration.ofNanos(System.nanoTime() - gone);
        // The loss is noticed after two pings at most.
        assertTrue(time.compareTo(MAX_SEARCH.plus(KEEP_ALIVE.multipliedBy(2))) < 0, time::toString);
      }
    }
  }

  /** The first address family is silent, as behind a router that passes only the other one. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aDeadAddressFamilyIsSkipped(boolean ipv6) throws Exception {
    String alive = ipv6 ? "127.0.0.1" : "::1";
    String dead = ipv6 ? "::1" : "127.0.0.1";
    assumeTrue(hasIpv6(), "there is no IPv6");
    try (TestNet net = new TestNet(options -> at(options, alive));
         DatagramSocket silent = new DatagramSocket(new InetSocketAddress(dead, net.coordinator().actualPort()));
         Child child = Child.echo(depot(silent.getLocalPort()), hosts(dead, alive), ipv6)) {
      assertEquals(1, net.coordinator().clientCount());
      silent.setSoTimeout((int) TestNet.DEADLINE.toMillis());
      silent.receive(new DatagramPacket(new byte[1], 1));
    }
  }

  private static boolean hasIpv6() {
    try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress("::1", 0))) {
      return true;
    } catch (SocketException e) {
      return false;
    }
  }
}
