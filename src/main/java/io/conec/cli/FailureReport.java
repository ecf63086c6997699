package io.conec.cli;

import io.conec.ConecError;
import io.conec.ConecException;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.List;

/** Says on stderr why a command has failed: in one line for people, or as a JSON object for scripts. */
final class FailureReport {

  /** Of a failure that has no name of its own. */
  private static final String FAILED = "FAILED";
  private static final String USAGE = "USAGE";

  private final PrintWriter err;
  private final boolean json;

  /**
   * @param arguments those of the command; whatever is wrong with them, they tell who reads the report
   */
  FailureReport(PrintWriter err, List<String> arguments) {
    this.err = err;
    this.json = arguments.contains("--json");
  }

  /** @param help where to read how it is right */
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

  /** The name that the library has for the failure, or for what has led to it. */
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
