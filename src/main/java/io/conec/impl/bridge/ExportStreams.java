package io.conec.impl.bridge;

import io.conec.ConecError;
import io.conec.ConecStream;
import io.vertx.core.Future;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;

/**
 * The streams of peers that import addresses of this side. It informs each peer whether its address has a consumer
 * here. The event bus does not report changes of consumers, so this class polls it.
 */
final class ExportStreams {

  /** The polling interval in milliseconds: about the latency to a distant peer. */
  private static final long CHECK_INTERVAL_MILLIS = 50;

  /**
   * The most streams checked in one go, which takes about a millisecond: with more streams, each is checked less often.
   */
  private static final int MAX_CHECKED = 5000;

  private final BridgeState bridge;
  private final Imports imports;
  private final Set<ExportStream> streams = new HashSet<>();
  /** The streams that are still to be checked in this round. */
  private final Queue<ExportStream> round = new ArrayDeque<>();
  private boolean checking;
  private boolean closed;

  ExportStreams(BridgeState bridge, Imports imports) {
    this.bridge = bridge;
    this.imports = imports;
  }

  /**
   * Called by the client, maybe on another context. It starts reading immediately, so that nothing of the stream is
   * lost.
   */
  void accept(ConecStream stream) {
    ExportStream opened = new ExportStream(bridge, stream, imports, streams::remove);
    bridge.context().emit(opened, this::keep);
    opened.start();
  }

  /** The bridge may have been closed after the client passed the stream on. */
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
      // First, so that an exception in one check does not end the polling.
      bridge.context().setTimer(CHECK_INTERVAL_MILLIS, timer -> check());
    }
    if (round.isEmpty()) {
      round.addAll(streams);
    }
    for (int checked = 0; checked < MAX_CHECKED && !round.isEmpty(); checked++) {
      round.remove().reportConsumers();
    }
  }

  /** Report changes to the peers. */
  void reportConsumers() {
    streams.forEach(ExportStream::reportConsumers);
  }

  void expire(long now) {
    streams.forEach(stream -> stream.expire(now));
  }

  /**
   * @return completed when all streams have ended, at the latest after two seconds
   */
  Future<Void> close() {
    closed = true;
    return Future.join(streams.stream().map(stream -> stream.shutdown(Failures.bridgeClosed())).toList()).mapEmpty();
  }
}
