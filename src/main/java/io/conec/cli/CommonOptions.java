package io.conec.cli;

import io.conec.cli.Logging.LogLevel;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options of every command. */
public final class CommonOptions {

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help and exit.")
  private boolean help;

  @Option(names = "--json", description = "Print one JSON object a line, for scripts.")
  private boolean json;

  @Option(names = "--log-level", paramLabel = "LEVEL", defaultValue = "WARN",
    description = "Log to stderr from this level on: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private LogLevel logLevel;

  /** Configures the log, and returns the output of the command. */
  public Output open() {
    if (invocation().ownsLog()) {
      Logging.configure(logLevel);
    }
    return new Output(spec.commandLine().getOut(), spec.commandLine().getErr(), invocation().stdout(), json);
  }

  /** Keeps imports from logging what the command reports. */
  void silenceImports() {
    if (invocation().ownsLog()) {
      Logging.silenceImports();
    }
  }

  /** Starts Vert.x. */
  public CommandRuntime start() {
    return new CommandRuntime(invocation());
  }

  Invocation invocation() {
    return Invocation.of(spec);
  }
}
