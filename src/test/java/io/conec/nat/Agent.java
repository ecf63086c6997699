package io.conec.nat;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * The side of an {@link AgentProcess} that runs in the laboratory: commands are lines of JSON on standard input,
 * answers and events such lines on standard output.
 */
abstract class Agent {

  static final String ID = "id";
  static final String COMMAND = "command";
  static final String EVENT = "event";
  static final String RESULT = "result";
  static final String ERROR = "error";
  static final String AT = "at";

  /** Called with the options of the process; the process is ready when this is done. */
  abstract Future<JsonObject> start(JsonObject options) throws Exception;

  /** Called for each command. */
  abstract Future<JsonObject> execute(String command, JsonObject arguments) throws Exception;

  /** Ends when its standard input does, so that it never outlives the test. */
  final void run() throws IOException {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      JsonObject request = new JsonObject(line);
      execute(request).onComplete(result -> write(new JsonObject().put(ID, request.getInteger(ID))
        .put(RESULT, result.result())
        .put(ERROR, result.succeeded() ? null : String.valueOf(result.cause()))));
    }
    Runtime.getRuntime().halt(0);
  }

  private Future<JsonObject> execute(JsonObject request) {
    try {
      String command = request.getString(COMMAND);
      return command == null ? start(request) : execute(command, request);
    } catch (Exception e) {
      return Future.failedFuture(e);
    }
  }

  /** Say something that was not asked for. */
  static void emit(String event, JsonObject details) {
    write(details.put(EVENT, event).put(AT, System.nanoTime()));
  }

  private static synchronized void write(JsonObject line) {
    System.out.println(line.encode());
  }
}
