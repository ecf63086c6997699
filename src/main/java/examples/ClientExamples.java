package examples;

import io.conec.ClientOptions;
import io.conec.ConecChannel;
import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.ConecException;
import io.vertx.core.Vertx;
import io.vertx.core.net.JksOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.docgen.Source;

import java.time.Duration;

@Source
public class ClientExamples {

  public void connect(Vertx vertx) {
    ConecClient client = ConecClient.create(vertx, new ClientOptions()
      .setId("shop")
      .addCoordinator("conec.example.com"));
    client.connect()
      .onSuccess(v -> System.out.println("registered as " + client.id()))
      .onFailure(failure -> System.out.println(failure.getMessage()));
  }

  public void waiting(Vertx vertx, ClientOptions options) {
    ConecClient client = ConecClient.create(vertx, options.setConnectTimeout(Duration.ZERO));
    client.connect()
      .onFailure(failure -> System.err.println("not without help: " + failure.getMessage()));
  }

  public void trust(ClientOptions options) {
    options.setTrustOptions(new PemTrustOptions().addCertPath("coordinator.pem"));
  }

  public void pem(ClientOptions options) {
    options.setKeyCertOptions(new PemKeyCertOptions()
      .setCertPath("shop.pem")
      .setKeyPath("shop-key.pem"));
  }

  public void pkcs12(ClientOptions options) {
    options.setKeyCertOptions(new PfxOptions()
      .setPath("shop.p12")
      .setPassword("secret"));
  }

  public void jks(ClientOptions options) {
    options.setKeyCertOptions(new JksOptions()
      .setPath("shop.jks")
      .setPassword("secret")
      .setAlias("shop"));
  }

  public void peerTrust(ClientOptions options) {
    options.setPeerTrustOptions(new PemTrustOptions().addCertPath("client-ca.pem"));
  }

  public void updateCertificates(ConecClient client) {
    client.updateCertificates(new ClientOptions()
        .setKeyCertOptions(new PemKeyCertOptions().setCertPath("shop.pem").setKeyPath("shop.key"))
        .setTrustOptions(new PemTrustOptions().addCertPath("coordinator.pem"))
        .setPeerTrustOptions(new PemTrustOptions().addCertPath("ca.pem")))
      .onSuccess(changed -> System.out.println(changed ? "taken" : "nothing new"))
      .onFailure(failure -> System.out.println("as before: " + failure.getMessage()));
  }

  public void reconnect(ConecClient client) {
    client.connectedHandler(v -> System.out.println("registered"));
    client.disconnectedHandler(reason -> System.out.println("lost: " + reason.getMessage()));
  }

  public void channel(ConecClient client) {
    client.openChannel("depot").onSuccess(channel -> {
      System.out.println(channel.peer() + " " + channel.peerFingerprint() + " " + channel.path());
      channel.closeHandler(v -> System.out.println("closed: " + channel.closeReason()));
    });
    client.channelHandler(channel -> System.out.println(channel.peer() + " has opened a channel"));
  }

  public void peers(ConecClient client) {
    client.peers().onSuccess(ids -> System.out.println("there are " + ids));
    client.peerHandler(event ->
      System.out.println(event.getId() + " has " + event.getType() + " " + event.getReason()));
  }

  public void peerFilter(ClientOptions options) {
    options.setPeerFilter("gateway-.*");
  }

  public void ping(ConecChannel channel) {
    channel.ping().onSuccess(nanos -> System.out.println(nanos / 1000 + " µs"));
  }

  public void errors(ConecClient client) {
    client.openChannel("depot").onFailure(failure -> {
      if (failure instanceof ConecException conec && conec.error() == ConecError.PEER_UNKNOWN) {
        System.out.println("the depot is not connected now, try later");
      } else {
        System.out.println(failure.getMessage());
      }
    });
  }

  public void shutdown(ConecClient client) {
    client.shutdown();
  }
}
