package io.conec.cli;

import io.conec.ConecClient;
import io.conec.ConecStream;
import io.conec.StreamOptions;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.concurrent.Callable;

/** Sends stdin to a peer that listens, and writes its answer to stdout. */
@Command(
  name = "pipe",
  header = "Send a file or a stream from stdin.",
  description = "Sends stdin over a data stream to a peer that runs 'conec listen', and writes its answer to "
    + "stdout. It ends when stdin has ended and the peer has written everything. Changes of the path and the "
    + "summary go to stderr.",
  footer = {
    "",
    "Examples:",
    "  conec pipe depot < big.iso",
    "  tar c photos | conec pipe depot --coordinator conec.example.com --trust conec.pem"
  })
final class PipeCommand implements Callable<Integer> {

  @Parameters(paramLabel = "PEER", converter = Converters.Id.class, description = "Id of the peer that listens.")
  private String peer;

  @Option(names = "--protocol", paramLabel = "NAME", converter = Converters.Protocol.class, defaultValue = "",
    description = "Protocol of the data stream, when the peer has a handler for one. Default: none.")
  private String protocol;

  @Mixin
  private PeerOptions options;

  @Mixin
  private CommonOptions common;

  @Override
  public Integer call() throws Exception {
    Output output = common.open();
    try (CommandRuntime runtime = common.start()) {
      ConecClient client = options.connectCaller(runtime, output);
      ConecStream stream = runtime.await(client.openChannel(peer)
        .onSuccess(PathReporter.besideData(output)::follow)
        .compose(channel -> channel.openStream(new StreamOptions().setProtocol(protocol))));
      Future<Meter.Result> received = StreamReceiver.start(runtime, stream, common.invocation().stdout());
      Future<Meter.Result> sent = StreamSender.start(runtime, stream, common.invocation().stdin());
      runtime.await(Future.all(sent, received));
      summary(output, "sent", "to", stream, sent.result());
      if (received.result().bytes() > 0) {
        summary(output, "received", "from", stream, received.result());
      }
      pathSummary(output, stream);
    }
    return 0;
  }

  /** Prints the summary of one direction. */
  static void summary(Output output, String event, String preposition, ConecStream stream, Meter.Result result) {
    JsonObject json = new JsonObject().put("peer", stream.peer()).mergeIn(result.toJson())
      .put("path", stream.channel().path().toJson())
      .put("paths", stream.channel().pathStatistics().toJson());
    output.eventBesideData(event, json, String.format("conec: %s %s %s: %s, %s",
      event, preposition, stream.peer(), result, stream.channel().path()));
  }

  /** Prints the paths for people; scripts get them in the summaries. */
  static void pathSummary(Output output, ConecStream stream) {
    output.note("conec: " + stream.peer() + ": " + PathReporter.text(stream.channel().pathStatistics()));
  }
}
