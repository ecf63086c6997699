package io.conec.coordinator;

import io.conec.ClientInfo;
import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.test.TestNet;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a Coordinator reports about its clients. */
class ClientInfoTest {

  @Test
  void clientsAreListedWhileTheyAreThere() {
    try (TestNet net = new TestNet()) {
      assertEquals(List.of(), net.coordinator().clients());
      ConecClient shop = net.connect("shop");
      net.connect("depot");
      await(shop.openChannel("depot"));
      assertEquals(2, net.coordinator().clientCount());
      assertEquals(1, net.coordinator().channelCount());
      ClientInfo info = net.coordinator().clients().stream().filter(c -> c.getId().equals("shop")).findAny().get();
      assertTrue(info.getAddress().startsWith("127.0.0.1:"), info.getAddress());
      assertEquals(64, info.getFingerprint().length());
      assertEquals(1, info.getChannels());
      assertFalse(info.getSince().isAfter(Instant.now()));
      await(shop.close());
      awaitUntil(() -> net.coordinator().clientCount() == 1 && net.coordinator().channelCount() == 0);
    }
  }

  @Test
  void everyArrivalHasItsDeparture() {
    List<String> events = Collections.synchronizedList(new ArrayList<>());
    try (TestNet net = new TestNet()) {
      net.coordinator().clientRegisteredHandler(info -> events.add("+" + info.getId()));
      net.coordinator().clientUnregisteredHandler(info -> events.add("-" + info.getId()));
      ConecClient shop = net.connect("shop");
      ConecClient depot = net.connect("depot");
      await(shop.close());
      awaitUntil(() -> events.size() == 3);
      net.connect("shop");
      await(depot.close());
      awaitUntil(() -> events.size() == 5);
      assertEquals(List.of("+shop", "+depot", "-shop", "+shop", "-depot"), events);
    }
  }

  @Test
  void theNumberOfClientsIsLimited() {
    try (TestNet net = new TestNet(options -> options.setMaxClients(1))) {
      ConecClient shop = net.connect("shop");
      ConecException failure =
        assertFails(ConecError.COORDINATOR_UNREACHABLE, net.client(net.clientOptions("depot")
          .setConnectTimeout(Duration.ofSeconds(3))).connect());
      assertTrue(failure.getMessage().contains("maxClients"), failure.getMessage());
      await(shop.close());
      awaitUntil(() -> net.coordinator().clientCount() == 0);
      net.connect("depot");
    }
  }
}
