package io.conec.cli;

import io.conec.ConecBroadcast;
import io.conec.ConecError;
import io.conec.ConecException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** Sends the lines of a blocking input to a broadcast, one message each, at the pace of the Coordinator. */
final class LinePublisher {

  /** The most lines in flight: enough to keep QUIC busy. */
  private static final int WINDOW = 64;

  /** Errors of one line; other errors concern the whole broadcast. */
  private static final Set<ConecError> ONE_LINE = Set.of(ConecError.COORDINATOR_LOST, ConecError.MESSAGE_TOO_LARGE);

  private final ConecBroadcast broadcast;
  private final LineInput lines;
  private final Output output;
  private final Semaphore window = new Semaphore(WINDOW);
  private final AtomicLong unsent = new AtomicLong();
  private final Promise<Void> done = Promise.promise();
  private volatile long count;
  private volatile boolean inDoubt;
  private boolean away;

  LinePublisher(ConecBroadcast broadcast, InputStream input, Output output) {
    this.broadcast = broadcast;
    this.lines = new LineInput(input);
    this.output = output;
  }

  /** Starts sending; the future completes when the input has ended and the result of every line is known. */
  Future<Void> start(CommandRuntime runtime) {
    runtime.startThread("conec-sender", this::run);
    return done.future();
  }

  private void run() {
    try {
      for (Buffer line = lines.next(); line != null; line = lines.next()) {
        window.acquire();
        awaitJoined();
        count++;
        broadcast.write(line).onComplete(result -> window.release()).onFailure(this::failed);
      }
      window.acquire(WINDOW);
      done.tryComplete();
    } catch (IOException e) {
      done.tryFail(new CommandException("cannot read the input: " + e.getMessage(), e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      done.tryFail(e);
    }
  }

  /** Lines wait while the Coordinator is away; the end of the command ends the wait. */
  private synchronized void awaitJoined() throws InterruptedException {
    while (away) {
      wait();
    }
  }

  private void failed(Throwable failure) {
    if (failure instanceof ConecException e && ONE_LINE.contains(e.error())) {
      unsent.incrementAndGet();
      output.aside("unsent", new JsonObject().put("error", e.error().name()).put("message", e.getMessage()),
        "conec: a line was not sent: " + Errors.message(e));
    } else {
      done.tryFail(failure);
    }
  }

  /** Lines that QUIC has accepted may be lost. */
  synchronized void connectionLost() {
    away = true;
    inDoubt |= count > 0;
  }

  synchronized void joinedAgain() {
    away = false;
    notifyAll();
  }

  boolean isInDoubt() {
    return inDoubt;
  }

  /** Fails when not all lines were sent, or this is not known. */
  void check() {
    if (unsent.get() > 0) {
      throw new CommandException(unsent + " of " + count + " lines not sent");
    } else if (inDoubt) {
      throw new CommandException("the connection to the Coordinator was lost meanwhile: lines sent just before may be "
        + "missing");
    }
  }
}
