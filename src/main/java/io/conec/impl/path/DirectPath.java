package io.conec.impl.path;

import io.conec.ChannelPath;
import io.conec.PathKind;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.NetUtil;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Straight to one address of the peer, and what the checks have found out about it.
 */
final class DirectPath implements Path {

  /** How far the checks of this path have come. */
  enum State {
    /** No answer has come in this round of checks. */
    WAITING,
    /** Small datagrams come through. */
    REACHED,
    /** Datagrams of every size come through. */
    USABLE
  }

  /** A path has to be faster than another by this much, so that two equal ones do not take turns. */
  private static final double FASTER = 0.8;
  private static final long FASTER_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /** The first time that a path is left alone which passes probes only; doubles each time. */
  private static final long LEFT_ALONE = TimeUnit.SECONDS.toNanos(30);
  private static final long MAX_LEFT_ALONE = TimeUnit.MINUTES.toNanos(10);

  /** A path that was in use for so long has carried QUIC. */
  private static final long OF_USE = TimeUnit.SECONDS.toNanos(10);

  private final InetSocketAddress remote;
  private final boolean learned;
  private final RttEstimator roundTripTime = new RttEstimator();
  private volatile Instant since = Instant.EPOCH;
  private State state = State.WAITING;
  private int attempts;
  private long nextAttempt;
  private boolean wasUsable;
  private boolean answered;
  private long lastAnswer;
  private long takenAt;
  private int timesUseless;
  private boolean leftAlone;
  private long leftAloneUntil;
  private long diedAt = System.nanoTime();

  /**
   * @param learned whether it was a probe of the peer that told us this address (peer reflexive, RFC 8445, section 4)
   */
  DirectPath(InetSocketAddress remote, boolean learned) {
    this.remote = remote;
    this.learned = learned;
  }

  InetSocketAddress remote() {
    return remote;
  }

  boolean isLearned() {
    return learned;
  }

  State state() {
    return state;
  }

  int attempts() {
    return attempts;
  }

  /** When the next probe of this round is due, in nanoseconds. */
  long nextAttempt() {
    return nextAttempt;
  }

  /** A new round of checks begins. */
  void restart(long now) {
    state = State.WAITING;
    attempts = 0;
    nextAttempt = now;
    roundTripTime.restart();
  }

  /** It has come this far; what is to be found out next is tried from the start. */
  void advance(State reached, long now) {
    state = reached;
    wasUsable |= reached == State.USABLE;
    attempts = 0;
    nextAttempt = now;
  }

  void attempted(long next) {
    attempts++;
    nextAttempt = next;
  }

  /** The next probe has to wait. */
  void postpone(long next) {
    nextAttempt = next;
  }

  /** It passes probes, but not QUIC: it is not tried for some time, longer each time. */
  void leaveAlone(long now) {
    timesUseless = now - takenAt > OF_USE ? 0 : timesUseless;
    leftAlone = true;
    leftAloneUntil = now + Math.min(LEFT_ALONE << timesUseless, MAX_LEFT_ALONE);
    timesUseless = Math.min(timesUseless + 1, Long.SIZE / 4);
  }

  /**
   * @return whether it is not to be tried now
   */
  boolean isLeftAlone(long now) {
    leftAlone = leftAlone && now - leftAloneUntil < 0;
    return leftAlone;
  }

  /**
   * @return whether the answer is to a probe that was sent since the path {@linkplain #died died}
   */
  boolean answered(long now, long nanos) {
    answered = true;
    lastAnswer = now;
    roundTripTime.update(nanos);
    return now - nanos - diedAt >= 0;
  }

  /**
   * @return whether it is so much faster that a change is worth it
   */
  boolean isFasterThan(DirectPath other) {
    long before = other.roundTripTime.least();
    long now = roundTripTime.least();
    return other.roundTripTime.isKnown() && now < before * FASTER && now < before - FASTER_NANOS;
  }

  /** It does not answer any more; when it does again it has to prove anew what it carries. */
  void died(long now) {
    diedAt = now;
    answered = false;
    state = State.WAITING;
  }

  /**
   * @return whether it has answered in this time
   */
  boolean isAnsweredWithin(long nanos, long now) {
    return answered && now - lastAnswer < nanos;
  }

  /**
   * @return whether it was usable, and has answered in this time, whatever has become of it since
   */
  boolean wasUsableWithin(long nanos, long now) {
    return wasUsable && now - lastAnswer < nanos;
  }

  @Override
  public void taken(Instant now) {
    since = now;
    takenAt = System.nanoTime();
  }

  @Override
  public PathKind kind() {
    return PathKind.DIRECT;
  }

  @Override
  public DatagramPacket outbound(DatagramPacket packet) {
    return new DatagramPacket(packet.content(), remote);
  }

  @Override
  public RttEstimator roundTripTime() {
    return roundTripTime;
  }

  @Override
  public ChannelPath describe() {
    return new ChannelPath(PathKind.DIRECT, NetUtil.toSocketAddressString(remote), since, roundTripTime.nanos());
  }
}
