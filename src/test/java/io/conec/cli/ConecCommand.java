package io.conec.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.LogManager;
import picocli.CommandLine;

/** Runs a command that ends by itself in this JVM, because {@link ConecProcess} takes seconds to start. */
final class ConecCommand {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private ConecCommand(int exitCode, String... arguments) throws Exception {
    CommandLine command = Conec.commandLine()
      .setOut(new PrintWriter(out, true))
      .setErr(new PrintWriter(err, true));
    try {
      int code = CompletableFuture.supplyAsync(() -> command.execute(arguments), task -> new Thread(task).start())
        .get(ConecProcess.DEADLINE_SECONDS, TimeUnit.SECONDS);
      assertEquals(exitCode, code, () -> "stdout: " + out + " stderr: " + err);
    } finally {
      restoreLogging();
    }
  }

  /** The command has its own. */
  private static void restoreLogging() throws IOException {
    LogManager.getLogManager().readConfiguration();
  }

  /** Runs a command to its end, which must be this exit code; returns what it printed to stdout. */
  static List<String> run(int exitCode, String... arguments) throws Exception {
    return new ConecCommand(exitCode, arguments).out.toString().lines().toList();
  }

  /** Runs a command that must fail with this exit code; returns the one line that it says on stderr. */
  static String fail(int exitCode, String... arguments) throws Exception {
    List<String> said = new ConecCommand(exitCode, arguments).err.toString().lines().toList();
    assertEquals(1, said.size(), () -> "lines on stderr: " + said);
    assertTrue(said.get(0).startsWith("conec: "), said.get(0));
    return said.get(0);
  }
}
