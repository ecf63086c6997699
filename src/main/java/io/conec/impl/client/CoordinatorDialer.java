package io.conec.impl.client;

import io.conec.ClientOptions;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.impl.client.CoordinatorAddresses.Candidate;
import io.conec.impl.path.PathTable;
import io.conec.impl.transport.Backoff;
import io.conec.impl.transport.ConnectFailures;
import io.conec.impl.transport.QuicConnection;
import io.conec.impl.transport.UdpEndpoint;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Tries the addresses of the Coordinator in turn, with growing pauses between the rounds. On the event loop.
 */
final class CoordinatorDialer {

  /** One address may be dead: the next gets its turn after a handshake with one loss could have succeeded. */
  static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(3);

  /** Pause while somebody has to lift a revocation or to give us another certificate, which then ends the pause. */
  private static final Duration REVOKED_DELAY = Duration.ofSeconds(30);

  /** A pause is cut short no more often. */
  private static final long WAKE_INTERVAL = TimeUnit.SECONDS.toNanos(1);

  /** Addresses that an error names. */
  private static final int MAX_SHOWN = 5;

  private static final Logger LOG = LoggerFactory.getLogger(CoordinatorDialer.class);

  private final ContextInternal context;
  private final ClientOptions options;
  private final UdpEndpoint endpoint;
  private final PathTable paths;
  private final Supplier<ClientIdentity> identity;
  private final Consumer<QuicConnection> established;
  private final Consumer<ConecException> failed;
  private final Backoff backoff;
  private List<Candidate> candidates = List.of();
  private int nextCandidate;
  /** Only the last attempt counts. */
  private int attempt;
  private ScheduledFuture<?> pause;
  private long nextWake = System.nanoTime();
  private String warned;
  private boolean succeeded;
  private boolean closed;

  /**
   * @param identity what to show and whom to trust, asked for each attempt
   * @param failed hears of each attempt that failed, and is to call {@link #again} for another
   */
  CoordinatorDialer(ContextInternal context, ClientOptions options, UdpEndpoint endpoint, PathTable paths,
                    Supplier<ClientIdentity> identity, Consumer<QuicConnection> established,
                    Consumer<ConecException> failed) {
    this.context = context;
    this.options = options;
    this.endpoint = endpoint;
    this.paths = paths;
    this.identity = identity;
    this.established = established;
    this.failed = failed;
    this.backoff =
      new Backoff(options.getReconnectDelay(), options.getMaxReconnectDelay(), ThreadLocalRandom.current());
  }

  /** Try the next address; the names are looked up anew in each round. */
  void dial() {
    if (closed) {
      return;
    }
    int number = ++attempt;
    if (nextCandidate < candidates.size()) {
      dial(candidates.get(nextCandidate++), number);
      return;
    }
    context.<List<Candidate>>executeBlocking(() -> CoordinatorAddresses.resolve(options))
      .onComplete(resolved -> context.nettyEventLoop().execute(() -> {
        if (isOver(number)) {
          return;
        }
        if (resolved.failed()) {
          failed.accept(unresolved(resolved.cause()));
        } else {
          candidates = resolved.result();
          nextCandidate = 1;
          dial(candidates.get(0), number);
        }
      }));
  }

  private static ConecException unresolved(Throwable cause) {
    return cause instanceof ConecException unknown ? unknown
      : new ConecException(ConecError.INTERNAL, "the Coordinator's addresses can not be looked up: " + cause, cause);
  }

  private void dial(Candidate candidate, int number) {
    paths.coordinator(candidate.address());
    ClientIdentity current = identity.get();
    endpoint.connectCoordinator(candidate.address(), candidate.host(), candidate.toString(), current.credentials(),
      current.coordinator(), ATTEMPT_TIMEOUT,
      connection -> {
        if (isOver(number)) {
          connection.close(ConecError.NONE.code(), "");
        } else {
          established.accept(connection);
        }
      },
      failure -> {
        if (!isOver(number)) {
          failed.accept(failure);
        }
      });
  }

  private boolean isOver(int number) {
    return closed || number != attempt;
  }

  /**
   * @param last why the last attempt failed, {@code null} when none has
   * @return why there is no connection after connectTimeout
   */
  ConecException timedOut(ConecException last) {
    return notConnected(last, "within connectTimeout of " + ConnectFailures.text(options.getConnectTimeout()));
  }

  private ConecException notConnected(ConecException last, String time) {
    if (last != null && !ConnectFailures.isSilence(last)) {
      return new ConecException(ConecError.COORDINATOR_UNREACHABLE,
        "not connected to a Coordinator " + time + ": " + last.getMessage(), last);
    } else if (candidates.isEmpty()) {
      return new ConecException(ConecError.COORDINATOR_UNREACHABLE, "no address of the Coordinator was known "
        + time + ": raise it, or check 'coordinators' and the name service");
    }
    String where = candidates.stream().limit(MAX_SHOWN).map(Candidate::toString).collect(Collectors.joining(", "))
      + (candidates.size() > MAX_SHOWN ? ", ..." : "");
    return ConnectFailures.noAnswer(where, time, endpoint.lastAttempt(), last);
  }

  /**
   * Try the next address, after a pause when all have had their turn.
   *
   * @param last why the last attempt failed
   */
  void again(ConecException last) {
    if (nextCandidate < candidates.size()) {
      again(0);
    } else {
      warn(last);
      again(backoff.nextMillis());
    }
  }

  /** While connect() goes on for ever nothing else tells why. */
  private void warn(ConecException last) {
    if (succeeded || !options.getConnectTimeout().isZero()) {
      return;
    }
    String why = (ConnectFailures.isSilence(last) ? notConnected(last, "so far") : last).getMessage();
    if (!why.equals(warned)) {
      warned = why;
      LOG.warn("'" + options.getId() + "' goes on trying to connect: " + why);
    }
  }

  /** Try again after a long pause. */
  void againLater() {
    candidates = List.of();
    nextWake = System.nanoTime() + REVOKED_DELAY.toNanos();
    again(REVOKED_DELAY.toMillis());
  }

  private void again(long millis) {
    LOG.debug("connecting to the Coordinator in " + millis + " ms");
    pause = context.nettyEventLoop().schedule(() -> dial(), millis, TimeUnit.MILLISECONDS);
  }

  /** Begin with the first address next time: one that is lost may be back soon. */
  void startOver() {
    candidates = List.of();
  }

  /** Give up the attempt and the pause under way, and try again at once. */
  void hurry() {
    stopPause();
    backoff.reset();
    nextCandidate = 0;
    dial();
  }

  /** The Coordinator is there: end the pause before the next attempt, if there is one. */
  void wake() {
    long now = System.nanoTime();
    if (now - nextWake >= 0 && pause != null && pause.cancel(false)) {
      nextWake = now + WAKE_INTERVAL;
      nextCandidate = Math.max(0, nextCandidate - 1);
      dial();
    }
  }

  /** An attempt has succeeded. */
  void succeeded() {
    succeeded = true;
    backoff.reset();
  }

  void close() {
    closed = true;
    stopPause();
  }

  private void stopPause() {
    if (pause != null) {
      pause.cancel(false);
    }
  }
}
