package io.conec.impl.bridge;

import io.conec.ConecError;
import io.conec.ConecStream;
import io.vertx.core.Future;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;

/**
 * The streams of peers that import addresses of this side. Each peer is told whether its address has a consumer here:
 * the event bus tells nobody when that changes, so it is asked again and again.
 */
final class ExportStreams {

  /** How often the event bus is asked, in milliseconds: about as long as a message takes to a peer that is far away. */
  private static final long CHECK_INTERVAL = 50;

  /** How many streams are looked at in one go, about a millisecond: where peers have more, each waits longer. */
  private static final int MAX_CHECKED = 5000;

  private final BridgeState bridge;
  private final Imports imports;
  private final Set<ExportStream> streams = new HashSet<>();
  /** Those that are still to be looked at before the others have a turn again. */
  private final Queue<ExportStream> round = new ArrayDeque<>();
  private boolean checking;
  private boolean closed;

  ExportStreams(BridgeState bridge, Imports imports) {
    this.bridge = bridge;
    this.imports = imports;
  }

  /** Called by the client, maybe on another context; listened to at once, so that nothing of the stream is missed. */
  void accept(ConecStream stream) {
    ExportStream opened = new ExportStream(bridge, stream, imports, streams::remove);
    bridge.context().emit(opened, this::keep);
    opened.start();
  }

  /** The bridge may have been closed since the client has handed the stream out. */
  private void keep(ExportStream opened) {
    if (closed) {
      opened.stream.reset(ConecError.CLOSED.code());
      return;
    }
    streams.add(opened);
    if (!checking) {
      checking = true;
      check();
    }
  }

  private void check() {
    checking = !streams.isEmpty();
    if (checking) {
      // First: whatever goes wrong with one of them must not be the end of it.
      bridge.context().setTimer(CHECK_INTERVAL, timer -> check());
    }
    if (round.isEmpty()) {
      round.addAll(streams);
    }
    for (int checked = 0; checked < MAX_CHECKED && !round.isEmpty(); checked++) {
      round.remove().tellConsumers();
    }
  }

  /** Tells the peers what has changed. */
  void tell() {
    streams.forEach(ExportStream::tellConsumers);
  }

  void expire(long now) {
    streams.forEach(stream -> stream.expire(now));
  }

  /**
   * @return completed when all streams have ended, after two seconds at the latest
   */
  Future<Void> close() {
    closed = true;
    return Future.join(streams.stream().map(stream -> stream.shutdown(Failures.bridgeClosed())).toList()).mapEmpty();
  }
}
