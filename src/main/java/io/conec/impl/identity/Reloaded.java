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

/**
 * Something that is read from files, and read again when they change or when it is to come from others. On the event
 * loop; files are read on worker threads, one after another.
 */
public final class Reloaded<T> {

  /** Where it comes from; called on worker threads. */
  public interface Source<T> {

    Collection<Path> files();

    /**
     * Read everything; all of it has to be good.
     *
     * @param before what was read last, maybe from another source; {@code null} the first time
     */
    T read(T before) throws Exception;

    /**
     * Read everything again; the last good content of a bad file stays.
     *
     * @param problems gets a sentence for each of those
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
  private boolean watching;
  private boolean closed;

  /**
   * @param changed is told what was read before and what was read now, and says whether they differ
   */
  public Reloaded(ContextInternal context, BiPredicate<T, T> changed) {
    this.context = context;
    this.changed = changed;
    this.watch = new FileWatch(context, this::readAgain);
  }

  /**
   * @return what was read last, {@code null} before anything was; from any thread
   */
  public T current() {
    return current;
  }

  /**
   * Read it from here, now and later.
   *
   * @return completes on the event loop with whether it has changed; when it fails nothing has
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
