package io.conec.impl.client;

import io.conec.impl.path.ClientDatagramRouter;
import io.conec.impl.transport.QuicConnection;
import io.netty.channel.EventLoop;

import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;

/**
 * Detects that the network has begun to lose the long datagrams of the connection to the Coordinator, in either
 * direction. QUIC would go on to send data in long ones for ever, while short ones are answered. So while the
 * connection is in use, this class sends a long datagram for an unknown channel from time to time, and the Coordinator
 * refuses it with one of the same length. If the Coordinator refuses no long datagram of a round, but every short one,
 * a new connection is needed: it begins with short datagrams. Confined to the event loop.
 */
final class SizeCheck {

  /** Every path of QUIC carries datagrams of this length (RFC 9000, section 14). */
  private static final int SAFE = 1200;

  private static final long INTERVAL = TimeUnit.SECONDS.toMillis(1);

  /**
   * Datagrams of each length in a round: enough that neither losses nor a busy Coordinator look like a narrow network.
   */
  private static final int PAIRS = 5;
  private static final long PAIR_INTERVAL = 100;

  /** The connection is in use when it carried this many of its longest datagrams since the last check. */
  private static final int IN_USE = 2;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final EventLoop eventLoop;
  private final ClientDatagramRouter paths;
  private final QuicConnection connection;
  private final Runnable narrow;
  private long bytes;
  /** The id of the first channel; the pairs of a round use the next ids, the long datagram first. */
  private long firstChannel;
  private int size;
  private int pairs;
  private int shortAnswers;
  private boolean passes;

  /**
   * @param narrow called once when the network has become narrow
   */
  SizeCheck(EventLoop eventLoop, ClientDatagramRouter paths, QuicConnection connection, Runnable narrow) {
    this.eventLoop = eventLoop;
    this.paths = paths;
    this.connection = connection;
    this.narrow = narrow;
    this.bytes = connection.stats().bytes();
    paths.unknownChannelHandler(this::refused);
    later(this::check, INTERVAL);
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
    size = connection.stats().datagramSize();
    if (size > SAFE && bytes - before > (long) IN_USE * size) {
      firstChannel = RANDOM.nextLong();
      pairs = 0;
      shortAnswers = 0;
      passes = false;
      tryPair();
    } else {
      later(this::check, INTERVAL);
    }
  }

  private void tryPair() {
    if (passes || pairs == PAIRS) {
      // Datagrams mostly stay in order, so a long one that passes is refused before the short one that follows.
      later(this::conclude, shortAnswers == PAIRS ? PAIR_INTERVAL : INTERVAL);
    } else {
      paths.probeCoordinator(firstChannel + 2 * pairs, size);
      paths.probeCoordinator(firstChannel + 2 * pairs + 1, 0);
      pairs++;
      later(this::tryPair, PAIR_INTERVAL);
    }
  }

  private void refused(long channel) {
    long index = channel - firstChannel;
    if (index >= 0 && index < 2 * PAIRS) {
      if (index % 2 == 0) {
        passes = true;
      } else {
        shortAnswers++;
      }
    }
  }

  private void conclude() {
    if (!passes && shortAnswers == PAIRS) {
      narrow.run();
    } else {
      check();
    }
  }
}
