package io.conec.impl.path;

import io.conec.impl.wire.ArrivedCounts;

import java.util.concurrent.TimeUnit;

/**
 * Whether the QUIC packets that this end sends straight to the peer arrive, as the counts in the peer's probes tell. A
 * middlebox may pass probes and drop QUIC; a full queue may hold up probes while QUIC arrives. On the event loop.
 */
final class Deliveries {

  /** So many packets in a row that have not arrived are no chance. */
  private static final int DOUBTFUL = 2;
  private static final int LOST = 4;

  /** So long after the first answer that misses them it is time for copies on another way, and for another way. */
  private static final long DOUBTFUL_AFTER = TimeUnit.MILLISECONDS.toNanos(150);
  private static final long LOST_AFTER = TimeUnit.MILLISECONDS.toNanos(600);

  private int arrived;
  private int arrivedLarge;
  private int sent;
  private int confirmed;
  private ArrivedCounts reported = new ArrivedCounts(0, 0);
  private int missing;
  private int missingAnswers;
  private long missingSince;

  /** A packet of this length has come straight from the peer. */
  void arrived(int length) {
    arrived++;
    if (length > ArrivedCounts.LARGE) {
      arrivedLarge++;
    }
  }

  /** What to tell the peer. */
  ArrivedCounts counts() {
    return new ArrivedCounts(arrived, arrivedLarge);
  }

  /** A packet goes straight to the peer. */
  void sent() {
    sent++;
  }

  /**
   * @return how many were sent so far
   */
  int sentSoFar() {
    return sent;
  }

  /** Another path is taken: what was lost on the last says nothing about it. */
  void restart() {
    confirmed = sent;
    missing = 0;
    missingAnswers = 0;
  }

  /**
   * The peer has told its counts, in any order.
   *
   * @param length of the longest packets in question
   * @return whether some of that length have arrived since the last time
   */
  boolean reported(ArrivedCounts counts, int length) {
    boolean more = counts.all() - reported.all() > 0;
    boolean moreLarge = counts.large() - reported.large() > 0;
    if (more) {
      reported = counts;
      restart();
    }
    return length > ArrivedCounts.LARGE ? moreLarge : more;
  }

  /**
   * The peer has answered a probe that was sent after so many packets: those that it does not count are missing.
   */
  void answered(int sentBefore, long now) {
    missing = Math.max(0, sentBefore - confirmed);
    if (missing < DOUBTFUL) {
      missingSince = now;
    }
    missingAnswers = missing < LOST ? 0 : missingAnswers + 1;
  }

  /**
   * @return whether what is sent straight to the peer seems to be lost, although probes are answered
   */
  boolean isDoubtful(long now) {
    return missing >= DOUBTFUL && now - missingSince >= DOUBTFUL_AFTER;
  }

  /**
   * @return whether it is lost
   */
  boolean isLost(long now) {
    return missing >= LOST && missingAnswers > 1 && now - missingSince >= LOST_AFTER;
  }
}
