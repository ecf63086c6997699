package io.conec.cli;

import io.conec.cli.demo.DemoCommand;
import io.conec.impl.util.Printable;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.Security;
import java.util.Collection;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.Spec;

/** The {@code conec} command. */
@Command(
  name = "conec",
  mixinStandardHelpOptions = true,
  versionProvider = Conec.Version.class,
  synopsisSubcommandLabel = "COMMAND",
  description = "Vert.x event buses and data streams between machines that cannot reach each other directly.",
  subcommands = {
    DemoCommand.class, CoordinatorCommand.class, CaCommand.class, ServeCommand.class, RequestCommand.class,
    SendCommand.class, PublishCommand.class, ListenCommand.class, PipeCommand.class, PingCommand.class,
    PeersCommand.class, BroadcastCommand.class, HelpCommand.class
  },
  footer = {
    "",
    "First steps, each in a terminal of its own:",
    "  conec coordinator",
    "  conec serve greeting --id depot --reply 'hello from the depot'",
    "  conec request depot greeting",
    "",
    "Defaults of --id, --coordinator, --trust, --peer-trust, --cert and --key can be set in the environment as",
    "CONEC_ID, CONEC_COORDINATOR, CONEC_TRUST, CONEC_PEER_TRUST, CONEC_CERT and CONEC_KEY. With SSLKEYLOGFILE set,",
    "TLS secrets are logged there.",
    "",
    "Exit codes: 0 done, 1 failed, 2 usage error.  'conec COMMAND --help' has examples."
  })
public final class Conec implements Runnable {

  static final int EXIT_FAILED = 1;

  private static final String NAME_CACHE_SECONDS = "1";

  private final Invocation invocation;

  @Spec
  private CommandSpec spec;

  private Conec(Invocation invocation) {
    this.invocation = invocation;
  }

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    useJavaLogging();
    forgetNamesSoon();
    System.exit(run(Invocation.ofProcess(), args));
  }

  /** Runs the command and returns its exit code. */
  static int run(Invocation invocation, String... args) {
    StandardOutput stdout = new StandardOutput(invocation.stdout());
    CommandLine command = commandLine(invocation)
      .setOut(utf8(stdout))
      .setErr(utf8(invocation.stderr()));
    int exitCode = command.execute(args);
    command.getOut().flush();
    return stdout.failure() == null ? exitCode : unwritten(stdout.failure(), command, args);
  }

  /**
   * A Coordinator may get another address while the command runs, but the JVM caches addresses for 30 s, and failures
   * for 10 s.
   */
  private static void forgetNamesSoon() {
    Security.setProperty("networkaddress.cache.ttl", NAME_CACHE_SECONDS);
    Security.setProperty("networkaddress.cache.negative.ttl", NAME_CACHE_SECONDS);
  }

  /** Fails the command, because its output is lost. */
  private static int unwritten(IOException failure, CommandLine command, String[] args) {
    new FailureReport(command.getErr(), List.of(args))
      .failed(failure, "cannot write to stdout: " + Errors.oneLine(failure.getMessage()));
    return EXIT_FAILED;
  }

  /** JSON is always UTF-8, whatever the encoding of the terminal. */
  private static PrintWriter utf8(OutputStream output) {
    return new PrintWriter(new OutputStreamWriter(output, StandardCharsets.UTF_8), true);
  }

  /** Avoids the search for other logging frameworks, and the DNS client, which commands do not need. */
  private static void useJavaLogging() {
    System.setProperty("vertx.logger-delegate-factory-class-name", "io.vertx.core.logging.JULLogDelegateFactory");
    System.setProperty("vertx.disableDnsResolver", "true");
    InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
  }

  static CommandLine commandLine(Invocation invocation) {
    Conec conec = new Conec(invocation);
    CommandLine command = new CommandLine(conec)
      .setCaseInsensitiveEnumValuesAllowed(true)
      .setDefaultValueProvider(invocation.environment())
      .setUsageHelpAutoWidth(true)
      .setExecutionStrategy(Conec::runWithoutEmptyLists)
      .setParameterExceptionHandler(conec::usageError)
      .setExecutionExceptionHandler(conec::failure);
    arrangeHelp(command);
    return command;
  }

  private static void arrangeHelp(CommandLine command) {
    command.getCommandSpec().usageMessage()
      .abbreviateSynopsis(true)
      .sortOptions(false)
      .synopsisHeading("%nUsage: ")
      .descriptionHeading("%n")
      .parameterListHeading("%n")
      .optionListHeading("%nOptions:%n");
    command.getSubcommands().values().forEach(Conec::arrangeHelp);
  }

  Invocation invocation() {
    return invocation;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  /** Refuses a list with only a comma: it would be empty, and an empty list often means all peers. */
  private static int runWithoutEmptyLists(ParseResult parsed) {
    for (CommandLine command : parsed.asCommandLineList()) {
      for (OptionSpec option : command.getParseResult().matchedOptions()) {
        if (option.getValue() instanceof Collection<?> list && list.isEmpty()) {
          throw new ParameterException(command, "Invalid value for option '" + option.longestName() + "': is empty");
        }
      }
    }
    return new RunLast().execute(parsed);
  }

  private int usageError(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    List<String> typed = List.of(args);
    String message = invocation.environment()
      .named(Errors.oneLine(e.getMessage()).replaceFirst("^Error: ", ""), typed);
    new FailureReport(command.getErr(), typed)
      .usage(message, "(see '" + command.getCommandSpec().qualifiedName() + " --help')");
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  private int failure(Exception e, CommandLine command, ParseResult parsed) {
    if (e instanceof Stopped) {
      return EXIT_FAILED;
    }
    List<String> args = parsed.originalArgs();
    new FailureReport(command.getErr(), args).failed(e, invocation.environment().named(Errors.message(e), args));
    if (Logging.isDebug()) {
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      command.getErr().println(Printable.lines(trace.toString()));
    }
    return EXIT_FAILED;
  }

  /** Reads the version from the jar. */
  static final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
      String version = Conec.class.getPackage().getImplementationVersion();
      return new String[] {
        "conec " + (version == null ? "(not packaged)" : version) + ", Java " + System.getProperty("java.version")
      };
    }
  }
}
