package io.conec.impl.client;

import io.conec.impl.path.ClientDatagramRouter;
import io.conec.impl.transport.QuicConnection;
import io.conec.impl.wire.QuicHeader;
import io.netty.channel.EventLoop;

import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;

/**
 * Detects a black hole (RFC 8899, section 4.3): the network has begun to lose the long datagrams of the connection to
 * the Coordinator, in either direction. QUIC would go on to send data in long ones for ever, while short ones are
 * answered. So while the connection is in use, this class sends a long datagram for an unknown channel from time to
 * time, and the Coordinator refuses it with one of the same length. If the Coordinator refuses no long datagram of a
 * round, but every short one, a new connection is needed: it begins with short datagrams. Confined to the event loop.
 */
final class BlackHoleDetector {

  private static final long INTERVAL_MILLIS = TimeUnit.SECONDS.toMillis(1);

  /**
   * Datagrams of each length in a round: enough that neither losses nor a busy Coordinator look like a black hole.
   */
  private static final int PAIRS = 5;
  private static final long PAIR_INTERVAL_MILLIS = 100;

  /** The connection is in use when it carried this many of its longest datagrams since the last check. */
  private static final int MIN_LONG_DATAGRAMS = 2;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final EventLoop eventLoop;
  private final ClientDatagramRouter router;
  private final QuicConnection connection;
  private final Runnable onBlackHole;
  private long bytes;
  /** The id of the first channel; the pairs of a round use the next ids, the long datagram first. */
  private long firstChannel;
  private int longSize;
  private int pairs;
  private int shortAnswers;
  private boolean longPassed;

  /**
   * @param onBlackHole called once when long datagrams no longer arrive
   */
  BlackHoleDetector(EventLoop eventLoop, ClientDatagramRouter router, QuicConnection connection, Runnable onBlackHole) {
    this.eventLoop = eventLoop;
    this.router = router;
    this.connection = connection;
    this.onBlackHole = onBlackHole;
    this.bytes = connection.stats().bytes();
    router.unknownChannelHandler(this::probeRefused);
    later(this::check, INTERVAL_MILLIS);
  }

  private void later(Runnable action, long millis) {
    eventLoop.schedule(() -> {
      if (connection.isOpen()) {
        action.run();
      }
    }, millis, TimeUnit.MILLISECONDS);
  }

  private void check() {
    long before = bytes;
    bytes = connection.stats().bytes();
    longSize = connection.stats().datagramSize();
    if (longSize > QuicHeader.BASE_PLPMTU && bytes - before > (long) MIN_LONG_DATAGRAMS * longSize) {
      firstChannel = RANDOM.nextLong();
      pairs = 0;
      shortAnswers = 0;
      longPassed = false;
      tryPair();
    } else {
      later(this::check, INTERVAL_MILLIS);
    }
  }

  private void tryPair() {
    if (longPassed || pairs == PAIRS) {
      // Datagrams mostly stay in order, so a long one that passes is refused before the short one that follows.
      later(this::conclude, shortAnswers == PAIRS ? PAIR_INTERVAL_MILLIS : INTERVAL_MILLIS);
    } else {
      router.probeCoordinator(firstChannel + 2 * pairs, longSize);
      router.probeCoordinator(firstChannel + 2 * pairs + 1, 0);
      pairs++;
      later(this::tryPair, PAIR_INTERVAL_MILLIS);
    }
  }

  private void probeRefused(long channel) {
    long index = channel - firstChannel;
    if (index >= 0 && index < 2 * PAIRS) {
      if (index % 2 == 0) {
        longPassed = true;
      } else {
        shortAnswers++;
      }
    }
  }

  private void conclude() {
    if (!longPassed && shortAnswers == PAIRS) {
      onBlackHole.run();
    } else {
      check();
    }
  }
}
