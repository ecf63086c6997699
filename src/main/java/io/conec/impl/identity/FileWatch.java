package io.conec.impl.identity;

import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.internal.ContextInternal;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Says when files have changed. It polls, since Java's events for directories miss files behind symbolic links and on
 * network file systems. A change counts when the next look finds nothing new: a file that is being written is left
 * alone. Looks on a worker thread, tells on the event loop.
 */
public final class FileWatch {

  /** How often it looks. A change is told after one to two of these. */
  public static final Duration INTERVAL = Duration.ofMillis(500);

  private final ContextInternal context;
  private final Runnable changed;
  /** As they were when they were read last. */
  private FileStamps read;
  private FileStamps seen;
  private ScheduledFuture<?> timer;

  public FileWatch(ContextInternal context, Runnable changed) {
    this.context = context;
    this.changed = changed;
  }

  /**
   * Watch these files from now on, and no others.
   *
   * @param asRead their stamps before they were read
   */
  public void watch(FileStamps asRead) {
    close();
    read = asRead;
    seen = asRead;
    if (!asRead.files().isEmpty()) {
      schedule();
    }
  }

  private void schedule() {
    timer = context.nettyEventLoop().schedule(this::look, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    ScheduledFuture<?> own = timer;
    FileStamps before = read;
    context.executeBlocking(() -> FileStamps.of(before.files()), false)
      .onComplete(looked -> context.nettyEventLoop().execute(() -> {
        if (timer == own) {
          schedule();
          if (looked.succeeded()) {
            saw(looked.result());
          }
        }
      }));
  }

  private void saw(FileStamps now) {
    boolean settled = now.equals(seen);
    seen = now;
    if (settled && !now.equals(read)) {
      read = now;
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
