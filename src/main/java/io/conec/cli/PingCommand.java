package io.conec.cli;

import io.conec.ChannelPath;
import io.conec.ConecChannel;
import io.conec.ConecClient;
import io.conec.ConecException;
import io.conec.PathStatistics;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Measures the round-trip time to a peer. */
@Command(
  name = "ping",
  header = "Measure the round-trip time to a peer.",
  description = "Shows the round-trip time and the path that the datagrams take, for each ping, and says when the path "
    + "changes.",
  footer = {
    "",
    "Examples:",
    "  conec ping depot",
    "  conec ping depot --count 0 --interval 200ms     until Ctrl-C",
    "  conec ping depot --count 100 --interval 0 --json"
  })
final class PingCommand implements Callable<Integer> {

  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "PEER", converter = Converters.Id.class, description = "Id of the peer.")
  private String peer;

  @Option(names = "--count", paramLabel = "N", defaultValue = "4",
    description = "How many pings, 0 for no limit. Default: ${DEFAULT-VALUE}.")
  private long count;

  @Option(names = "--interval", paramLabel = "TIME", converter = Durations.class, defaultValue = "1s",
    description = "Time between two pings. Default: ${DEFAULT-VALUE}.")
  private Duration interval;

  @Mixin
  private PeerOptions options;

  @Mixin
  private CommonOptions common;

  private final RoundTrips roundTrips = new RoundTrips();
  private PathReporter paths;

  @Override
  public Integer call() throws Exception {
    Output output = common.open();
    if (count < 0) {
      throw new ParameterException(spec.commandLine(), "--count must be 0 or more");
    }
    paths = PathReporter.with(output);
    try (CommandRuntime runtime = common.start()) {
      ConecClient client = options.connectCaller(runtime, output);
      runtime.await(channel(client));
      try {
        pingAll(runtime, client, output);
      } finally {
        summary(output);
      }
    }
    return roundTrips.answers() > 0 ? 0 : Conec.EXIT_FAILED;
  }

  private Future<ConecChannel> channel(ConecClient client) {
    return client.openChannel(peer).onSuccess(paths::follow);
  }

  private void pingAll(CommandRuntime runtime, ConecClient client, Output output) throws Exception {
    for (long number = 1; count == 0 || number <= count; number++) {
      if (number > 1) {
        runtime.pause(interval);
      }
      ping(runtime, client, output, number);
      output.requireReader();
    }
  }

  private void ping(CommandRuntime runtime, ConecClient client, Output output, long number) throws Exception {
    JsonObject json = new JsonObject().put("peer", peer).put("number", number);
    try {
      ConecChannel channel = runtime.await(channel(client));
      long nanos = runtime.await(channel.ping());
      roundTrips.answered(nanos);
      ChannelPath path = channel.path();
      output.event("ping", json.put("millis", nanos / 1e6).put("path", path.toJson()),
        String.format("%s: %3d  %8s  %s", peer, number, Durations.millis(nanos), path));
    } catch (ConecException lost) {
      roundTrips.lost();
      output.event("lost", json.put("error", lost.error().name()).put("message", lost.getMessage()),
        String.format("%s: %3d  no answer: %s", peer, number, Errors.message(lost)));
    }
  }

  private void summary(Output output) {
    PathStatistics statistics = paths.end();
    output.event("summary", new JsonObject()
        .put("peer", peer)
        .mergeIn(roundTrips.toJson())
        .put("paths", statistics.toJson()),
      peer + ": " + roundTrips + "\n" + peer + ": " + PathReporter.text(statistics));
  }
}
