package io.conec.impl.coordinator;

import io.conec.impl.wire.ControlMessage.Shutdown;
import io.netty.channel.EventLoop;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * Asks the clients of a node that shuts down to go to other nodes, a few at a time: each costs the other nodes a
 * handshake. Confined to the event loop.
 */
final class Departure {

  /** With the interval 200 clients a second, for whose handshakes the other nodes need a third of a core. */
  private static final int BATCH = 20;
  private static final long INTERVAL_MILLIS = 100;

  private final EventLoop eventLoop;
  private final Queue<ClientSession> staying;

  Departure(EventLoop eventLoop, Collection<ClientSession> sessions) {
    this.eventLoop = eventLoop;
    this.staying = new ArrayDeque<>(sessions);
  }

  void begin() {
    for (int count = 0; count < BATCH && !staying.isEmpty(); count++) {
      ClientSession session = staying.remove();
      if (session.isOpen()) {
        session.send(new Shutdown());
      }
    }
    if (!staying.isEmpty()) {
      eventLoop.schedule(this::begin, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }
  }
}
