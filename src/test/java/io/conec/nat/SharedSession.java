package io.conec.nat;

import java.util.function.Supplier;

/** A session for all tests of a class, which each open a channel. After one that has failed there is a new one. */
final class SharedSession {

  private final Supplier<LiveSession> source;
  private LiveSession session;
  private boolean healthy;

  SharedSession(Supplier<LiveSession> source) {
    this.source = source;
  }

  /** At the beginning of a test. */
  LiveSession take() {
    if (!healthy) {
      close();
    }
    if (session == null) {
      session = source.get();
    }
    healthy = false;
    return session;
  }

  /**
   * End the transfer and the channel: every message is there, and the next test can begin.
   *
   * @param restore makes the network what it was
   * @return how many
   */
  long finish(Runnable restore) {
    long messages = session.finish();
    session.closeChannel();
    restore.run();
    session.awaitConnected();
    healthy = true;
    return messages;
  }

  void close() {
    if (session != null) {
      session.close();
      session = null;
    }
  }
}
