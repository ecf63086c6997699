package io.conec.test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** Collects what a class, or a package, logs as long as this is open. */
public final class LogRecorder extends Handler implements AutoCloseable {

  private final Logger logger;
  private final List<String> messages = new CopyOnWriteArrayList<>();

  private LogRecorder(Logger logger) {
    this.logger = logger;
  }

  /** Collects the log of this project from level WARNING. */
  public static LogRecorder warnings() {
    LogRecorder recorder = of("io.conec");
    recorder.setLevel(Level.WARNING);
    return recorder;
  }

  /** @param source the name of the class or the package */
  public static LogRecorder of(String source) {
    LogRecorder recorder = new LogRecorder(Logger.getLogger(source));
    recorder.logger.addHandler(recorder);
    return recorder;
  }

  public List<String> messages() {
    return messages;
  }

  /** @return those that have all of these in them */
  public List<String> with(String... parts) {
    return messages.stream().filter(message -> Stream.of(parts).allMatch(message::contains)).toList();
  }

  @Override
  public void publish(LogRecord logRecord) {
    if (isLoggable(logRecord)) {
      messages.add(logRecord.getMessage());
    }
  }

  @Override
  public void flush() {
    // nothing is buffered
  }

  @Override
  public void close() {
    logger.removeHandler(this);
  }
}
