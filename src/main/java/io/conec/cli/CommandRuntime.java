package io.conec.cli;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;

import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * The Vert.x instance of one command, and its end. The main thread waits in {@link #await}; Ctrl-C wakes it up with
 * {@link Stopped}, and the JVM waits for it to close in good order.
 */
public final class CommandRuntime implements AutoCloseable {

  /** How long each thing that is closed may take: nobody waits longer after Ctrl-C. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);

  private final Vertx vertx;
  private final CompletableFuture<Object> stop = new CompletableFuture<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Deque<Supplier<Future<?>>> closing = new ConcurrentLinkedDeque<>();

  private CommandRuntime() {
    vertx = Vertx.vertx(new VertxOptions()
      .setEventLoopPoolSize(1)
      .setWorkerPoolSize(2)
      .setInternalBlockingPoolSize(2)
      .setBlockedThreadCheckInterval(TimeUnit.HOURS.toMillis(1))
      .setFileSystemOptions(new FileSystemOptions()
        .setFileCachingEnabled(false)
        .setClassPathResolvingEnabled(false)));
    Runtime.getRuntime().addShutdownHook(new Thread(this::stopAndWait, "conec-stop"));
  }

  /** Starts Vert.x. */
  public static CommandRuntime start() {
    return new CommandRuntime();
  }

  /** The Vert.x instance. */
  public Vertx vertx() {
    return vertx;
  }

  /** Has {@link #close} call this, last added first. */
  public void onClose(Supplier<Future<?>> action) {
    closing.push(action);
  }

  /** Ends what the command waits for, as Ctrl-C does. */
  public void stop() {
    stop.completeExceptionally(new Stopped());
  }

  /** Ends what the command waits for, with a failure. */
  void fail(Throwable failure) {
    stop.completeExceptionally(failure);
  }

  /** Waits for a result on a thread that is not Vert.x's. */
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

  /** Waits until somebody ends the command. */
  public void awaitStop() throws Exception {
    try {
      await(stop);
    } catch (Stopped expected) {
      // This is how such a command ends in good order.
    }
  }

  /** Lets time pass, or ends with the command. */
  void pause(Duration duration) throws Exception {
    try {
      stop.get(duration.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException over) {
      // The normal case.
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
    closeOne(vertx.close());
    closed.countDown();
  }

  private static void closeOne(Future<?> future) {
    try {
      future.await(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (Exception e) {
      // The process ends anyway, and the command has said what there was to say.
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
