package io.conec.cli;

import io.conec.impl.util.Printable;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Sends the log to stderr, one line a record. */
final class Logging {

  private static final String FORMAT = "%1$tT.%1$tL %4$s %3$s %5$s%6$s%n";

  /** Only this project says much at DEBUG; kept here because loggers are collected with their levels. */
  private static final Logger CONEC = Logger.getLogger("io.conec");

  /** What it says about an import, the failure of a command with one import says, too. */
  private static final Logger IMPORTS = Logger.getLogger("io.conec.impl.bridge.Import");

  /** Warns of machines without a network, or with a strange one, whose interfaces only other uses of it need. */
  private static final Logger NETTY_UTILITIES = Logger.getLogger("io.netty.util");

  private Logging() {
  }

  /** What {@code --log-level} takes. */
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
    NETTY_UTILITIES.setLevel(logLevel == LogLevel.WARN ? Level.SEVERE : null);
  }

  static void silenceImports() {
    IMPORTS.setLevel(isDebug() ? null : Level.OFF);
  }

  static boolean isDebug() {
    return CONEC.isLoggable(Level.FINE);
  }

  /** Nothing in a message can begin another record; a stack trace has several lines, and none controls the terminal. */
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
