package examples;

import io.conec.ChannelOptions;
import io.conec.ChannelPath;
import io.conec.ClientOptions;
import io.conec.ConecChannel;
import io.conec.ConecClient;
import io.conec.PathOptions;
import io.conec.PathPolicy;
import io.conec.PathStatistics;
import io.vertx.docgen.Source;

@Source
public class PathExamples {

  public void policy(ClientOptions options) {
    options.setPathOptions(new PathOptions().setPathPolicy(PathPolicy.RELAY_ONLY));
  }

  public void policyOfChannel(ConecClient client) {
    client.openChannel("depot", new ChannelOptions().setPathPolicy(PathPolicy.DIRECT_ONLY))
      .onSuccess(channel -> System.out.println(channel.path()))
      .onFailure(failure -> System.out.println(failure.getMessage()));
  }

  public void addresses(ClientOptions options) {
    options.setPathOptions(new PathOptions()
      .setHostCandidates(false)
      .addExcludedNetwork("172.17.0.0/16"));
  }

  public void watch(ConecClient client) {
    client.openChannel("depot").onSuccess(channel -> {
      System.out.println("at first " + channel.path());
      channel.pathHandler(path -> System.out.println("now " + path));
    });
  }

  public void roundTripTime(ConecChannel channel) {
    ChannelPath path = channel.path();
    System.out.println(path.getKind() + " to " + path.getRemoteAddress() + " since " + path.getSince());
    System.out.println(path.getRoundTripTime() / 1000 + " µs there and back");
  }

  public void statistics(ConecChannel channel) {
    PathStatistics statistics = channel.pathStatistics();
    long direct = statistics.getDirectBytesSent() + statistics.getDirectBytesReceived();
    long relayed = statistics.getRelayedBytesSent() + statistics.getRelayedBytesReceived();
    System.out.println(direct + " bytes direct, " + relayed + " relayed");
    System.out.println(statistics.getSwitches() + " switches");
  }
}
