package io.conec.impl.bridge;

import io.vertx.core.Completable;
import io.vertx.core.MultiMap;

import java.util.function.Supplier;

/**
 * A message of a peer that is delivered at the pace of its consumers.
 */
final class PendingDelivery {

  private enum State {
    WAITING,
    /** It was passed to consumers. */
    DISPATCHED,
    /** At least one consumer has taken it. */
    TAKEN
  }

  final boolean send;
  final Body body;
  final MultiMap headers;
  private final Supplier<Throwable> refusal;
  private final Completable<Void> done;
  private State state = State.WAITING;
  private int assigned;
  private Throwable failure;

  /**
   * @param refusal called before each delivery: supplies why it must not be delivered, {@code null} when it may
   * @param done    completed once, with a failure when it is not delivered
   */
  PendingDelivery(boolean send, Body body, MultiMap headers, Supplier<Throwable> refusal,
                  Completable<Void> done) {
    this.send = send;
    this.body = body;
    this.headers = headers;
    this.refusal = refusal;
    this.done = done;
  }

  Throwable refusal() {
    return refusal.get();
  }

  /** @return whether it was not passed to any consumer before */
  boolean markDispatched() {
    boolean first = state == State.WAITING;
    if (first) {
      state = State.DISPATCHED;
    }
    return first;
  }

  void assigned(int consumers) {
    assigned += consumers;
  }

  /** A consumer has taken it, or cannot get it for this reason. */
  void settled(Throwable reason) {
    if (reason == null) {
      state = State.TAKEN;
    } else {
      failure = reason;
    }
    returned();
  }

  /**
   * A consumer has returned it.
   *
   * @return whether another consumer has to be found
   */
  boolean returned() {
    assigned--;
    boolean settled = state == State.TAKEN || failure != null;
    if (assigned == 0 && settled) {
      end(failure);
    }
    return assigned == 0 && !settled;
  }

  void end(Throwable reason) {
    done.complete(null, reason);
  }
}
