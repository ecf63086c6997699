package io.conec.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A {@link Node} in a JVM of its own, as the benchmark sees it.
 */
final class NodeProcess implements AutoCloseable {

  private static final long EXIT_SECONDS = 10;

  private final String name;
  private final Process process;
  private final BufferedReader out;
  private final PrintWriter in;
  private final String ready;

  /**
   * @param jvmOptions what the JVM is told besides its class path
   */
  NodeProcess(List<String> jvmOptions, String... args) throws IOException {
    name = args[0];
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    jvmOptions.forEach(option -> command.add(option.replace("@", name)));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Node.class.getName()));
    command.addAll(Arrays.asList(args));
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    out = new BufferedReader(new InputStreamReader(process.getInputStream()));
    in = new PrintWriter(process.getOutputStream(), true);
    ready = answer();
  }

  /**
   * @return what the process said when it was ready
   */
  String ready() {
    return ready;
  }

  String ask(String command) throws IOException {
    in.println(command);
    return answer();
  }

  Duration cpuTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private String answer() throws IOException {
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(Node.ANSWER)) {
        return line.substring(Node.ANSWER.length());
      }
    }
    throw new IOException("process " + name + " ended");
  }

  @Override
  public void close() {
    in.close();
    try {
      if (!process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
