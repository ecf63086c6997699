package io.conec.nat;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

import java.util.function.Consumer;

/** The side of a {@link RemoteAgent} that runs on a host of the laboratory. */
abstract class Agent {

  static final String EVENT = "event";
  static final String AT = "at";

  private Consumer<JsonObject> output;

  /** Called first. */
  final void output(Consumer<JsonObject> output) {
    this.output = output;
  }

  /** The agent is ready when this is done. */
  abstract Future<JsonObject> start(JsonObject options) throws Exception;

  /** Called for each command. */
  abstract Future<JsonObject> execute(String command, JsonObject arguments) throws Exception;

  /** Called at the end, unless the process is killed. */
  Future<Void> leave() {
    return Future.succeededFuture();
  }

  /** Say something that was not asked for. */
  final void emit(String event, JsonObject details) {
    output.accept(details.put(EVENT, event).put(AT, System.nanoTime()));
  }
}
