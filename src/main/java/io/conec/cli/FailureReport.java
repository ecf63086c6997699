package io.conec.cli;

import io.conec.ConecError;
import io.conec.ConecException;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.List;

/** Prints on stderr why a command has failed: one line for people, or a JSON object for scripts. */
final class FailureReport {

  /** The name of failures without an error of the library. */
  private static final String FAILED = "FAILED";
  private static final String USAGE = "USAGE";

  private final PrintWriter err;
  private final boolean json;

  /**
   * @param arguments the arguments of the command; even invalid ones show whether the report is for scripts
   */
  FailureReport(PrintWriter err, List<String> arguments) {
    this.err = err;
    this.json = arguments.contains("--json");
  }

  /** @param help where the correct usage is described */
  void usage(String message, String help) {
    print(new JsonObject().put("error", USAGE), message + " " + help);
  }

  void failed(Throwable failure, String message) {
    print(error(failure), message);
  }

  private void print(JsonObject error, String message) {
    err.println(json ? new JsonObject().put("event", "failed").mergeIn(error).put("message", message).encode()
      : "conec: " + message);
    err.flush();
  }

  /** Returns the error of the library for the failure or one of its causes. */
  private static JsonObject error(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConecException conec) {
        return new JsonObject().put("error", conec.error().name());
      } else if (cause instanceof ReplyException reply) {
        return error(reply);
      }
    }
    return new JsonObject().put("error", FAILED);
  }

  private static JsonObject error(ReplyException reply) {
    if (reply.failureType() == ReplyFailure.ERROR) {
      return new JsonObject().put("error", ConecError.of(reply.failureCode()).name());
    }
    JsonObject error = new JsonObject().put("error", reply.failureType().name());
    return reply.failureType() == ReplyFailure.RECIPIENT_FAILURE ? error.put("code", reply.failureCode()) : error;
  }
}
