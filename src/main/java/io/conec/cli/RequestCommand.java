package io.conec.cli;

import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Sends requests and prints the replies. */
@Command(
  name = "request",
  header = "Send a request to a peer and print the reply.",
  description = "Sends to an event-bus address that the peer exports; prints the body of the reply.",
  footer = {
    "",
    "Examples:",
    "  conec request depot greeting hello",
    "  conec request depot stock.price '{\"item\": 7}' --type json --json",
    "  conec request depot upload - --type bytes < photo.jpg",
    "  conec request depot photo > photo.jpg",
    "  conec request depot greeting --count 1000 > /dev/null"
  })
final class RequestCommand extends MessageCommand {

  @Option(names = "--raw", description = "Print the bytes of the body and nothing else. Default: so only when the body "
    + "is bytes and stdout no terminal; text is made safe for a terminal and gets a line break.")
  private boolean raw;

  @Override
  int run(Messages messages) throws Exception {
    if (raw && messages.output().isJson()) {
      throw new ParameterException(spec.commandLine(), "--raw and --json exclude each other");
    }
    RoundTrips roundTrips = new RoundTrips();
    for (int i = 0; i < count; i++) {
      long start = System.nanoTime();
      Message<Object> reply = request(messages);
      long nanos = System.nanoTime() - start;
      roundTrips.answered(nanos);
      print(messages, reply, nanos);
      messages.output().requireReader();
    }
    if (count > 1) {
      messages.output().note("conec: " + roundTrips + ", " + messages.path());
      messages.output().note("conec: " + PathReporter.text(messages.channel().pathStatistics()));
    }
    return 0;
  }

  private Message<Object> request(Messages messages) throws Exception {
    try {
      return messages.runtime().await(
        messages.runtime().vertx().eventBus().request(address, messages.body(), messages.delivery()));
    } catch (ReplyException e) {
      throw new CommandException("request to " + address + " at " + peer + ": " + Errors.message(e), e);
    }
  }

  private void print(Messages messages, Message<Object> reply, long nanos) {
    if (raw || BodyFormat.isBytes(reply.body()) && !messages.output().isJson() && !common.invocation().terminal()) {
      messages.output().raw(BodyFormat.toBytes(reply.body()));
      return;
    }
    messages.output().event("reply", new JsonObject()
        .put("peer", peer)
        .put("address", address)
        .put("headers", BodyFormat.headers(reply.headers()))
        .put("body", BodyFormat.toJson(reply.body()))
        .put("millis", nanos / 1e6)
        .put("path", messages.path().toJson()),
      BodyFormat.toText(reply.body()));
  }
}
