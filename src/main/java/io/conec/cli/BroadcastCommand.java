package io.conec.cli;

import io.conec.BroadcastInfo;
import io.conec.BroadcastOptions;
import io.conec.BroadcastRole;
import io.conec.ClientOptions;
import io.conec.ConecBroadcast;
import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.OverflowPolicy;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** Takes part in a broadcast: sends the lines of stdin, and prints the messages of other clients. */
@Command(
  name = "broadcast",
  header = "Talk to all clients in a broadcast.",
  description = {
    "Each line of stdin is sent as one message; messages of others are printed as 'sender: text'. The certificate of "
      + "the sender proves its id. A broadcast exists as long as a client is in it.",
    "It leaves when stdin has ended and the Coordinator has taken every line; with --messages after so many messages; "
      + "with --read-only at Ctrl-C."
  },
  footer = {
    "",
    "Examples:",
    "  conec broadcast news",
    "  conec broadcast news --read-only --overflow block >> news.txt",
    "  echo 'open until nine' | conec broadcast news --send-only",
    "  echo 'who is there?' | conec broadcast news --messages 1 --json",
    "  conec broadcast news --count"
  })
final class BroadcastCommand implements Callable<Integer> {

  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "NAME", converter = Converters.Broadcast.class, description = "Name of the broadcast.")
  private String name;

  @ArgGroup(exclusive = true)
  private final Mode mode = new Mode();

  @Option(names = "--own", description = "Print own messages, too. Default: only messages of others.")
  private boolean own;

  @Option(names = "--messages", paramLabel = "N", defaultValue = "0",
    description = "Leave after N messages have arrived, whether stdin has ended or not. Default: no limit.")
  private long messages;

  @Option(names = "--overflow", paramLabel = "block|drop-oldest", converter = Converters.OverflowChoice.class,
    defaultValue = "drop-oldest",
    description = "When stdout is too slow: drop the oldest messages and say how many, or have the senders wait, until "
      + "the Coordinator cuts this off. Default: ${DEFAULT-VALUE}.")
  private OverflowPolicy overflow;

  @Option(names = "--buffer", paramLabel = "N", defaultValue = "" + BroadcastOptions.DEFAULT_MAX_BUFFERED_MESSAGES,
    description = "How many messages may wait for stdout. Default: ${DEFAULT-VALUE}.")
  private int buffer;

  @Mixin
  private ClientChoice choice;

  @Mixin
  private TlsOptions tls;

  @Mixin
  private CommonOptions common;

  /** What to do instead of both sending and reading. */
  private static final class Mode {

    @Option(names = "--read-only", description = "Only read: do not read stdin.")
    private boolean readOnly;

    @Option(names = "--send-only", description = "Only send: do not print messages.")
    private boolean sendOnly;

    @Option(names = "--count", description = "Only print the number of senders and readers.")
    private boolean count;

    private BroadcastRole role() {
      return readOnly ? BroadcastRole.READER : sendOnly ? BroadcastRole.SENDER : BroadcastRole.BOTH;
    }
  }

  @Override
  public Integer call() throws Exception {
    Output output = common.open();
    BroadcastOptions broadcastOptions = broadcastOptions();
    try (CommandRuntime runtime = common.start()) {
      ConecClient client = choice.connect(runtime, output,
        choice.applyTo(new ClientOptions(), LocalDefaults.uniqueId(), tls).setAcceptChannels(false));
      if (mode.count) {
        count(runtime.await(client.broadcastInfo(name)), output);
        return 0;
      }
      ConecBroadcast broadcast = join(runtime, client, broadcastOptions);
      runtime.onClose(broadcast::leave);
      announce(client, output);
      takePart(runtime, broadcast, output);
    }
    return 0;
  }

  private BroadcastOptions broadcastOptions() {
    if (messages < 0) {
      throw new ParameterException(spec.commandLine(), "--messages must be 0 or more");
    } else if (messages > 0 && mode.sendOnly) {
      throw new ParameterException(spec.commandLine(), "--messages and --send-only exclude each other");
    }
    try {
      return new BroadcastOptions()
        .setRole(mode.role())
        .setReceiveOwnMessages(own)
        .setOverflow(overflow)
        .setMaxBufferedMessages(buffer);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--buffer: " + e.getMessage(), e);
    }
  }

  private void count(BroadcastInfo info, Output output) {
    output.event("count", info.toJson(),
      name + ": " + counted(info.getSenders(), "sender") + ", " + counted(info.getReaders(), "reader"));
  }

  /** Returns a number with its noun. */
  static String counted(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  private ConecBroadcast join(CommandRuntime runtime, ConecClient client,
    BroadcastOptions broadcastOptions) throws Exception {
    try {
      return runtime.await(client.joinBroadcast(name, broadcastOptions));
    } catch (ConecException e) {
      if (e.error() == ConecError.BROADCAST_NOT_PERMITTED && mode.role() == BroadcastRole.BOTH) {
        throw new CommandException(Errors.message(e) + "; --read-only or --send-only may be allowed", e);
      }
      throw e;
    }
  }

  private void announce(ConecClient client, Output output) {
    output.aside("joined", new JsonObject().put("name", name).put("id", client.id()), "conec: joined " + name + " as "
      + client.id() + (mode.readOnly ? ", Ctrl-C leaves" : "; each line is sent, Ctrl-D leaves"));
  }

  private void takePart(CommandRuntime runtime, ConecBroadcast broadcast, Output output) throws Exception {
    Promise<Void> end = Promise.promise();
    broadcast.closeHandler(v -> end.tryFail(broadcast.closeReason()));
    LinePublisher sender = new LinePublisher(broadcast, common.invocation().stdin(), output);
    BroadcastPrinter printer = new BroadcastPrinter(broadcast, output, messages);
    broadcast.disconnectedHandler(reason -> sender.connectionLost());
    broadcast.rejoinedHandler(v -> noteRejoin(sender, output));
    if (broadcast.role().reads()) {
      printer.start(runtime).onComplete(end::tryComplete, end::tryFail);
    }
    if (broadcast.role().sends()) {
      sender.start(runtime).onFailure(end::tryFail).onSuccess(v -> {
        if (messages == 0) {
          end.tryComplete();
        }
      });
    }
    runtime.await(end.future());
    runtime.await(broadcast.leave());
    if (broadcast.role().reads()) {
      runtime.await(printer.drained());
    }
    sender.check();
  }

  private void noteRejoin(LinePublisher sender, Output output) {
    output.aside("rejoined", new JsonObject().put("name", name).put("inDoubt", sender.isInDoubt()),
      "conec: joined " + name + " again" + (sender.isInDoubt() ? "; lines sent just before may be missing" : ""));
    sender.joinedAgain();
  }
}
