package io.conec.cluster;

import io.conec.ConecClient;
import io.conec.PathPolicy;
import io.conec.test.StreamPair;
import io.conec.test.TestCertificates;
import io.conec.test.Transfer;
import io.vertx.core.Handler;
import io.vertx.core.eventbus.DeliveryContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Two nodes do not reach each other for some time. Each serves its clients; afterwards they agree. */
class SplitTest {

  private final Handler<DeliveryContext<Object>> cut = delivery -> {
    if (!delivery.message().address().startsWith("conec.coordinator")) {
      delivery.next();
    }
  };

  private ClusterNet net;

  @BeforeEach
  void start() {
    net = new ClusterNet(2);
    awaitUntil(() -> net.node(0).nodes().size() == 2 && net.node(1).nodes().size() == 2);
  }

  @AfterEach
  void stop() {
    net.close();
  }

  private void split() {
    net.clustered().eventBus().addOutboundInterceptor(cut);
    awaitUntil(() -> net.node(0).nodes().size() == 1 && net.node(1).nodes().size() == 1);
  }

  private void heal() {
    net.clustered().eventBus().removeOutboundInterceptor(cut);
    awaitUntil(() -> net.node(0).nodes().size() == 2 && net.node(1).nodes().size() == 2);
  }

  @Test
  void channelsGoOnAfterwards() {
    ConecClient shop = net.connect(net.clientOptions("shop", PathPolicy.RELAY_ONLY, 0));
    ConecClient depot = net.connect(net.clientOptions("depot", PathPolicy.RELAY_ONLY, 1));
    net.awaitClients(2);
    StreamPair pair = StreamPair.open(shop, depot);
    Transfer transfer = new Transfer(net.clustered(), pair.near(), pair.far());
    transfer.awaitProgress();
    split();
    assertEquals(1, net.node(0).clientCount());
    heal();
    net.awaitClients(2);
    transfer.awaitProgress();
    transfer.finish();
    assertTrue(shop.isConnected() && depot.isConnected());
  }

  @Test
  void theClientThatHadTheIdFirstKeepsIt() {
    ConecClient first = net.connect(net.clientOptions("shop", 0));
    net.awaitClients(1);
    split();
    ConecClient second = net.connect(net.clientOptions("shop", 1));
    heal();
    awaitUntil(() -> !second.isConnected());
    net.awaitClients(1);
    assertTrue(first.isConnected());
    assertEquals(net.node(0).clients().get(0).getFingerprint(), net.node(1).clients().get(0).getFingerprint());
    await(first.close());
    awaitUntil(second::isConnected);
  }

  @Test
  void theLatestConnectionOfAClientStays() {
    var certificate = TestCertificates.pemOfPeer("shop");
    ConecClient first = net.connect(net.clientOptions("shop", 0).setKeyCertOptions(certificate));
    net.awaitClients(1);
    split();
    ConecClient second = net.connect(net.clientOptions("shop", 1).setKeyCertOptions(certificate));
    heal();
    awaitUntil(() -> !first.isConnected());
    net.awaitClients(1);
    assertTrue(second.isConnected());
    assertFalse(first.isConnected());
  }
}
