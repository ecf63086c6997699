package io.conec.impl.client;

import io.conec.ClientOptions;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.impl.client.CoordinatorAddresses.CoordinatorAddress;
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
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Connects to the Coordinator in rounds. Each round resolves the names and tries the addresses in a race; the delay
 * between rounds grows. Confined to the event loop.
 */
final class CoordinatorConnector implements CoordinatorRace.Listener {

  /** The time for the handshake, and for the welcome. */
  static final Duration ATTEMPT_TIMEOUT = CoordinatorRace.ATTEMPT_TIMEOUT;

  /** A name that takes longer to resolve does not delay the others. */
  private static final Duration RESOLUTION_HEAD_START = Duration.ofMillis(250);

  /** A round may end with an error when the name service has not answered for this time. */
  private static final Duration RESOLUTION_TIMEOUT = Duration.ofSeconds(3);

  /**
   * The delay while an administrator has to lift a revocation or to issue another certificate; a new certificate ends
   * the delay.
   */
  private static final Duration REVOKED_DELAY = Duration.ofSeconds(30);

  /** The least time between two delays that are cut short. */
  private static final long SKIP_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** The most reasons that are logged while {@code connect()} goes on without a limit. */
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
  /** The address of the present or last connection. */
  private CoordinatorAddress lastConnected;
  private ConnectionEnd lastEnd = ConnectionEnd.NONE;
  private ScheduledFuture<?> resolution;
  private ScheduledFuture<?> delay;
  private long nextSkip = System.nanoTime();
  private boolean succeeded;
  private boolean closed;

  /** How the connection to a Coordinator ended. */
  private enum ConnectionEnd { NONE, LOST, SHUTDOWN }

  /**
   * @param identity supplies the certificate and the trust for each attempt
   * @param failed called when a round has failed; it calls {@link #tryNext} for another round
   */
  CoordinatorConnector(ContextInternal context, ClientOptions options, UdpEndpoint endpoint,
                       ClientDatagramRouter router, Supplier<ClientIdentity> identity,
                       Consumer<QuicConnection> established, Consumer<ConecException> failed) {
    this.context = context;
    this.options = options;
    this.races = () -> new CoordinatorRace(context.nettyEventLoop(), endpoint, router, identity,
      lastEnd == ConnectionEnd.LOST, this);
    this.addresses = new CoordinatorAddresses(context, options, InetAddress::getAllByName);
    this.established = established;
    this.failed = failed;
    this.backoff = Backoff.upTo(options.getMaxReconnectDelay());
  }

  /** Begin a round. */
  void startRound() {
    if (closed) {
      return;
    }
    CoordinatorRace begun = races.get();
    race = begun;
    resolution = after(RESOLUTION_HEAD_START, () -> {
      begun.offer(inOrder(), addresses.isComplete());
      resolution = after(RESOLUTION_TIMEOUT.minus(RESOLUTION_HEAD_START), () -> begun.offer(inOrder(), true));
    });
    addresses.resolve(() -> {
      if (begun == race && addresses.isComplete()) {
        begun.offer(inOrder(), true);
      }
    });
  }

  /** The address that worked last comes first, and one that shuts down comes last. */
  private List<CoordinatorAddress> inOrder() {
    List<CoordinatorAddress> inOrder = new ArrayList<>(addresses.known());
    if (inOrder.remove(lastConnected)) {
      inOrder.add(lastEnd == ConnectionEnd.SHUTDOWN ? inOrder.size() : 0, lastConnected);
    }
    return inOrder;
  }

  @Override
  public void established(QuicConnection connection, CoordinatorAddress address) {
    cancel(resolution);
    lastConnected = address;
    established.accept(connection);
  }

  @Override
  public void failed() {
    cancel(resolution);
    lastEnd = ConnectionEnd.NONE;
    failed.accept(ConnectFailures.ofRound(race.attempts(), addresses.unknown(), ATTEMPT_TIMEOUT));
  }

  /**
   * @param last why the last round failed, {@code null} when no round has failed
   * @return why there is no connection after {@code connectTimeout}
   */
  ConecException timedOut(ConecException last) {
    return notConnectedError(last, " within connectTimeout of " + ConnectFailures.text(options.getConnectTimeout()),
      "connectTimeout");
  }

  private ConecException notConnectedError(ConecException last, String time, String option) {
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
   * Go on with the remaining addresses, or begin another round after a delay.
   *
   * @param last why the last round or its connection failed
   */
  void tryNext(ConecException last) {
    if (race != null && race.resume(last)) {
      return;
    }
    warn(last);
    long delay = backoff.nextMillis();
    // All clients of the lost Coordinator reconnect at the same time; other Coordinators are not affected, so try
    // these soon.
    boolean others = lastEnd != ConnectionEnd.NONE && addresses.known().size() > 1;
    startRoundIn(others ? Math.min(delay, CoordinatorRace.HEAD_START.toMillis()) : delay);
  }

  /** While {@code connect()} goes on without a limit, only the log has the reason. */
  private void warn(ConecException last) {
    if (succeeded || !options.getConnectTimeout().isZero()) {
      return;
    }
    String why = (ConnectFailures.isSilence(last) ? notConnectedError(last, " so far", null) : last).getMessage();
    if (warned.size() < MAX_WARNINGS && warned.add(why)) {
      LOG.warn("'" + options.getId() + "' keeps trying to connect: " + why);
    }
  }

  /** The certificate is revoked: try again after a long delay. */
  void retryAfterRevocation() {
    nextSkip = System.nanoTime() + REVOKED_DELAY.toNanos();
    race = null;
    startRoundIn(REVOKED_DELAY.toMillis());
  }

  private void startRoundIn(long millis) {
    LOG.debug("connecting to the Coordinator in " + millis + " ms");
    delay = after(Duration.ofMillis(millis), this::startRound);
  }

  private ScheduledFuture<?> after(Duration delay, Runnable action) {
    return context.nettyEventLoop().schedule(action, delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Cancel the present attempts or delay, and try again immediately. */
  void restartNow() {
    cancel(resolution);
    cancel(delay);
    if (race != null) {
      race.stop();
    }
    backoff.reset();
    startRound();
  }

  /** The Coordinator is alive: end the delay before the next round, if there is one. */
  void skipDelay() {
    long now = System.nanoTime();
    if (now - nextSkip >= 0 && delay != null && delay.cancel(false)) {
      nextSkip = now + SKIP_INTERVAL_NANOS;
      startRound();
    }
  }

  /** Whether another address may be another Coordinator; the one of the other family is probably the same. */
  boolean mayReachAnother() {
    Class<?> family = lastConnected.socketAddress().getAddress().getClass();
    return addresses.known().stream().filter(address -> address.socketAddress().getAddress().getClass() == family)
      .count() > 1;
  }

  /** Whether the client was ever registered. */
  boolean hasSucceeded() {
    return succeeded;
  }

  /** The client is registered. */
  void succeeded() {
    succeeded = true;
    lastEnd = ConnectionEnd.NONE;
    backoff.reset();
  }

  /** The client was registered, and has lost the connection. */
  void lost(boolean shutdown) {
    lastEnd = shutdown ? ConnectionEnd.SHUTDOWN : ConnectionEnd.LOST;
    race = null;
  }

  void close() {
    closed = true;
    cancel(resolution);
    cancel(delay);
    if (race != null) {
      race.stop();
    }
  }

  private static void cancel(ScheduledFuture<?> timer) {
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
