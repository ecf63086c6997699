package io.conec.nat;

import io.conec.test.Jvm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A network namespace of one's own, with named ones beside it ({@code ip netns}) that nobody else sees.
 * <p>
 * One process holds them all, by a mount namespace of its own in which the names are, and ends when this JVM does,
 * however it does: then the kernel takes everything back. So two laboratories side by side cannot meet, and a crashed
 * one leaves nothing behind.
 */
final class Namespaces implements AutoCloseable {

  private static final String READY = "ready";
  private static final long DEADLINE_SECONDS = 20;
  private static final String HOLD =
    "mount -t tmpfs tmpfs /run && ip link set lo up && ip netns add probe && ip netns del probe && echo " + READY
      + " && exec cat";

  private static final List<String> AS_NOBODY = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");

  private final Process holder;
  private final boolean root;
  private final List<String> prefix;
  private LabJvm sharedJvm;

  /**
   * As root, or else as root of a user namespace.
   *
   * @throws IOException when the kernel does not let us
   */
  Namespaces() throws IOException {
    this(List.of(), true);
  }

  /**
   * As root of a user namespace that belongs to a user without any rights.
   *
   * @throws IOException when the kernel does not let us
   */
  static Namespaces rootless() throws IOException {
    boolean root = "root".equals(System.getProperty("user.name"));
    return new Namespaces(root ? AS_NOBODY : List.of(), false);
  }

  private Namespaces(List<String> prefix, boolean mayBeRoot) throws IOException {
    this.prefix = prefix;
    List<String> refusals = new ArrayList<>();
    Process process = mayBeRoot ? hold(refusals, "--net", "--mount") : null;
    root = process != null;
    holder = root ? process : hold(refusals, "--user", "--map-root-user", "--net", "--mount");
    if (holder == null) {
      throw new IOException(String.join("\n", refusals));
    }
  }

  private Process hold(List<String> refusals, String... kinds) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add("unshare");
    command.addAll(List.of(kinds));
    command.addAll(List.of("sh", "-c", HOLD));
    Process process = start(command, ProcessBuilder.Redirect.PIPE);
    if (READY.equals(process.inputReader(StandardCharsets.UTF_8).readLine())) {
      return process;
    }
    refusals.add("unshare " + String.join(" ", kinds) + ": " + read(process.getErrorStream()).strip());
    process.destroyForcibly();
    return null;
  }

  /**
   * Run a shell script, which ends at the first command that fails.
   *
   * @param name the namespace, {@code null} for the one without a name
   * @return what it wrote to standard output
   * @throws AssertionError when it fails
   */
  String run(String name, String script) {
    try {
      Process process = start(inside(name, "sh", "-e"), ProcessBuilder.Redirect.PIPE);
      process.getOutputStream().write(script.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().close();
      String output = read(process.getInputStream());
      String errors = read(process.getErrorStream());
      if (process.waitFor() != 0) {
        throw new AssertionError("in namespace " + name + ": " + errors + output + "\n" + script);
      }
      return output;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The JVM in which agents live together. */
  LabJvm sharedJvm() {
    if (sharedJvm == null) {
      sharedJvm = newJvm();
    }
    return sharedJvm;
  }

  /** Start a JVM for agents. */
  LabJvm newJvm() {
    return new LabJvm(java(AgentRunner.class));
  }

  /** Start a JVM in the namespace without a name; small, because there are many of them on one machine. */
  Process java(Class<?> main) {
    List<String> command = Jvm.command("-Xmx256m",
      "-Djava.util.logging.config.file=" + System.getProperty("java.util.logging.config.file"), main.getName());
    try {
      return start(inside(null, command.toArray(String[]::new)), ProcessBuilder.Redirect.INHERIT);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private List<String> inside(String name, String... command) {
    List<String> words = new ArrayList<>(prefix);
    words.addAll(List.of("nsenter", "--target", Long.toString(holder.pid())));
    if (!root) {
      words.addAll(List.of("--user", "--preserve-credentials"));
    }
    words.addAll(List.of("--net", "--mount", "--wd"));
    if (name != null) {
      words.addAll(List.of("ip", "netns", "exec", name));
    }
    words.addAll(List.of(command));
    return words;
  }

  private static Process start(List<String> command, ProcessBuilder.Redirect errors) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors);
    // Users often do not have the directories of ip and nft on their path.
    builder.environment().merge("PATH", "/usr/sbin:/sbin", (path, more) -> path + ":" + more);
    return builder.start();
  }

  private static String read(InputStream stream) throws IOException {
    return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    if (sharedJvm != null) {
      sharedJvm.close();
    }
    try {
      holder.destroyForcibly().waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
