package io.conec.nat;

import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Runs an {@link Agent} in a {@link LabJvm}, on a thread of its own in the network of its host. Requests are lines of
 * JSON on standard input, answers and events such lines on standard output; each has the number of the agent.
 */
final class AgentRunner {

  static final String AGENT = "agent";
  static final String ID = "id";
  /** The class of an agent that is to start. */
  static final String KIND = "kind";
  /** Where it is to run; without this in the network of the process. */
  static final String NAMESPACE = "namespace";
  static final String OPTIONS = "options";
  static final String COMMAND = "command";
  static final String LEAVE = "leave";
  static final String RESULT = "result";
  static final String ERROR = "error";

  private final int number;
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private Agent agent;

  private AgentRunner(int number) {
    this.number = number;
  }

  /** Ends when its standard input does, so that it never outlives the test. */
  public static void main(String[] args) throws IOException {
    // SLF4J is on the class path of the tests, without a provider.
    InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
    Map<Integer, AgentRunner> runners = new HashMap<>();
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      JsonObject request = new JsonObject(line);
      AgentRunner runner = runners.computeIfAbsent(request.getInteger(AGENT), AgentRunner::new);
      runner.thread.execute(() -> runner.handle(request));
    }
    Runtime.getRuntime().halt(0);
  }

  private void handle(JsonObject request) {
    answerTo(request).onComplete(answer -> write(new JsonObject().put(ID, request.getInteger(ID))
      .put(RESULT, answer.result())
      .put(ERROR, answer.succeeded() ? null : String.valueOf(answer.cause()))));
  }

  private Future<JsonObject> answerTo(JsonObject request) {
    try {
      if (request.containsKey(KIND)) {
        return start(request);
      }
      String command = request.getString(COMMAND);
      return command.equals(LEAVE) ? leave() : agent.execute(command, request);
    } catch (Exception | LinkageError e) {
      return Future.failedFuture(e);
    }
  }

  private Future<JsonObject> start(JsonObject request) throws Exception {
    if (request.containsKey(NAMESPACE)) {
      NetworkNamespace.enter(request.getString(NAMESPACE));
    }
    agent = (Agent) Class.forName(request.getString(KIND)).getDeclaredConstructor().newInstance();
    agent.output(this::write);
    return agent.start(request.getJsonObject(OPTIONS));
  }

  private Future<JsonObject> leave() {
    return agent.leave().<JsonObject>mapEmpty().onComplete(left -> thread.shutdown());
  }

  private void write(JsonObject line) {
    String text = line.put(AGENT, number).encode();
    synchronized (AgentRunner.class) {
      System.out.println(text);
    }
  }
}
