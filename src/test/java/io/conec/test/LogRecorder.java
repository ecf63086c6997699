package io.conec.test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Collects what one class logs. */
public final class LogRecorder extends Handler implements AutoCloseable {

  private final Logger logger;
  private final List<String> messages = new CopyOnWriteArrayList<>();

  private LogRecorder(Logger logger) {
    this.logger = logger;
  }

  /** @param source the name of the class */
  public static LogRecorder of(String source) {
    LogRecorder recorder = new LogRecorder(Logger.getLogger(source));
    recorder.logger.addHandler(recorder);
    return recorder;
  }

  public List<String> messages() {
    return messages;
  }

  @Override
  public void publish(LogRecord logRecord) {
    messages.add(logRecord.getMessage());
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
