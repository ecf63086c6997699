package io.conec.impl.bridge;

import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.cluster.RegistrationInfo;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Finds out whether an address has a consumer for messages of peers, here or at another member of the cluster.
 */
final class ConsumerLookup {

  /** The maximum age of an answer of the cluster, so that many addresses do not cause too many queries. */
  private static final long MAX_AGE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** How long an unused answer is kept: with many streams, each has its turn less often. */
  private static final long MAX_IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** The most queries of the cluster at a time: a peer may be attached to thousands of addresses. */
  private static final int MAX_ASKED = 100;

  /** An answer of the cluster about the other members. */
  private static final class Answer {

    private boolean isPresent;
    private boolean isKnown;
    private boolean isAsked;
    private long since;
    private long lastUse;

    private boolean isOld(long now) {
      return !isKnown || now - since > MAX_AGE_NANOS;
    }
  }

  private final ContextInternal context;
  private final BusHandlers handlers;
  private final Map<String, Answer> answers = new HashMap<>();
  private int asked;

  ConsumerLookup(ContextInternal context, BusHandlers handlers) {
    this.context = context;
    this.handlers = handlers;
  }

  /**
   * @return {@code null} when it is not known yet: call it again soon
   */
  Boolean isPresent(String address) {
    if (handlers.hasConsumer(address)) {
      return true;
    }
    return context.owner().isClustered() ? isElsewhere(address) : Boolean.FALSE;
  }

  private Boolean isElsewhere(String address) {
    Answer answer = answers.computeIfAbsent(address, key -> new Answer());
    answer.lastUse = System.nanoTime();
    if (answer.isOld(answer.lastUse) && !answer.isAsked && asked < MAX_ASKED) {
      ask(address, answer);
    }
    return answer.isKnown ? answer.isPresent : null;
  }

  private void ask(String address, Answer answer) {
    VertxInternal vertx = context.owner();
    Promise<List<RegistrationInfo>> promise = context.promise();
    answer.isAsked = true;
    asked++;
    promise.future().onComplete((registrations, failure) -> {
      answer.isAsked = false;
      asked--;
      answer.isKnown = true;
      answer.since = System.nanoTime();
      if (failure == null) {
        String self = vertx.clusterManager().getNodeId();
        answer.isPresent = registrations.stream().anyMatch(item -> !item.localOnly() && !item.nodeId().equals(self));
      }
    });
    try {
      vertx.clusterManager().getRegistrations(address, promise);
    } catch (RuntimeException e) {
      promise.tryFail(e);
    }
  }

  /** Forget the answers that were not used recently. */
  void expire(long now) {
    answers.values().removeIf(answer -> now - answer.lastUse > MAX_IDLE_NANOS && !answer.isAsked);
  }
}
