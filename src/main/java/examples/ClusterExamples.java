package examples;

import io.conec.ConecCoordinator;
import io.conec.CoordinatorOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.docgen.Source;

@Source
public class ClusterExamples {

  public void node(ClusterManager clusterManager) {
    Vertx.builder()
      .withClusterManager(clusterManager)
      .buildClustered()
      .compose(vertx -> ConecCoordinator.create(vertx, new CoordinatorOptions()
        .setClustered(true)
        .setKeyCertOptions(new PemKeyCertOptions()
          .setCertPath("coordinator.pem")
          .setKeyPath("coordinator.key"))).listen())
      .onSuccess(node -> node.nodeLeftHandler(lost -> System.out.println("lost " + lost)))
      .onFailure(Throwable::printStackTrace);
  }

  public VertxOptions secure() {
    return new VertxOptions().setEventBusOptions(new EventBusOptions()
      .setHost("10.0.0.1")
      .setSsl(true)
      .setKeyCertOptions(new PemKeyCertOptions()
        .setCertPath("node-1.pem")
        .setKeyPath("node-1.key"))
      .setTrustOptions(new PemTrustOptions().addCertPath("nodes-ca.pem"))
      .setClientAuth(ClientAuth.REQUIRED));
  }
}
