package io.conec.cli;

import io.conec.ClientOptions;
import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.PeerEvent;
import io.conec.PeerEventType;
import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;

/** Shows which peers are connected to the Coordinator. */
@Command(
  name = "peers",
  header = "Show which peers are connected.",
  description = "Prints the ids of the connected peers that the Coordinator lets this peer see: by default all when "
    + "it has a client CA, otherwise none (see --peer-rule of 'conec coordinator').",
  footer = {
    "",
    "Examples:",
    "  conec peers",
    "  conec peers 'gateway-.*' --watch",
    "  conec peers --watch --json"
  })
final class PeersCommand implements Callable<Integer> {

  @Parameters(paramLabel = "EXPRESSION", arity = "0..1", converter = Converters.Expression.class,
    description = "Show only peers whose ids match this regular expression. Default: all.")
  private String filter;

  @Option(names = "--watch", description = "Continue until Ctrl-C, and print peers that join or leave.")
  private boolean watch;

  @Mixin
  private ClientChoice choice;

  @Mixin
  private TlsOptions tls;

  @Mixin
  private CommonOptions common;

  @Override
  public Integer call() throws Exception {
    Output output = common.open();
    ClientOptions options = new ClientOptions();
    if (filter != null) {
      options.setPeerFilter(filter);
    }
    try (CommandRuntime runtime = common.start()) {
      ConecClient client =
        choice.connect(runtime, output, choice.applyTo(options, LocalDefaults.uniqueId(),
          tls).setAcceptChannels(false));
      if (watch) {
        client.peerHandler(event -> {
          print(event, output);
          if (output.isBroken()) {
            runtime.stop();
          }
        });
      }
      List<String> peers = runtime.await(client.peers());
      if (watch) {
        runtime.awaitStop();
      } else {
        peers.stream().sorted().forEach(id -> output.event("peer", new JsonObject().put("id", id), id));
      }
    }
    return 0;
  }

  private static void print(PeerEvent event, Output output) {
    JsonObject json = new JsonObject().put("id", event.getId());
    String line = Instant.now().truncatedTo(ChronoUnit.SECONDS) + "  ";
    if (event.getType() == PeerEventType.JOINED) {
      output.event("joined", json, line + "joined  " + event.getId());
    } else {
      ConecError reason = event.getReason();
      output.event("left", reason == null ? json : json.put("reason", reason.name()), line + "left    " + event.getId()
        + "  (" + (reason == null ? ConecError.NONE : reason).description() + ")");
    }
  }
}
