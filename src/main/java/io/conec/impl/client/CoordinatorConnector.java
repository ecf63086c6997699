package io.conec.impl.client;

import io.conec.ClientOptions;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.impl.client.CoordinatorAddresses.Candidate;
import io.conec.impl.path.ClientDatagramRouter;
import io.conec.impl.transport.ConnectFailures;
import io.conec.impl.transport.QuicConnection;
import io.conec.impl.transport.UdpEndpoint;
import io.conec.impl.util.Backoff;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Looks the Coordinator up, lets its addresses race, and begins another round after a pause that grows. On the event
 * loop.
 */
final class CoordinatorConnector implements CoordinatorRace.Listener {

  /** How long one that answers has for its handshake, and for the welcome. */
  static final Duration ATTEMPT_TIMEOUT = CoordinatorRace.ATTEMPT_TIMEOUT;

  /** A name that takes longer to look up does not hold up the others. */
  private static final Duration NAME_HEAD_START = Duration.ofMillis(250);

  /** A round may end, and say what it has found, when a name service has not answered for so long. */
  private static final Duration LOOKUP_TIMEOUT = Duration.ofSeconds(3);

  /** Pause while somebody has to lift a revocation or to give us another certificate, which then ends the pause. */
  private static final Duration REVOKED_DELAY = Duration.ofSeconds(30);

  /** A pause is cut short no more often. */
  private static final long WAKE_INTERVAL = TimeUnit.SECONDS.toNanos(1);

  /** Reasons that are logged while connect() goes on for ever. */
  private static final int MAX_WARNINGS = 16;

  private static final Logger LOG = LoggerFactory.getLogger(CoordinatorConnector.class);

  private final ContextInternal context;
  private final ClientOptions options;
  private final Supplier<CoordinatorRace> races;
  private final CoordinatorAddresses addresses;
  private final Consumer<QuicConnection> established;
  private final Consumer<ConecException> failed;
  private final Backoff backoff;
  private final Set<String> warned = new HashSet<>();
  private CoordinatorRace race;
  /** Where the connection is, or was. */
  private Candidate reached;
  private Departure departure = Departure.NONE;
  private ScheduledFuture<?> lookup;
  private ScheduledFuture<?> pause;
  private long nextWake = System.nanoTime();
  private boolean succeeded;
  private boolean closed;

  /** How a Coordinator has gone. */
  private enum Departure { NONE, LOST, SHUTDOWN }

  /**
   * @param identity what to show and whom to trust, asked for each attempt
   * @param failed hears of each round that has failed, and is to call {@link #again} for another
   */
  CoordinatorConnector(ContextInternal context, ClientOptions options, UdpEndpoint endpoint, ClientDatagramRouter paths,
                    Supplier<ClientIdentity> identity, Consumer<QuicConnection> established,
                    Consumer<ConecException> failed) {
    this.context = context;
    this.options = options;
    this.races = () -> new CoordinatorRace(context.nettyEventLoop(), endpoint, paths, identity, this);
    this.addresses = new CoordinatorAddresses(context, options, InetAddress::getAllByName);
    this.established = established;
    this.failed = failed;
    Duration longest = options.getMaxReconnectDelay();
    this.backoff = new Backoff(longest.compareTo(Backoff.FIRST) < 0 ? longest : Backoff.FIRST, longest,
      ThreadLocalRandom.current());
  }

  /** Begin a round. */
  void dial() {
    if (closed) {
      return;
    }
    CoordinatorRace begun = races.get();
    race = begun;
    lookup = after(NAME_HEAD_START, () -> {
      begun.offer(inOrder(), addresses.isComplete());
      lookup = after(LOOKUP_TIMEOUT.minus(NAME_HEAD_START), () -> begun.offer(inOrder(), true));
    });
    addresses.lookUp(() -> {
      if (begun == race && addresses.isComplete()) {
        begun.offer(inOrder(), true);
      }
    });
  }

  /** The one that worked last has the first turn, and one that shuts down the last. */
  private List<Candidate> inOrder() {
    List<Candidate> candidates = new ArrayList<>(addresses.known());
    if (candidates.remove(reached)) {
      candidates.add(departure == Departure.SHUTDOWN ? candidates.size() : 0, reached);
    }
    return candidates;
  }

