package io.conec.impl.identity;

import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.internal.ContextInternal;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Detects changes of files. It polls, because Java's directory events miss files behind symbolic links and on network
 * file systems. A change counts when the next poll finds no further change, so that files are not read while they are
 * written. It polls on a worker thread and notifies on the event loop.
 */
public final class FileWatch {

  /** The polling interval. A change is reported after one to two of these. */
  public static final Duration INTERVAL = Duration.ofMillis(500);

  private final ContextInternal context;
  private final Runnable changed;
  /** The stamps before the files were last read. */
  private FileStamps readStamps;
  private FileStamps lastStamps;
  private ScheduledFuture<?> timer;

  public FileWatch(ContextInternal context, Runnable changed) {
    this.context = context;
    this.changed = changed;
  }

  /**
   * Watch these files from now on, and no others.
   *
   * @param asRead the stamps before they were read
   */
  public void watch(FileStamps asRead) {
    close();
    readStamps = asRead;
    lastStamps = asRead;
    if (!asRead.files().isEmpty()) {
      schedule();
    }
  }

  private void schedule() {
    timer = context.nettyEventLoop().schedule(this::poll, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void poll() {
    ScheduledFuture<?> own = timer;
    FileStamps before = readStamps;
    context.executeBlocking(() -> FileStamps.of(before.files()), false)
      .onComplete(polled -> context.nettyEventLoop().execute(() -> {
        if (timer == own) {
          schedule();
          if (polled.succeeded()) {
            compare(polled.result());
          }
        }
      }));
  }

  private void compare(FileStamps now) {
    boolean settled = now.equals(lastStamps);
    lastStamps = now;
    if (settled && !now.equals(readStamps)) {
      readStamps = now;
      changed.run();
    }
  }

  public void close() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
