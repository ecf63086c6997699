package io.conec.nat;

import io.vertx.core.json.JsonObject;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
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
import org.awaitility.Awaitility;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * An {@link Agent} in a JVM of its own on a host of the laboratory. The times that it tells are those of
 * {@link System#nanoTime()}, which on Linux all processes share.
 */
class AgentProcess implements AutoCloseable {

  static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final Duration EVENT_DEADLINE = Duration.ofSeconds(10);

  private final String name;
  private final Process process;
  private final Map<Integer, CompletableFuture<JsonObject>> requests = new ConcurrentHashMap<>();
  private final List<JsonObject> events = new ArrayList<>();
  private final CompletableFuture<JsonObject> ready;
  private IOException end;
  private int lastId;

  AgentProcess(Host host, Class<?> main, JsonObject options, String... jvmArguments) {
    this(host.name(), host.java(main, jvmArguments), options);
  }

  AgentProcess(String name, Process process, JsonObject options) {
    this.name = name;
    this.process = process;
    Thread reader = new Thread(this::read, "agent-" + name);
    reader.setDaemon(true);
    reader.start();
    ready = send(options);
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
    return send(arguments.copy().put(Agent.COMMAND, command));
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
      OutputStream in = process.getOutputStream();
      in.write((request.put(Agent.ID, id).encode() + "\n").getBytes(StandardCharsets.UTF_8));
      in.flush();
    } catch (IOException e) {
      answer.completeExceptionally(e);
    }
    return answer;
  }

  private void read() {
    IOException reason = new IOException("process " + name + " ended");
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        received(new JsonObject(line));
      }
    } catch (IOException e) {
      // The process was killed.
    } catch (RuntimeException e) {
      reason = new IOException("process " + name + " wrote something else than answers: " + e.getMessage(), e);
    }
    end(reason);
  }

  private synchronized void end(IOException reason) {
    end = reason;
    requests.values().forEach(request -> request.completeExceptionally(reason));
  }

  private void received(JsonObject line) {
    if (line.containsKey(Agent.EVENT)) {
      synchronized (events) {
        events.add(line);
      }
      return;
    }
    CompletableFuture<JsonObject> answer = requests.remove(line.getInteger(Agent.ID));
    String error = line.getString(Agent.ERROR);
    if (error == null) {
      answer.complete(line.getJsonObject(Agent.RESULT));
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
    signal("STOP");
  }

  /** SIGCONT, after {@link #pause()}. */
  final void resume() {
    signal("CONT");
  }

  private void signal(String signal) {
    try {
      assertEquals(0, new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** SIGKILL: nothing is said to anybody. */
  final void kill() {
    try {
      assertTrue(process.destroyForcibly().waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    kill();
  }
}
