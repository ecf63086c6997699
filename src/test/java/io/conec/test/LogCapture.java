package io.conec.test;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What this project logs from WARNING on, as long as this is open. */
public final class LogCapture extends Handler implements AutoCloseable {

  private final Logger logger = Logger.getLogger("io.conec");
  private final Queue<String> messages = new ConcurrentLinkedQueue<>();

  public LogCapture() {
    setLevel(Level.WARNING);
    logger.addHandler(this);
  }

  @Override
  public void publish(LogRecord entry) {
    if (isLoggable(entry)) {
      messages.add(entry.getMessage());
    }
  }

  public List<String> messages() {
    return List.copyOf(messages);
  }

  /** @return those that have all of these in them */
  public List<String> with(String... parts) {
    return messages.stream().filter(message -> List.of(parts).stream().allMatch(message::contains)).toList();
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
