package io.conec.cli;

import io.conec.ChannelPath;
import io.conec.ConecChannel;
import io.conec.ConecClient;
import io.conec.ConecException;
import io.conec.bridge.ConecBridge;
import io.conec.bridge.ConecBridgeEvent;
import io.conec.bridge.ConecBridgeOptions;
import io.conec.bridge.ImportInfo;
import io.conec.bridge.ImportOptions;
import io.conec.bridge.ImportState;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.DeliveryOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** The common part of the commands that send to an event-bus address of a peer. */
abstract class MessageCommand implements Callable<Integer> {

  private static final String STDIN = "-";

  /** A command sends in a loop without waiting, so all its messages have to fit. */
  private static final int WRITE_QUEUE_SIZE = 64 * 1024 * 1024;

  @Spec
  CommandSpec spec;

  @Parameters(index = "0", paramLabel = "PEER", converter = Converters.Id.class,
    description = "Id of the peer that has the consumer.")
  String peer;

  @Parameters(index = "1", paramLabel = "ADDRESS", converter = Converters.Address.class,
    description = "Event-bus address, which the peer has to export.")
  String address;

  @Parameters(index = "2", paramLabel = "BODY", arity = "0..1", defaultValue = "",
    description = "Body of the message, - to read it from stdin. Default: empty.")
  private String body;

  @Option(names = "--count", paramLabel = "N", defaultValue = "1",
    description = "How many times, one after the other. Default: ${DEFAULT-VALUE}.")
  int count;

  @Option(names = "--type", paramLabel = "text|json|bytes", defaultValue = "text",
    description = "Type of the body: a string, a JSON value or a buffer. Default: ${DEFAULT-VALUE}.")
  private BodyFormat.Type type;

  @Option(names = "--header", paramLabel = "NAME=VALUE", description = "Header of the message; repeat it for several.")
  private Map<String, String> headers;

  @Mixin
  PeerOptions options;

  @Mixin
  CommonOptions common;

  private final Promise<Void> decided = Promise.promise();

  /** Sends to the address, which is on the local event bus now. */
  abstract int run(Messages messages) throws Exception;

  /** Everything that is needed to send. */
  record Messages(CommandRuntime runtime, Output output, ConecChannel channel, ConecBridge bridge, Object body,
                  DeliveryOptions delivery) {

    ChannelPath path() {
      return channel.path();
    }
  }

  /** Called with the events of the bridge; requests do not need them, because they have replies. */
  void onMessageEvent(ConecBridgeEvent event) {
  }

  private void onBridgeEvent(ConecBridgeEvent event) {
    switch (event.type()) {
      case REGISTERED, UNREGISTERED -> decided.tryComplete();
      default -> onMessageEvent(event);
    }
    event.complete(true);
  }

  /** Waits until the only import is available, or fails with the reason why it is not. */
  private void requireAvailable(CommandRuntime runtime, ConecBridge bridge) throws Exception {
    runtime.await(decided.future().timeout(options.timeout().toMillis(), TimeUnit.MILLISECONDS));
    ImportInfo info = bridge.imports().get(0);
    if (info.getState() != ImportState.AVAILABLE) {
      throw new CommandException(info.getReason(), new ConecException(info.getError(), info.getReason()));
    }
  }

  @Override
  public final Integer call() throws Exception {
    Output output = common.open();
    if (count < 1) {
      throw new ParameterException(spec.commandLine(), "--count must be 1 or more");
    }
    Object parsed = BodyFormat.parse(readBody(), type);
    DeliveryOptions delivery = new DeliveryOptions().setSendTimeout(options.timeout().toMillis());
    if (headers != null) {
      headers.forEach(delivery::addHeader);
    }
    common.silenceImports();
    try (CommandRuntime runtime = common.start()) {
      ConecClient client = options.connectCaller(runtime, output);
      ConecChannel channel = runtime.await(client.openChannel(peer));
      ConecBridge bridge = Bus.open(runtime, client, new ConecBridgeOptions().addImport(
          new ImportOptions().setPeer(peer).setAddress(address).setMaxQueuedBytes(WRITE_QUEUE_SIZE)),
        this::onBridgeEvent);
      requireAvailable(runtime, bridge);
      return run(new Messages(runtime, output, channel, bridge, parsed, delivery));
    }
  }

  private byte[] readBody() {
    if (!STDIN.equals(body)) {
      return body.getBytes(StandardCharsets.UTF_8);
    }
    try {
      byte[] read = common.invocation().stdin().readNBytes(WRITE_QUEUE_SIZE + 1);
      if (read.length > WRITE_QUEUE_SIZE) {
        throw new CommandException("stdin has more than " + WRITE_QUEUE_SIZE + " bytes, which is too much for one "
          + "message: send it with 'conec pipe'");
      }
      return read;
    } catch (IOException e) {
      throw new CommandException("cannot read the input: " + e.getMessage(), e);
    }
  }
}
