package io.conec.cli;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;

import java.time.Duration;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * The Vert.x instance of a command, and its end. The thread of the command waits in {@link #await}. Ctrl-C wakes it up
 * with {@link Stopped}, and then waits for it to close everything.
 */
public final class CommandRuntime implements AutoCloseable {

  /** How long each close action may take after Ctrl-C. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);

  private final Vertx vertx;
  private final CompletableFuture<Object> stop = new CompletableFuture<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Deque<Supplier<Future<?>>> closing = new ConcurrentLinkedDeque<>();
  private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

  CommandRuntime(Invocation invocation) {
    vertx = Vertx.vertx(new VertxOptions()
      .setEventLoopPoolSize(1)
      .setWorkerPoolSize(2)
      .setInternalBlockingPoolSize(2)
      .setBlockedThreadCheckInterval(TimeUnit.HOURS.toMillis(1))
      .setFileSystemOptions(new FileSystemOptions()
        .setFileCachingEnabled(false)
        .setClassPathResolvingEnabled(false)));
    invocation.ctrlC().accept(this::stopAndWait);
  }

  /** Returns the Vert.x instance. */
  public Vertx vertx() {
    return vertx;
  }

  /** Adds an action for {@link #close}, which calls them in reverse order. */
  public void onClose(Supplier<Future<?>> action) {
    closing.push(action);
  }

  /** Starts a thread that may block; it ends with the command. */
  void startThread(String name, Runnable action) {
    Thread thread = new Thread(action, name);
    // A daemon, because a read of a terminal cannot be interrupted.
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  /** Ends the wait of the command, as Ctrl-C does. */
  public void stop() {
    stop.completeExceptionally(new Stopped());
  }

  /** Ends the wait of the command with a failure. */
  void fail(Throwable failure) {
    stop.completeExceptionally(failure);
  }

  /** Waits for a result; must not be called on a Vert.x thread. */
  public <T> T await(Future<T> future) throws Exception {
    return await(future.toCompletionStage().toCompletableFuture());
  }

  /** Waits for a result, or for the end of the command. */
  <T> T await(CompletableFuture<T> future) throws Exception {
    try {
      CompletableFuture.anyOf(stop, future).get();
      return future.get();
    } catch (ExecutionException e) {
      throw unwrap(e.getCause());
    }
  }

  /** Waits until the command is stopped. */
  public void awaitStop() throws Exception {
    try {
      await(stop);
    } catch (Stopped expected) {
      // The normal end of such a command.
    }
  }

  /** Waits for some time, or for the end of the command. */
  public void pause(Duration duration) throws Exception {
    try {
      stop.get(duration.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException over) {
      // The time has passed.
    } catch (ExecutionException e) {
      throw unwrap(e.getCause());
    }
  }

  private static Exception unwrap(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return (Exception) failure;
  }

  @Override
  public void close() {
    for (Supplier<Future<?>> action = closing.poll(); action != null; action = closing.poll()) {
      closeOne(action.get());
    }
    threads.forEach(Thread::interrupt);
    closeOne(vertx.close());
    closed.countDown();
  }

  private static void closeOne(Future<?> future) {
    try {
      future.await(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (Exception e) {
      // The process ends anyway, and the command has reported everything.
    }
  }

  private void stopAndWait() {
    stop();
    try {
      closed.await(3 * CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
