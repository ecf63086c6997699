package io.conec.cli;

import io.conec.ConecClient;
import io.conec.bridge.BusHeaders;
import io.conec.bridge.ConecBridgeOptions;
import io.conec.bridge.ExportOptions;
import io.conec.impl.bridge.BridgeConfig;
import io.conec.impl.util.Printable;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Callable;

/** Answers on event-bus addresses. */
@Command(
  name = "serve",
  header = "Answer on event-bus addresses.",
  description = "Prints each message and answers requests, until Ctrl-C. Peers can send to these addresses only.",
  footer = {
    "",
    "Examples:",
    "  conec serve greeting --id depot --reply hello",
    "  conec serve stock.price stock.count --id depot --from shop",
    "  conec serve news --id depot --json | jq .body",
    "  conec serve stock.price --config depot.json"
  })
final class ServeCommand implements Callable<Integer> {

  private static final String ECHO = "echo";
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "ADDRESS", arity = "1..*", converter = Converters.Address.class,
    description = "Address that peers may send to.")
  private List<String> addresses;

  @Option(names = "--reply", paramLabel = "echo|TEXT", defaultValue = ECHO,
    description = "Answer to requests: the body of the request, or this text. Default: ${DEFAULT-VALUE}.")
  private String reply;

  @Option(names = "--from", paramLabel = "PEER", split = ",", converter = Converters.Id.class,
    description = "Let only this peer send; repeat it for several. Default: all peers, or those that the exports in "
      + "--config permit.")
  private List<String> from;

  @Mixin
  private ConfigFile config;

  @Mixin
  private PeerOptions options;

  @Mixin
  private CommonOptions common;

  @Override
  public Integer call() throws Exception {
    Output output = common.open();
    BridgeConfig configured = configured();
    try (CommandRuntime runtime = common.start()) {
      ConecClient client = options.connectAddressable(runtime, output, configured.client());
      for (String address : addresses) {
        runtime.vertx().eventBus().consumer(address, message -> consume(output, message));
      }
      Bus.open(runtime, client, configured.bridge());
      output.event("serving", new JsonObject().put("id", client.id()).put("addresses", new JsonArray(addresses)),
        "serving as " + client.id() + ", try: conec request " + client.id() + " " + addresses.get(0) + " hello");
      runtime.awaitStop();
    }
    return 0;
  }

  private BridgeConfig configured() {
    try {
      BridgeConfig configured = config.read(new JsonObject().put("client", new JsonObject()), BridgeConfig::of);
      exportAddresses(configured.bridge());
      return configured;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /** Exports in the file decide which peers may send; another export in addition would permit more. */
  private void exportAddresses(ConecBridgeOptions bridge) {
    if (from != null || bridge.getExports().isEmpty()) {
      bridge.getExports().clear();
      for (String address : addresses) {
        ExportOptions export = new ExportOptions().setAddress(address);
        bridge.addExport(from == null ? export : export.setPeers(from));
      }
    }
  }

  private void consume(Output output, Message<Object> message) {
    String peer = message.headers().get(BusHeaders.PEER);
    boolean wantsReply = message.replyAddress() != null;
    JsonObject json = new JsonObject()
      .put("peer", peer)
      .put("address", message.address())
      .put("headers", BodyFormat.headers(message.headers()))
      .put("body", BodyFormat.toJson(message.body()))
      .put("request", wantsReply);
    output.event("message", json, String.format("%s  %s -> %s  %s%s", LocalTime.now().format(TIME),
      peer, message.address(), Printable.line(BodyFormat.toText(message.body())), wantsReply ? ""
        : "  (no reply wanted)"));
    if (wantsReply) {
      message.reply(ECHO.equals(reply) ? message.body() : reply);
    }
  }
}
