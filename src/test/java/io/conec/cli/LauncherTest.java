package io.conec.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The environment that the launcher gives to the JVM. Here the JVM is a script. */
@EnabledOnOs(OS.LINUX)
class LauncherTest {

  private static final long DEADLINE_SECONDS = 20;

  private static final String JVM = """
    #!/bin/sh
    case "$*" in *-version*) echo 'openjdk version "17.0.1"' >&2; exit 0 ;; esac
    descriptors=$(readlink /proc/$$/fd/0 /proc/$$/fd/1 /proc/$$/fd/2)
    written=written
    echo output || written='cannot write'
    printf '%s\\n' "$descriptors" "$LC_ALL" "$written" > "$SEEN"
    """;

  @TempDir
  Path directory;

  @BeforeEach
  void install() throws Exception {
    Files.copy(Path.of("conec"), directory.resolve("conec"));
    Files.createFile(directory.resolve("conec.jar"));
    script("jdk/bin/java", JVM);
  }

  private void script(String name, String text) throws Exception {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    assertTrue(Files.writeString(file, text).toFile().setExecutable(true));
  }

  /** What the JVM has seen. */
  private List<String> run(String redirections, String variable, String value) throws Exception {
    Path seen = directory.resolve("seen");
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", "exec sh ./conec ping depot " + redirections)
      .directory(directory.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
    builder.environment().put("JAVA_HOME", directory.resolve("jdk").toString());
    builder.environment().put("SEEN", seen.toString());
    builder.environment().merge("PATH", directory.resolve("bin").toString(), (path, ours) -> ours + ":" + path);
    if (variable != null) {
      builder.environment().put(variable, value);
    }
    Process process = builder.start();
    assertTrue(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS));
    return Files.readAllLines(seen);
  }

  @Test
  void noFileOfTheJvmTakesTheDescriptorsOfTheCommand() throws Exception {
    assertEquals(List.of("/dev/null", "/dev/null", "/dev/null", "C.UTF-8", "cannot write"),
      run("<&- >&- 2>&-", null, null));
  }

  @Test
  void openDescriptorsAreLeftAlone() throws Exception {
    Files.writeString(directory.resolve("in"), "input");
    assertEquals(List.of("in", "out", "err").stream().map(name -> directory.resolve(name).toString()).toList(),
      run("<in >out 2>err", null, null).subList(0, 3));
    assertEquals("output\n", Files.readString(directory.resolve("out")));
  }

  /** One that says another encoding is what the terminal speaks; one that is not installed is the same as none. */
  @ParameterizedTest
  @CsvSource({
    "LC_ALL, C, ANSI_X3.4-1968, C.UTF-8",
    "LANG, POSIX, ANSI_X3.4-1968, C.UTF-8",
    "LANG, xx_XX.UTF-8, ANSI_X3.4-1968, C.UTF-8",
    "LC_CTYPE, de_DE.utf8, UTF-8, C.UTF-8",
    "LC_ALL, de_DE.ISO-8859-1, ISO-8859-1, de_DE.ISO-8859-1",
    "LC_ALL, de_DE.ISO-8859-1, ANSI_X3.4-1968, C.UTF-8",
    "LC_ALL, de_DE, US-ASCII, C.UTF-8"
  })
  void argumentsAreUtf8UnlessTheLocaleSaysOtherwise(String variable, String locale, String encoding, String expected)
    throws Exception {
    script("bin/locale", "#!/bin/sh\necho " + encoding);
    assertEquals(expected, run("", variable, locale).get(3));
  }
}
