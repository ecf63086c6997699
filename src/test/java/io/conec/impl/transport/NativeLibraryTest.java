package io.conec.impl.transport;

import io.conec.ClientOptions;
import io.conec.ConecClient;
import io.netty.util.internal.PlatformDependent;
import io.vertx.core.Vertx;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The reasons why the native library of QUIC cannot be loaded: messages of the systems, and real JVMs without it. */
class NativeLibraryTest {

  private static final String PREFIX = "the native library of QUIC cannot be used: ";
  private static final String CLASS_PATH = System.getProperty("java.class.path");
  private static final String NATIVES = "netty-codec-native-quic";
  private static final Map<String, String> ONE =
    Map.of("netty-codec-classes-quic", "4.2.18.Final", "netty-codec-native-quic", "4.2.18.Final");
  private static final Map<String, String> TWO =
    Map.of("netty-codec-classes-quic", "4.2.18.Final", "netty-codec-native-quic", "4.2.9.Final");

  @TempDir
  Path directory;

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "/x/lib.so: /x/lib.so: failed to map segment from shared object | files in /x cannot be executed",
    "/x/lib.so: Error loading shared library ld-linux-x86-64.so.2: No such file or directory | musl",
    "Error relocating /x/lib.so: __strdup: symbol not found | musl",
    "/lib64/libc.so.6: version `GLIBC_2.28' not found (required by /x/lib.so) | an older version",
    "/x/lib.so: cannot open shared object file (Possible cause: can't load AARCH64 .so on a AMD 64 platform) "
      + "| another architecture",
    "/x/lib.so: file too short | damaged",
    "C:\\x\\lib.dll: %1 is not a valid Win32 application | another architecture",
    "dlopen(/x/lib.dylib): mach-o file, but is an incompatible architecture | another architecture"
  })
  void whatLoadersSay(String said, String expected) {
    assertReason(expected, NativeLibrary.reason(new UnsatisfiedLinkError(said), ONE, "/x"));
  }

  @Test
  void whatNettySays() {
    Throwable none = new UnsatisfiedLinkError("could not load a native library")
      .initCause(new FileNotFoundException("META-INF/native/libnetty_quiche42_linux_x86_64.so"));
    assertReason("add io.netty:netty-codec-native-quic with the classifier", NativeLibrary.reason(none, ONE, "/x"));
    Throwable full = new UnsatisfiedLinkError("could not load").initCause(new IOException("No space left on device"));
    assertReason("unpacked into /x (No space left on device): name another directory with -Dio.netty.native.workdir",
      NativeLibrary.reason(full, ONE, "/x"));
  }

  @Test
  void twoVersions() {
    Throwable method = new UnsatisfiedLinkError("'int io.netty.handler.codec.quic.Quiche.afInet()'");
    String reason = NativeLibrary.reason(method, TWO, "/x");
    assertReason("use the same version", reason);
    assertReason("netty-codec-classes-quic=4.2.18.Final", reason);
    assertReason("netty-codec-native-quic=4.2.9.Final", reason);
    assertReason("does not fit the classes", NativeLibrary.reason(method, ONE, "/x"));
  }

  private static void assertReason(String expected, String reason) {
    assertTrue(reason.contains(expected), reason);
  }

  @Test
  void aDirectoryThatCannotBeCreated() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    assertReason(PREFIX + "it cannot be unpacked into " + file + "/x",
      run(jvm("-Dio.netty.native.workdir=" + file + "/x", CLASS_PATH)));
  }

  @Test
  void aDirectoryThatIsMountedNoexec() throws Exception {
    String mount = "mount -t tmpfs -o noexec tmpfs " + directory;
    assumeTrue(run(List.of("unshare", "-m", "sh", "-c", mount)).isEmpty(), "mounting needs root");
    List<String> command = new ArrayList<>(List.of("unshare", "-m", "sh", "-c", mount + " && exec \"$@\"", "sh"));
    command.addAll(jvm("-Dio.netty.native.workdir=" + directory, CLASS_PATH));
    String reason = run(command);
    assertReason(PREFIX + "files in " + directory + " cannot be executed, because it is mounted noexec", reason);
    assertReason("-Dio.netty.native.workdir=DIRECTORY", reason);
  }

  @Test
  void noneIsOnTheClassPath() throws Exception {
    assertReason(PREFIX + "there is none for " + platform("-"), run(jvm("-Dx", withoutNatives())));
  }

  @Test
  void theOneOnTheClassPathIsDamaged() throws Exception {
    Path natives = Files.createDirectories(directory.resolve("META-INF/native"));
    Files.writeString(natives.resolve(System.mapLibraryName("netty_quiche42_" + platform("_"))), "no library");
    assertReason(PREFIX + "the library on the class path for " + platform("-") + " is damaged",
      run(jvm("-Dx", directory + File.pathSeparator + withoutNatives())));
    assertReason(PREFIX + "there are several on the class path",
      run(jvm("-Dx", directory + File.pathSeparator + CLASS_PATH)));
  }

  private static String platform(String separator) {
    return PlatformDependent.normalizedOs() + separator + PlatformDependent.normalizedArch();
  }

  private static String withoutNatives() {
    return Arrays.stream(CLASS_PATH.split(File.pathSeparator)).filter(entry -> !entry.contains(NATIVES))
      .collect(Collectors.joining(File.pathSeparator));
  }

  /** A client in a JVM of its own. */
  private static List<String> jvm(String option, String classPath) {
    return List.of(ProcessHandle.current().info().command().orElse("java"), "-XX:TieredStopAtLevel=1", option,
      "-cp", classPath, NativeLibraryTest.class.getName());
  }

  /** What a process writes to stdout. */
  private static String run(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    return process.exitValue() == 0 ? output : "exit code " + process.exitValue() + " " + output;
  }

  /** A client that cannot even begin to connect. */
  public static void main(String[] args) {
    ConecClient.create(Vertx.vertx(), new ClientOptions().setId("shop").addCoordinator("127.0.0.1:1")).connect()
      .onComplete(connected -> {
        System.out.println(connected.cause().getMessage());
        System.exit(0);
      });
  }
}