  @Override
  public void established(QuicConnection connection, Candidate candidate) {
    stop(lookup);
    reached = candidate;
    established.accept(connection);
  }

  @Override
  public void failed() {
    stop(lookup);
    departure = Departure.NONE;
    failed.accept(ConnectFailures.ofRound(race.attempts(), addresses.unknown(), ATTEMPT_TIMEOUT));
  }

  /**
   * @param last why the last round failed, {@code null} when none has
   * @return why there is no connection after connectTimeout
   */
  ConecException timedOut(ConecException last) {
    return notConnected(last, " within connectTimeout of " + ConnectFailures.text(options.getConnectTimeout()),
      "connectTimeout");
  }

  private ConecException notConnected(ConecException last, String time, String option) {
    String prefix = "not connected to a Coordinator" + time + ": ";
    if (last != null && !ConnectFailures.isSilence(last)) {
      return new ConecException(ConecError.COORDINATOR_UNREACHABLE, prefix + last.getMessage(), last,
        last.option() == null ? option : last.option());
    }
    List<String> alone = sentences(time);
    String message = alone.size() == 1 ? alone.get(0)
      : prefix + (alone.isEmpty() ? "the last attempt has just begun" : String.join("; ", sentences("")));
    return new ConecException(ConecError.COORDINATOR_UNREACHABLE, message, last, option);
  }

  private List<String> sentences(String time) {
    return ConnectFailures.sentences(race == null ? List.of() : race.attempts(), addresses.unknown(), time);
  }

  /**
   * Go on with the addresses that are left, or begin another round after a pause.
   *
   * @param last why the last round, or the connection that it has brought, failed
   */
  void again(ConecException last) {
    if (race != null && race.resume(last)) {
      return;
    }
    warn(last);
    long pause = backoff.nextMillis();
    // The one that is gone may have many clients; the others have not lost theirs.
    boolean others = departure != Departure.NONE && addresses.known().size() > 1;
    again(others ? Math.min(pause, CoordinatorRace.HEAD_START.toMillis()) : pause);
  }

  /** While connect() goes on for ever nothing else tells why. */
  private void warn(ConecException last) {
    if (succeeded || !options.getConnectTimeout().isZero()) {
      return;
    }
    String why = (ConnectFailures.isSilence(last) ? notConnected(last, " so far", null) : last).getMessage();
    if (warned.size() < MAX_WARNINGS && warned.add(why)) {
      LOG.warn("'" + options.getId() + "' goes on trying to connect: " + why);
    }
  }

  /** Try again after a long pause. */
  void againLater() {
    nextWake = System.nanoTime() + REVOKED_DELAY.toNanos();
    race = null;
    again(REVOKED_DELAY.toMillis());
  }

  private void again(long millis) {
    LOG.debug("connecting to the Coordinator in " + millis + " ms");
    pause = after(Duration.ofMillis(millis), this::dial);
  }

  private ScheduledFuture<?> after(Duration delay, Runnable action) {
    return context.nettyEventLoop().schedule(action, delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Give up the attempts, or the pause, under way, and try again at once. */
  void hurry() {
    stop(lookup);
    stop(pause);
    if (race != null) {
      race.stop();
    }
    backoff.reset();
    dial();
  }

  /** The Coordinator is there: end the pause before the next round, if there is one. */
  void wake() {
    long now = System.nanoTime();
    if (now - nextWake >= 0 && pause != null && pause.cancel(false)) {
      nextWake = now + WAKE_INTERVAL;
      dial();
    }
  }

  /** The client is registered. */
  void succeeded() {
    succeeded = true;
    departure = Departure.NONE;
    backoff.reset();
  }

  /** The client was registered, and is no longer. */
  void lost(boolean shutdown) {
    departure = shutdown ? Departure.SHUTDOWN : Departure.LOST;
    race = null;
  }

  void close() {
    closed = true;
    stop(lookup);
    stop(pause);
    if (race != null) {
      race.stop();
    }
  }

  private static void stop(ScheduledFuture<?> timer) {
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
