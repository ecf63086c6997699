package io.conec.test;

import io.conec.CoordinatorOptions;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * How tests start JVMs. Class data sharing saves a third of the processor time of a start: the classes of the libraries
 * are archived when the first test starts a JVM. Without the archive JVMs start, too.
 */
public final class Jvm {

  private static final long DEADLINE_SECONDS = 60;
  private static final String JAVA = ProcessHandle.current().info().command().orElse("java");
  /** JVMs archive classes of jars only, and those of the first entries of the class path. */
  private static final String JARS = entries(Files::isRegularFile);
  private static final String CLASS_PATH = JARS + File.pathSeparator + entries(Files::isDirectory);
  private static final List<String> OPTIONS = options();

  private Jvm() {
  }

  /**
   * @param options more options of the JVM
   * @return the beginning of a command: the class with the main method and its arguments are to follow
   */
  public static List<String> command(String... options) {
    List<String> command = new ArrayList<>(List.of(JAVA));
    command.addAll(OPTIONS);
    command.addAll(List.of("-cp", CLASS_PATH));
    command.addAll(List.of(options));
    return command;
  }

  private static String entries(Predicate<Path> wanted) {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
      .filter(entry -> wanted.test(Path.of(entry))).collect(Collectors.joining(File.pathSeparator));
  }

  private static List<String> options() {
    List<String> options = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto",
      // Vert.x keeps keys of PEM files in such a store: its password protects nothing, but takes 0.1 s.
      "-Dkeystore.pkcs12.keyPbeIterationCount=1",
      // What the JVM says about the archive would be read as the output of the process.
      "-Xlog:disable", "-Xlog:all=error,cds=off:stderr"));
    Path archive = archive();
    if (archive != null) {
      options.add("-XX:SharedArchiveFile=" + archive);
    }
    return options;
  }

  /** @return {@code null} if there is none */
  private static Path archive() {
    Path directory = Path.of(System.getProperty("basedir", ""), "target").toAbsolutePath();
    int version = (JARS + Runtime.version()).hashCode();
    Path archive = directory.resolve("test-classes-" + Integer.toHexString(version) + ".jsa");
    try (FileChannel channel = FileChannel.open(directory.resolve("test-classes.lock"),
      StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      // Until the channel is closed: of the JVMs that run tests one makes the archive.
      channel.lock();
      if (!Files.exists(archive)) {
        create(archive);
      }
      return Files.exists(archive) ? archive : null;
    } catch (IOException | InterruptedException e) {
      return null;
    }
  }

  /** With the classes that a Coordinator uses. All those that there are would take longer than they save. */
  private static void create(Path archive) throws IOException, InterruptedException {
    Path classes = archive.resolveSibling("test-classes.list");
    Path part = archive.resolveSibling("test-classes.part");
    CoordinatorOptions options = new CoordinatorOptions().setPort(0)
      .setKeyCertOptions(TestCertificates.pem(TestCertificates.host("localhost")));
    run(options.toJson().encode(), List.of(JAVA, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
      "-XX:DumpLoadedClassList=" + classes, "-cp", CLASS_PATH, Child.class.getName(), Child.COORDINATOR));
    run("", List.of(JAVA, "-XX:+UseSerialGC", "-Xshare:dump", "-XX:SharedClassListFile=" + classes,
      "-XX:SharedArchiveFile=" + part, "-cp", JARS));
    if (Files.exists(part)) {
      Files.move(part, archive, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static void run(String input, List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true)
      .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    try (OutputStream in = process.getOutputStream()) {
      in.write((input + "\n").getBytes(StandardCharsets.UTF_8));
    }
    if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
