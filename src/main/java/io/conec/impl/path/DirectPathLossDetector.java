package io.conec.impl.path;

import io.conec.impl.wire.ArrivedCounts;

import java.util.concurrent.TimeUnit;

/**
 * Finds out from the counts in the peer's probes whether the QUIC packets on direct paths arrive. A middlebox may pass
 * probes and drop QUIC; a full queue may delay probes while QUIC arrives. Confined to the event loop.
 */
final class DirectPathLossDetector {

  /** This many packets in a row are not lost by chance. */
  private static final int DOUBTFUL = 2;
  private static final int LOST = 4;

  /**
   * How long after the first answer without these packets copies are sent on another path, and another path is
   * selected.
   */
  private static final long DOUBTFUL_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(150);
  private static final long LOST_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(600);

  private int arrived;
  private int arrivedLarge;
  private int sent;
  private int confirmed;
  private ArrivedCounts reported = new ArrivedCounts(0, 0);
  private int missing;
  private int missingAnswers;
  private long missingSince;

  /** A packet of this length has arrived on a direct path. */
  void arrived(int length) {
    arrived++;
    if (length > ArrivedCounts.LARGE) {
      arrivedLarge++;
    }
  }

  /** The counts to be sent to the peer. */
  ArrivedCounts counts() {
    return new ArrivedCounts(arrived, arrivedLarge);
  }

  /** A packet is sent on a direct path. */
  void sent() {
    sent++;
  }

  /**
   * @return how many were sent so far
   */
  int sentSoFar() {
    return sent;
  }

  /** Another path is selected: losses on the last one say nothing about it. */
  void restart() {
    confirmed = sent;
    missing = 0;
    missingAnswers = 0;
  }

  /**
   * The peer has reported its counts; reports may arrive in any order.
   *
   * @param length the length of the longest packets in question
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
   * The peer has answered a probe that was sent after this many packets: packets that it has not counted are missing.
   */
  void answered(int sentBefore, long now) {
    missing = Math.max(0, sentBefore - confirmed);
    if (missing < DOUBTFUL) {
      missingSince = now;
    }
    missingAnswers = missing < LOST ? 0 : missingAnswers + 1;
  }

  /**
   * @return whether packets on the direct path seem to be lost, although probes are answered
   */
  boolean isDoubtful(long now) {
    return missing >= DOUBTFUL && now - missingSince >= DOUBTFUL_AFTER_NANOS;
  }

  /**
   * @return whether packets on the direct path are lost
   */
  boolean isLost(long now) {
    return missing >= LOST && missingAnswers > 1 && now - missingSince >= LOST_AFTER_NANOS;
  }
}
