package io.conec.nat;

import io.conec.PathKind;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static io.conec.nat.Times.max;
import static io.conec.nat.Times.median;
import static io.conec.nat.Times.millis;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The longest times without a message around the switches from one kind of path to the other. */
final class Gaps {

  private static final long WINDOW = TimeUnit.MILLISECONDS.toNanos(50);
  private static final int USUAL_WINDOWS = 20;

  private final LiveSession session;
  private final List<Long> fallBacks = new ArrayList<>();
  private final List<Long> upgrades = new ArrayList<>();
  private final List<Long> usual = new ArrayList<>();
  private final List<Long> roundTrips = new ArrayList<>();
  private final List<Long> waits = new ArrayList<>();

  Gaps(LiveSession session) {
    this.session = session;
  }

  void switchBothWays() {
    long blocked = System.nanoTime();
    session.lab.block(session.nearHost, session.farHost);
    long relayed = session.awaitPath(PathKind.RELAYED);
    session.awaitSome();
    fallBacks.add(session.largestGap(blocked, relayed + WINDOW));
    roundTrips.add(session.near.ping(session.far));
    long unblocked = System.nanoTime();
    session.lab.unblock();
    waits.add(session.awaitPath(PathKind.DIRECT) - unblocked);
    session.awaitSome();
    addUpgrade(session.near, session.far);
    addUpgrade(session.far, session.near);
  }

  /** It is the receiver that would notice when the sender takes another path. */
  private void addUpgrade(LabNode sender, LabNode receiver) {
    long at = sender.lastPath(receiver, PathKind.DIRECT).at();
    upgrades.add(receiver.largestGap(at - WINDOW / 2, at + WINDOW / 2));
  }

  /** Long after the last switch, but after the same command, which changes nothing: it costs time on this machine. */
  void watchWhatIsUsual() {
    long start = System.nanoTime();
    long end = start + USUAL_WINDOWS * WINDOW;
    while (System.nanoTime() < end) {
      session.lab.unblock();
      session.awaitSome();
    }
    for (long from = start; from < end; from += WINDOW) {
      usual.add(session.near.largestGap(from, from + WINDOW));
      usual.add(session.far.largestGap(from, from + WINDOW));
    }
  }

  List<Long> fallBacks() {
    return fallBacks;
  }

  List<Long> upgrades() {
    return upgrades;
  }

  List<Long> usual() {
    return usual;
  }

  /** How long it took until both sides were on the direct path again. */
  List<Long> waits() {
    return waits;
  }

  /**
   * At least half of them are like nine of ten usual gaps: the median of so few varies more than a round trip. One may
   * meet what delays everything on this machine, and did not happen while that was watched.
   */
  void assertUpgradesUnnoticed() {
    long roundTrip = median(roundTrips);
    long mostUsual = usual.stream().sorted().skip(usual.size() * 9L / 10).findFirst().orElseThrow();
    String all = upgrades.stream().map(Times::millis).toList() + ", usual: nine of ten " + millis(mostUsual)
      + ", largest " + millis(max(usual)) + "; round trip " + millis(roundTrip);
    assertTrue(median(upgrades) <= mostUsual + roundTrip, all);
    long second = upgrades.stream().sorted().skip(upgrades.size() - 2).findFirst().orElseThrow();
    assertTrue(second <= max(usual) + roundTrip, all);
  }
}
