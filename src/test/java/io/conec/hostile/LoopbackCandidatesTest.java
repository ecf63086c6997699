package io.conec.hostile;

import io.conec.ConecClient;
import io.conec.test.Nat;
import io.conec.test.NoLeaksExtension;
import io.conec.test.TestNet;
import io.conec.test.raw.RawUdp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;

import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Services on loopback are not reachable through a client, whatever its Coordinator says. */
@ExtendWith(NoLeaksExtension.class)
class LoopbackCandidatesTest {

  private static Optional<InetAddress> addressOfThisMachine() throws SocketException {
    return NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
      .filter(Inet4Address.class::isInstance)
      .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress()).findFirst();
  }

  /** This Coordinator does not lie: behind a proxy it sees its clients on loopback. */
  @Test
  void anObservedAddressOnLoopbackOpensNothing() throws SocketException {
    Optional<InetAddress> address = addressOfThisMachine();
    assumeTrue(address.isPresent(), "needs a network interface beside loopback");
    String host = address.get().getHostAddress();
    try (TestNet net = new TestNet(options -> options.setServerNames(List.of("localhost", host)));
         Nat nat = new Nat(address.get(), net.coordinator().actualPort())) {
      ConecClient client = net.connect(net.clientOptions("shop").setLocalAddress("0.0.0.0")
        .setCoordinators(List.of(host + ":" + nat.port())));
      assertEquals("127.0.0.1", net.addressOf("shop").getHostString());
      try (PathPeer peer = PathPeer.open(net, client)) {
        assertEquals(0, peer.signalledAddresses().stream().filter(signalled -> signalled.startsWith("127.")).count());
        RawUdp onLoopback = peer.silent();
        RawUdp outside = peer.silent(host);
        peer.signal(onLoopback.text(), outside.text());
        awaitUntil(() -> outside.count() >= 3);
        assertEquals(0, onLoopback.count(), "probes to loopback");
      }
    }
  }
}
