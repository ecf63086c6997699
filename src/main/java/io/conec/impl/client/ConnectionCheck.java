package io.conec.impl.client;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.impl.path.ClientDatagramRouter;
import io.conec.impl.stream.ControlStream;
import io.conec.impl.transport.QuicConnection;
import io.conec.impl.util.DurationMath;
import io.netty.channel.EventLoop;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Checks on a hint whether the connection to the Coordinator still works, sooner than its keep-alives would. Confined
 * to the event loop.
 */
final class ConnectionCheck {

  /** The least time between two checks for hints that are easy to forge. */
  private static final Duration HINT_INTERVAL = Duration.ofSeconds(1);

  /** A connection that does not answer within this time and some round trips is useless. */
  private static final Duration TIMEOUT = Duration.ofMillis(300);
  /**
   * The same when only peers are silent, and the Coordinator may just be busy: relayed streams still go on about a
   * second after it has died, with the time to notice and to connect to another address.
   */
  private static final Duration SUSPICION_TIMEOUT = Duration.ofMillis(500);
  private static final int TIMEOUT_ROUND_TRIPS = 3;
  /** A long round-trip time of QUIC may include a pause of this process. */
  private static final Duration MAX_TIMEOUT = Duration.ofSeconds(5);

  private final EventLoop eventLoop;
  private final ClientDatagramRouter router;
  private final BiConsumer<ControlStream, ConecException> useless;
  private QuicConnection connection;
  private boolean hinted;

  /**
   * @param useless called with the control stream of a useless connection, and the reason
   */
  ConnectionCheck(EventLoop eventLoop, ClientDatagramRouter router, BiConsumer<ControlStream, ConecException> useless) {
    this.eventLoop = eventLoop;
    this.router = router;
    this.useless = useless;
  }

  /** The client is registered on this connection. */
  void begin(ControlStream control, QuicConnection connection) {
    this.connection = connection;
    connection.enableTailLossProbes();
    new BlackHoleDetector(eventLoop, router, connection, () -> useless.accept(control,
      new ConecException(ConecError.COORDINATOR_LOST, "the network does not carry datagrams of "
        + connection.stats().datagramSize() + " bytes to the Coordinator any more: a lower maxDatagramSize avoids that",
        null, "maxDatagramSize")));
  }

  /**
   * A hint asks for a check.
   *
   * @param useful called when the connection answers
   * @return {@code false} when the last hint was too recent
   */
  boolean hint(ControlStream control, Runnable useful) {
    boolean due = isHintDue();
    if (due) {
      check(control, TIMEOUT, useful);
    }
    return due;
  }

  /** Peers do not answer over the relay. */
  void suspect(ControlStream control) {
    if (isHintDue()) {
      check(control, SUSPICION_TIMEOUT, () -> { });
    }
  }

  private boolean isHintDue() {
    if (hinted) {
      return false;
    }
    hinted = true;
    eventLoop.schedule(() -> hinted = false, HINT_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    return true;
  }

  /**
   * @param useful called when the connection answers
   */
  void check(ControlStream control, Runnable useful) {
    check(control, TIMEOUT, useful);
  }

  private void check(ControlStream control, Duration least, Runnable useful) {
    Duration timeout = least.plusNanos(TIMEOUT_ROUND_TRIPS * connection.stats().roundTripNanos());
    control.ping(DurationMath.min(timeout, MAX_TIMEOUT), null)
      .onFailure(failure -> useless.accept(control, new ConecException(ConecError.COORDINATOR_LOST,
        "the Coordinator does not know this connection", failure)))
      .onSuccess(nanos -> useful.run());
  }
}
