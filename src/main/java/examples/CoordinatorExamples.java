package examples;

import io.conec.ConecCoordinator;
import io.conec.CoordinatorOptions;
import io.conec.PeerRule;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.docgen.Source;

import java.util.List;

@Source
public class CoordinatorExamples {

  public void listen(Vertx vertx) {
    ConecCoordinator coordinator = ConecCoordinator.create(vertx, new CoordinatorOptions()
      .setServerNames(List.of("conec.example.com")));
    coordinator.listen()
      .onSuccess(listening -> {
        System.out.println("UDP port " + listening.actualPort());
        System.out.println(listening.certificate());
      })
      .onFailure(Throwable::printStackTrace);
  }

  public void certificate(Vertx vertx) {
    ConecCoordinator coordinator = ConecCoordinator.create(vertx, new CoordinatorOptions()
      .setKeyCertOptions(new PemKeyCertOptions()
        .setCertPath("/etc/conec/fullchain.pem")
        .setKeyPath("/etc/conec/key.pem")));
    coordinator.listen();
  }

  public void revocation(Vertx vertx) {
    ConecCoordinator.create(vertx, new CoordinatorOptions()
      .setKeyCertOptions(new PemKeyCertOptions()
        .setCertPath("coordinator.pem")
        .setKeyPath("coordinator.key"))
      .setClientTrustOptions(new PemTrustOptions().addCertPath("ca.pem"))
      .addCrlPath("crl.pem")
      .setDenyListPath("denied"));
  }

  public void clientAuthority(Vertx vertx) {
    ConecCoordinator coordinator = ConecCoordinator.create(vertx, new CoordinatorOptions()
      .setClientTrustOptions(new PemTrustOptions().addCertPath("/etc/conec/client-ca.pem")));
    coordinator.listen();
  }

  public void json() {
    CoordinatorOptions options = new CoordinatorOptions(new JsonObject()
      .put("port", 1719)
      .put("pemKeyCertOptions", new JsonObject()
        .put("certPath", "/etc/conec/fullchain.pem")
        .put("keyPath", "/etc/conec/key.pem"))
      .put("clientTrustOptions", new JsonObject()
        .put("pemTrustOptions", new JsonObject()
          .put("certPaths", JsonArray.of("/etc/conec/client-ca.pem")))));
  }

  public void watch(ConecCoordinator coordinator) {
    coordinator.clientRegisteredHandler(client ->
      System.out.println(client.getId() + " from " + client.getAddress()));
    coordinator.clientUnregisteredHandler(client -> System.out.println(client.getId() + " left"));
    System.out.println(
      coordinator.clientCount() + " clients, " + coordinator.channelCount() + " channels");
  }

  public void peerRules(CoordinatorOptions options) {
    options.addPeerRule(new PeerRule().setPeer("dashboard"));
    options.addPeerRule(new PeerRule().setPeerRegex("office-.*").setSeesRegex("gateway-.*"));
  }

  public void shutdown(ConecCoordinator coordinator) {
    coordinator.shutdown();
  }
}
