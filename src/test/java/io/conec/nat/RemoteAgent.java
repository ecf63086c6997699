package io.conec.nat;

import io.vertx.core.json.JsonObject;
import org.awaitility.Awaitility;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * An {@link Agent} on a host of the laboratory. The times that it tells are those of {@link System#nanoTime()}, which
 * on Linux all processes share.
 */
class RemoteAgent implements AutoCloseable {

  static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final Duration EVENT_DEADLINE = Duration.ofSeconds(10);

  /** Where an agent lives. */
  enum Home {
    /** With others in the JVM of the laboratory. */
    SHARED,
    /** In a JVM of its own, which can be killed and stopped. */
    OWN
  }

  private final String name;
  private final Home home;
  private final LabJvm jvm;
  private final int number;
  private final Map<Integer, CompletableFuture<JsonObject>> requests = new ConcurrentHashMap<>();
  private final List<JsonObject> events = new ArrayList<>();
  private final CompletableFuture<JsonObject> ready;
  private IOException end;
  private int lastId;

  RemoteAgent(Host host, Class<? extends Agent> kind, JsonObject options) {
    this(host, Home.SHARED, kind, options);
  }

  RemoteAgent(Host host, Home home, Class<? extends Agent> kind, JsonObject options) {
    this(host.name(), home, host.jvm(home), new JsonObject().put(AgentRunner.KIND, kind.getName())
      .put(AgentRunner.NAMESPACE, host.name()).put(AgentRunner.OPTIONS, options));
  }

  /** In that JVM. */
  RemoteAgent(String name, Home home, LabJvm jvm, JsonObject start) {
    this.name = name;
    this.home = home;
    this.jvm = jvm;
    number = jvm.join(this);
    ready = send(start);
  }

  final String name() {
    return name;
  }

  /** @return what it said when it was ready */
  final JsonObject ready() {
    return await(ready);
  }

  final JsonObject ask(String command, JsonObject arguments) {
    return await(request(command, arguments));
  }

  final CompletableFuture<JsonObject> request(String command, JsonObject arguments) {
    return send(arguments.copy().put(AgentRunner.COMMAND, command));
  }

  final JsonObject await(CompletableFuture<JsonObject> answer) {
    try {
      return answer.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException | InterruptedException e) {
      throw new AssertionError(name + ": " + e.getMessage(), e);
    }
  }

  private synchronized CompletableFuture<JsonObject> send(JsonObject request) {
    if (end != null) {
      return CompletableFuture.failedFuture(end);
    }
    int id = ++lastId;
    CompletableFuture<JsonObject> answer = new CompletableFuture<>();
    requests.put(id, answer);
    try {
      jvm.write(request.put(AgentRunner.ID, id).put(AgentRunner.AGENT, number));
    } catch (IOException e) {
      answer.completeExceptionally(e);
    }
    return answer;
  }

  /** Nothing will be answered any more. */
  final synchronized void ended(IOException reason) {
    end = reason;
    requests.values().forEach(request -> request.completeExceptionally(reason));
  }

  final void received(JsonObject line) {
    if (line.containsKey(Agent.EVENT)) {
      synchronized (events) {
        events.add(line);
      }
      return;
    }
    CompletableFuture<JsonObject> answer = requests.remove(line.getInteger(AgentRunner.ID));
    String error = line.getString(AgentRunner.ERROR);
    if (error == null) {
      answer.complete(line.getJsonObject(AgentRunner.RESULT));
    } else {
      answer.completeExceptionally(new IOException(error));
    }
  }

  /** @return the events of that name up to now, in order */
  final List<JsonObject> events(String event) {
    synchronized (events) {
      return events.stream().filter(e -> e.getString(Agent.EVENT).equals(event)).toList();
    }
  }

  /** @return those after that moment */
  final List<JsonObject> events(String event, long after) {
    return events(event).stream().filter(e -> e.getLong(Agent.AT) > after).toList();
  }

  /** @return the first such event, which may have come before */
  final JsonObject awaitEvent(String event, Predicate<JsonObject> condition) {
    return Awaitility.await(name + " " + event).atMost(EVENT_DEADLINE).pollInterval(Duration.ofMillis(2))
      .until(() -> events(event).stream().filter(condition).findFirst().orElse(null), found -> found != null);
  }

  /** SIGSTOP, as when a laptop is shut. */
  final void pause() {
    jvm.signal("STOP");
  }

  /** SIGCONT, after {@link #pause()}. */
  final void resume() {
    jvm.signal("CONT");
  }

  /** SIGKILL: nothing is said to anybody. */
  final void kill() {
    jvm.kill();
  }

  @Override
  public void close() {
    if (home == Home.OWN) {
      jvm.close();
    } else {
      request(AgentRunner.LEAVE, new JsonObject());
      jvm.leave(number);
    }
  }
}
