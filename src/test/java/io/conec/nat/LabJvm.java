package io.conec.nat;

import io.vertx.core.json.JsonObject;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A JVM with agents. In the one of a laboratory many agents live, each in the network of its host: that is as good as
 * a JVM for each, and much cheaper. One that is killed or stopped has a JVM of its own.
 */
final class LabJvm implements AutoCloseable {

  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final Process process;
  private final Map<Integer, RemoteAgent> agents = new ConcurrentHashMap<>();
  private IOException end;
  private int agentCount;

  LabJvm(Process process) {
    this.process = process;
    Thread reader = new Thread(this::read, "agents-" + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /** @return its number */
  synchronized int join(RemoteAgent agent) {
    agents.put(++agentCount, agent);
    if (end != null) {
      agent.ended(end);
    }
    return agentCount;
  }

  /** Nothing of it is heard any more. */
  void leave(int number) {
    agents.remove(number);
  }

  synchronized void write(JsonObject request) throws IOException {
    OutputStream in = process.getOutputStream();
    in.write((request.encode() + "\n").getBytes(StandardCharsets.UTF_8));
    in.flush();
  }

  private void read() {
    IOException reason = new IOException("the process ended");
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String text = out.readLine(); text != null; text = out.readLine()) {
        JsonObject line = new JsonObject(text);
        RemoteAgent agent = agents.get(line.getInteger(AgentRunner.AGENT));
        if (agent != null) {
          agent.received(line);
        }
      }
    } catch (IOException e) {
      // The process was killed.
    } catch (RuntimeException e) {
      reason = new IOException("the process wrote something else than answers: " + e.getMessage(), e);
    }
    end(reason);
  }

  private synchronized void end(IOException reason) {
    end = reason;
    agents.values().forEach(agent -> agent.ended(reason));
  }

  /** For example STOP: the only agent in it hangs. */
  void signal(String signal) {
    assertAlone();
    try {
      assertEquals(0, new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** SIGKILL: the only agent in it says nothing to anybody. */
  void kill() {
    assertAlone();
    close();
  }

  private void assertAlone() {
    assertEquals(1, agentCount, "others live in this process, too");
  }

  @Override
  public void close() {
    try {
      assertTrue(process.destroyForcibly().waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
