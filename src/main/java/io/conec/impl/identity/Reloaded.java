package io.conec.impl.identity;

import io.conec.ConecError;
import io.conec.ConecException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

/**
 * A value that is read from files, and read again when the files change or other files are given. Confined to the event
 * loop; worker threads read the files, one after another.
 */
public final class Reloaded<T> {

  /** Reads the value; called on worker threads. */
  public interface Source<T> {

    Collection<Path> files();

    /**
     * Read everything; fails if anything is invalid.
     *
     * @param before the last value, maybe of another source; {@code null} the first time
     */
    T read(T before) throws Exception;

    /**
     * Read everything again; an invalid file keeps its last valid content.
     *
     * @param problems gets a sentence for each invalid file
     */
    T readAgain(T before, List<String> problems);
  }

  private record Read<T>(FileStamps stamps, T content) {
  }

  private static final Logger LOG = LoggerFactory.getLogger(Reloaded.class);

  private final ContextInternal context;
  private final BiPredicate<T, T> changed;
  private final FileWatch watch;
  private Source<T> source;
  private FileStamps stamps;
  private volatile T current;
  private Future<Boolean> lastUpdate = Future.succeededFuture();
  private boolean watching;
  private boolean closed;

  /**
   * @param changed called with the old and the new value; returns whether they differ
   */
  public Reloaded(ContextInternal context, BiPredicate<T, T> changed) {
    this.context = context;
    this.changed = changed;
    this.watch = new FileWatch(context, this::readAgain);
  }

  /**
   * @return the current value, {@code null} before the first read; from any thread
   */
  public T current() {
    return current;
  }

  /**
   * Run an update, which {@linkplain #read reads} from another source, when the one before has ended: each starts from
   * the result of the last.
   */
  public Future<Boolean> update(Supplier<Future<Boolean>> update) {
    lastUpdate = lastUpdate.transform(done -> update.get());
    return lastUpdate;
  }

  /**
   * Read from this source, now and when its files change.
   *
   * @return completes on the event loop with whether the value changed; when it fails, nothing changed
   */
  public Future<Boolean> read(Source<T> from) {
    Promise<Boolean> promise = Promise.promise();
    context.executeBlocking(() -> new Read<>(FileStamps.of(from.files()), from.read(current)))
      .onComplete(read -> context.nettyEventLoop().execute(() -> {
        if (read.failed()) {
          promise.fail(read.cause());
        } else if (closed) {
          promise.fail(new ConecException(ConecError.CLOSED, "it was closed meanwhile"));
        } else {
          source = from;
          stamps = read.result().stamps();
          if (watching) {
            watch.watch(stamps);
          }
          promise.complete(replace(read.result().content()));
        }
      }));
    return promise.future();
  }

  /** Watch the files from now on. */
  public void watch() {
    watching = true;
    watch.watch(stamps);
  }

  private void readAgain() {
    Source<T> from = source;
    List<String> problems = new ArrayList<>();
    context.executeBlocking(() -> from.readAgain(current, problems))
      .onComplete(read -> context.nettyEventLoop().execute(() -> {
        problems.forEach(problem -> LOG.warn(problem + ". What was in force before stays in force"));
        if (read.failed()) {
          LOG.error("Certificates cannot be read again. What was in force before stays in force", read.cause());
        } else if (!closed && from == source) {
          replace(read.result());
        }
      }));
  }

  private boolean replace(T content) {
    T before = current;
    current = content;
    return changed.test(before, content);
  }

  public void close() {
    closed = true;
    watch.close();
  }
}
