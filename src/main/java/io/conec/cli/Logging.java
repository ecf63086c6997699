package io.conec.cli;

import io.conec.impl.util.Printable;
import java.util.List;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;

/** Sends the log to stderr, one line per record. */
final class Logging {

  private static final String FORMAT = "%1$tT.%1$tL %4$s %3$s %5$s%6$s%n";

  /**
   * Only this project is useful at DEBUG. The field keeps the logger, because loggers are garbage-collected with their
   * levels.
   */
  private static final Logger CONEC = Logger.getLogger("io.conec");

  /** Silenced, because the failure of a command with one import has the same message. */
  private static final Logger IMPORTS = Logger.getLogger("io.conec.impl.bridge.Import");

  /** Silenced, because it warns about network interfaces that only other uses of Netty need. */
  private static final Logger NETTY_UTILITIES = Logger.getLogger("io.netty.util");

  /** Silenced, because they log what the command reports: nodes that are gone, and why a start has failed. */
  private static final List<Logger> CLUSTER = Stream.of("com.hazelcast", "io.vertx.spi.cluster.hazelcast",
    "io.vertx.core.eventbus.impl.clustered", "io.vertx.core.eventbus.impl.MessageConsumerImpl",
    "io.vertx.core.impl.VertxImpl").map(Logger::getLogger).toList();

  private Logging() {
  }

  /** The values of {@code --log-level}. */
  enum LogLevel {
    OFF(Level.OFF), ERROR(Level.SEVERE), WARN(Level.WARNING), INFO(Level.INFO), DEBUG(Level.FINE), TRACE(Level.FINEST);

    private final Level level;

    LogLevel(Level level) {
      this.level = level;
    }
  }

  static void configure(LogLevel logLevel) {
    System.setProperty("java.util.logging.SimpleFormatter.format", FORMAT);
    LogManager.getLogManager().reset();
    Handler handler = new ConsoleHandler();
    handler.setLevel(Level.ALL);
    handler.setFormatter(new Safe());
    Logger root = Logger.getLogger("");
    root.addHandler(handler);
    root.setLevel(logLevel == LogLevel.DEBUG ? Level.INFO : logLevel.level);
    CONEC.setLevel(logLevel.level);
    boolean quiet = logLevel == LogLevel.WARN;
    CLUSTER.forEach(logger -> logger.setLevel(quiet ? Level.OFF : null));
    NETTY_UTILITIES.setLevel(quiet ? Level.SEVERE : null);
  }

  static void silenceImports() {
    IMPORTS.setLevel(isDebug() ? null : Level.OFF);
  }

  static boolean isDebug() {
    return CONEC.isLoggable(Level.FINE);
  }

  /**
   * Formats records safely: a message cannot begin another record, and neither messages nor stack traces control the
   * terminal.
   */
  private static final class Safe extends SimpleFormatter {

    @Override
    public String format(LogRecord logRecord) {
      return Printable.lines(super.format(logRecord)) + System.lineSeparator();
    }

    @Override
    public String formatMessage(LogRecord logRecord) {
      return Printable.line(super.formatMessage(logRecord));
    }
  }
}
