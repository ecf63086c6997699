package io.conec.cli;

import io.conec.ConecClient;
import io.conec.ConecStream;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.List;
import java.util.concurrent.Callable;

/** Accepts one data stream and writes it to stdout. */
@Command(
  name = "listen",
  header = "Receive a file or a stream on stdout.",
  description = "Waits for one data stream, from 'conec pipe' for example, writes it to stdout and exits. Changes of "
    + "the path and the summary go to stderr.",
  footer = {
    "",
    "Examples:",
    "  conec listen --id depot > copy.iso",
    "  conec listen --id depot --from shop | tar x",
    "  conec listen --id shell --duplex < answers > questions"
  })
final class ListenCommand implements Callable<Integer> {

  /** The reset code for a stream of a peer that was not selected. */
  private static final long NOT_WANTED = 2;

  @Option(names = "--from", paramLabel = "PEER", split = ",", converter = Converters.Id.class,
    description = "Accept a stream from this peer only; repeat it for several. Default: from all peers.")
  private List<String> from;

  @Option(names = "--duplex", description = "Send stdin to the peer too, and wait for its end. Default: only receive.")
  private boolean duplex;

  @Option(names = "--protocol", paramLabel = "NAME", converter = Converters.Protocol.class, defaultValue = "",
    description = "Protocol of the data stream. Default: none.")
  private String protocol;

  @Mixin
  private PeerOptions options;

  @Mixin
  private CommonOptions common;

  @Override
  public Integer call() throws Exception {
    Output output = common.open();
    try (CommandRuntime runtime = common.start()) {
      ConecClient client = options.connectAddressable(runtime, output);
      client.channelHandler(channel -> PathReporter.besideData(output).follow(channel));
      Future<Taken> taken = takeOne(runtime, client, output);
      output.eventBesideData("listening", new JsonObject().put("id", client.id()),
        "conec: listening as " + client.id() + ", send with: conec pipe " + client.id());
      ConecStream stream = runtime.await(taken).stream();
      Future<Meter.Result> received = runtime.await(taken).received();
      if (duplex) {
        Future<Meter.Result> sent = StreamSender.start(runtime, stream, common.invocation().stdin());
        runtime.await(Future.all(received, sent));
        PipeCommand.summary(output, "sent", "to", stream, sent.result());
      } else {
        runtime.await(received);
        confirm(runtime, stream);
      }
      PipeCommand.summary(output, "received", "from", stream, received.result());
      PipeCommand.pathSummary(output, stream);
    }
    return 0;
  }

  /** A stream and its result: it has to be read from the moment of its arrival. */
  private record Taken(ConecStream stream, Future<Meter.Result> received) {
  }

  private Future<Taken> takeOne(CommandRuntime runtime, ConecClient client, Output output) {
    Promise<Taken> taken = Promise.promise();
    client.streamHandler(protocol, stream -> {
      if (from != null && !from.contains(stream.peer())) {
        output.note("conec: refused a stream from " + stream.peer());
        stream.reset(NOT_WANTED);
        return;
      }
      client.streamHandler(protocol, null);
      taken.complete(new Taken(stream, StreamReceiver.start(runtime, stream, common.invocation().stdout())));
    });
    return taken.future();
  }

  /** Confirms to the peer that everything is written. The peer may have left; then it knows, or does not need it. */
  private static void confirm(CommandRuntime runtime, ConecStream stream) throws Exception {
    runtime.await(stream.end().otherwiseEmpty());
  }
}
