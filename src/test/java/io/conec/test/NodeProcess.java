package io.conec.test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A separate JVM with a line protocol: it prints a line when it is ready, then answers each line with one line, and
 * ends with its standard input.
 */
public final class NodeProcess implements AutoCloseable {

  /** What runs in the process. */
  public interface Program {

    /**
     * @return what to say when the process is ready
     */
    String start(String[] args) throws Exception;

    String answer(String[] command) throws Exception;
  }

  /** Marks answers, because a JVM may print other lines. */
  private static final String ANSWER = "answer: ";

  private static final long EXIT_SECONDS = 10;

  private final String name;
  private final Process process;
  private final BufferedReader out;
  private final PrintWriter in;
  private final String ready;

  private NodeProcess(String name, Process process) throws IOException {
    this.name = name;
    this.process = process;
    out = new BufferedReader(new InputStreamReader(process.getInputStream()));
    in = new PrintWriter(process.getOutputStream(), true);
    ready = answer();
  }

  /**
   * @param launcher   a command that runs another one, such as {@code nice}; none when it is empty
   * @param jvmOptions what the JVM is told besides its class path, with @ for the name of the process
   * @param main       calls {@link #run}
   * @param args       begin with the name of the process
   */
  public static NodeProcess start(List<String> launcher, List<String> jvmOptions, Class<?> main, String... args)
    throws IOException {
    List<String> command = new ArrayList<>(launcher);
    command.add(ProcessHandle.current().info().command().orElse("java"));
    jvmOptions.forEach(option -> command.add(option.replace("@", args[0])));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(args));
    return new NodeProcess(args[0],
      new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** The main method of such a process; does not return. */
  public static void run(Program program, String[] args) {
    int exitCode = 0;
    try {
      System.out.println(ANSWER + program.start(args));
      BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        System.out.println(ANSWER + program.answer(line.split(" ")));
      }
    } catch (Throwable e) {
      e.printStackTrace();
      exitCode = 1;
    }
    // Event loops would keep the process.
    System.exit(exitCode);
  }

  /**
   * @return what the process said when it was ready
   */
  public String ready() {
    return ready;
  }

  public String ask(String command) throws IOException {
    in.println(command);
    return answer();
  }

  public Duration cpuTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private String answer() throws IOException {
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(ANSWER)) {
        return line.substring(ANSWER.length());
      }
    }
    throw new IOException("process " + name + " ended");
  }

  /** SIGKILL: no connection is closed. */
  public void kill() {
    process.destroyForcibly().onExit().join();
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
