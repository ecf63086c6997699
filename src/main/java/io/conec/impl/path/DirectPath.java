package io.conec.impl.path;

import io.conec.ChannelPath;
import io.conec.PathKind;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.NetUtil;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * A direct path to one address of the peer, and the results of its checks.
 */
final class DirectPath implements Path {

  /** The progress of the checks of this path. */
  enum State {
    /** No answer has come in this round of checks. */
    WAITING,
    /** Small datagrams arrive. */
    REACHABLE,
    /** Datagrams of every size arrive. */
    VALIDATED
  }

  /** A path must be faster than another by this much, so that two equal ones do not alternate. */
  private static final double FASTER = 0.8;
  private static final long FASTER_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /** How long a path that passes only probes is suspended; doubles each time. */
  private static final long SUSPENSION_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long MAX_SUSPENSION_NANOS = TimeUnit.MINUTES.toNanos(10);

  /** A path that was in use for this long has carried QUIC. */
  private static final long CARRIES_QUIC_AFTER_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final InetSocketAddress remote;
  private final boolean peerReflexive;
  private final RttEstimator roundTripTime = new RttEstimator();
  private volatile Instant since = Instant.EPOCH;
  private State state = State.WAITING;
  private int attempts;
  private long nextAttempt;
  private boolean wasValidated;
  private boolean answered;
  private long lastAnswer;
  private long selectedAt;
  private int timesSuspended;
  private long suspendedUntil = System.nanoTime();
  private long diedAt = System.nanoTime();

  /**
   * @param peerReflexive whether the address is known from a probe of the peer (RFC 8445, section 4)
   */
  DirectPath(InetSocketAddress remote, boolean peerReflexive) {
    this.remote = remote;
    this.peerReflexive = peerReflexive;
  }

  InetSocketAddress remote() {
    return remote;
  }

  boolean isPeerReflexive() {
    return peerReflexive;
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

  /** A check has succeeded; the attempts of the next one start from zero. */
  void advance(State reached, long now) {
    state = reached;
    wasValidated |= reached == State.VALIDATED;
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

  /** It passes probes, but not QUIC: do not check it for some time, longer each time. */
  void suspend(long now) {
    timesSuspended = now - selectedAt > CARRIES_QUIC_AFTER_NANOS ? 0 : timesSuspended;
    suspendedUntil = now + Math.min(SUSPENSION_NANOS << timesSuspended, MAX_SUSPENSION_NANOS);
    timesSuspended = Math.min(timesSuspended + 1, Long.SIZE / 4);
  }

  /**
   * @return whether it must not be checked now
   */
  boolean isSuspended(long now) {
    return now - suspendedUntil < 0;
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
   * @return whether it is so much faster that a change is worthwhile
   */
  boolean isFasterThan(DirectPath other) {
    long before = other.roundTripTime.min();
    long now = roundTripTime.min();
    return other.roundTripTime.isKnown() && now < before * FASTER && now < before - FASTER_NANOS;
  }

  /** It no longer answers. When it answers again, it has to be validated again. */
  void died(long now) {
    diedAt = now;
    answered = false;
    state = State.WAITING;
  }

  /**
   * @return whether it answered within this time
   */
  boolean isAnsweredWithin(long nanos, long now) {
    return answered && now - lastAnswer < nanos;
  }

  /**
   * @return whether it was validated at any time, and answered within this time
   */
  boolean wasValidatedWithin(long nanos, long now) {
    return wasValidated && now - lastAnswer < nanos;
  }

  @Override
  public void selected(Instant now) {
    since = now;
    selectedAt = System.nanoTime();
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
