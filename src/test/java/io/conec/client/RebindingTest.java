package io.conec.client;

import io.conec.ConecClient;
import io.conec.test.Inbox;
import io.conec.test.Nat;
import io.conec.test.StreamPair;
import io.conec.test.TestNet;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import static io.conec.PathPolicy.RELAY_ONLY;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A router on the way to the Coordinator gives a client another port (RFC 9000, section 9): the relay follows. */
class RebindingTest {

  private static final int MESSAGES = 400;
  private static final int MESSAGE = 10_000;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void relayingGoesOn(boolean initiator) {
    List<Throwable> disconnects = Collections.synchronizedList(new ArrayList<>());
    try (TestNet net = new TestNet(); Nat nat = new Nat(net.coordinator().actualPort())) {
      ConecClient shop = net.client(
        net.clientOptions("shop", RELAY_ONLY).setCoordinators(List.of("localhost:" + nat.port())));
      shop.disconnectedHandler(disconnects::add);
      await(shop.connect());
      ConecClient depot = net.connect("depot", RELAY_ONLY);
      StreamPair pair = initiator ? StreamPair.open(shop, depot) : StreamPair.open(depot, shop);
      assertEquals(nat.outsidePort(), net.addressOf("shop").getPort());
      pair.far().pipeTo(pair.far());
      Inbox inbox = new Inbox(pair.near());

      for (int i = 0; i < MESSAGES; i++) {
        pair.near().write(Buffer.buffer(new byte[MESSAGE]).setInt(0, i));
        if (i == MESSAGES / 2) {
          awaitUntil(() -> inbox.size() > 0);
          nat.rebind();
        }
      }

      for (int i = 0; i < MESSAGES; i++) {
        assertEquals(i, inbox.next().getInt(0));
      }
      assertEquals(nat.outsidePort(), net.addressOf("shop").getPort());
      assertEquals(List.of(), disconnects);
      assertTrue(shop.isConnected());
      await((initiator ? shop : depot).openChannel(initiator ? "depot" : "shop"));
    }
  }

  @Test
  void manyTimesInARow() {
    try (TestNet net = new TestNet(); Nat nat = new Nat(net.coordinator().actualPort())) {
      ConecClient shop = net.connect(
        net.clientOptions("shop", RELAY_ONLY).setCoordinators(List.of("localhost:" + nat.port())));
      StreamPair pair = StreamPair.open(shop, net.connect("depot", RELAY_ONLY));
      pair.far().pipeTo(pair.far());
      Inbox inbox = new Inbox(pair.near());
      for (int i = 0; i < 3; i++) {
        nat.rebind();
        pair.near().write(Buffer.buffer("message " + i));
        inbox.assertNext("message " + i);
      }
      assertTrue(shop.isConnected());
    }
  }
}
