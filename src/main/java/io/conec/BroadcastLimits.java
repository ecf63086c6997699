package io.conec;

import io.conec.impl.config.OptionsReader;
import io.conec.impl.config.Require;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.codegen.json.annotations.JsonGen;
import io.vertx.core.json.JsonObject;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a Coordinator allows of broadcasts: how many, how large, who may join.
 * <p>
 * All readers of a broadcast share the messages that wait for them. So these take at most about twice
 * {@link #getMaxBufferedBytes()} for each broadcast, 1 GiB for {@link #getMaxBroadcasts()} of them with the defaults,
 * when each has a reader that does not read. A reader has for itself 128 bytes for each batch of messages that waits,
 * which count as part of its {@link #getMaxBufferedBytes()}, and maybe the rest of one message over 32 KiB. QUIC holds
 * up to 16 MiB of what a sender that has to wait has under way; {@link #getMaxPerClient()} bounds that.
 */
@DataObject
@JsonGen(publicConverter = false)
public class BroadcastLimits {

  /** Default number of broadcasts, 1000: see above for the memory that they may take. */
  public static final int DEFAULT_MAX_BROADCASTS = 1000;

  /** Default number of broadcasts that a client may be in at a time, 100: each is a QUIC stream. */
  public static final int DEFAULT_MAX_PER_CLIENT = 100;

  /**
   * Default number of broadcasts that a client may have begun, 50: an application has a name for each of its topics,
   * and no client takes more than a small part of {@link #DEFAULT_MAX_BROADCASTS}.
   */
  public static final int DEFAULT_MAX_CREATED_PER_CLIENT = 50;

  /** Default largest message, 256 KiB: one that is larger is better sent on a data stream to those who want it. */
  public static final int DEFAULT_MAX_MESSAGE_SIZE = 256 * 1024;

  /** Default number of bytes that wait for one reader, 512 KiB: two messages of the largest size. */
  public static final int DEFAULT_MAX_BUFFERED_BYTES = 512 * 1024;

  /** Default time that a reader may hold up the senders without taking anything, 10 s: a pause of a JVM fits in. */
  public static final Duration DEFAULT_STALL_TIMEOUT = Duration.ofSeconds(10);

  private int maxBroadcasts;
  private int maxPerClient;
  private int maxCreatedPerClient;
  private int maxMessageSize;
  private int maxBufferedBytes;
  private Duration stallTimeout;
  private List<BroadcastRule> rules;

  /**
   * Default limits.
   */
  public BroadcastLimits() {
    maxBroadcasts = DEFAULT_MAX_BROADCASTS;
    maxPerClient = DEFAULT_MAX_PER_CLIENT;
    maxCreatedPerClient = DEFAULT_MAX_CREATED_PER_CLIENT;
    maxMessageSize = DEFAULT_MAX_MESSAGE_SIZE;
    maxBufferedBytes = DEFAULT_MAX_BUFFERED_BYTES;
    stallTimeout = DEFAULT_STALL_TIMEOUT;
    rules = new ArrayList<>();
  }

  /**
   * @param other the limits to copy
   */
  public BroadcastLimits(BroadcastLimits other) {
    maxBroadcasts = other.maxBroadcasts;
    maxPerClient = other.maxPerClient;
    maxCreatedPerClient = other.maxCreatedPerClient;
    maxMessageSize = other.maxMessageSize;
    maxBufferedBytes = other.maxBufferedBytes;
    stallTimeout = other.stallTimeout;
    rules = new ArrayList<>();
    other.rules.forEach(rule -> rules.add(new BroadcastRule(rule)));
  }

  /**
   * @param json the JSON to read
   * @throws IllegalArgumentException for an unknown key, a wrong type or a value out of range; the message has its path
   */
  public BroadcastLimits(JsonObject json) {
    this();
    new OptionsReader(json)
      .integer("maxBroadcasts", this::setMaxBroadcasts)
      .integer("maxPerClient", this::setMaxPerClient)
      .integer("maxCreatedPerClient", this::setMaxCreatedPerClient)
      .integer("maxMessageSize", this::setMaxMessageSize)
      .integer("maxBufferedBytes", this::setMaxBufferedBytes)
      .duration("stallTimeout", this::setStallTimeout)
      .objects("rules", BroadcastRule::new, this::setRules)
      .end();
  }

  /**
   * @return how many broadcasts there may be, default 1000
   */
  public int getMaxBroadcasts() {
    return maxBroadcasts;
  }

  /**
   * @param maxBroadcasts how many broadcasts there may be, 0 for none; to join one more is refused with
   *                      {@link ConecError#LIMIT_EXCEEDED}
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastLimits setMaxBroadcasts(int maxBroadcasts) {
    this.maxBroadcasts = Require.between("maxBroadcasts", maxBroadcasts, 0, 10_000_000);
    return this;
  }

  /**
   * @return how many broadcasts each client may be in, default 100
   */
  public int getMaxPerClient() {
    return maxPerClient;
  }

  /**
   * @param maxPerClient how many broadcasts each client may be in at a time; to join one more fails with
   *                     {@link ConecError#LIMIT_EXCEEDED}
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastLimits setMaxPerClient(int maxPerClient) {
    this.maxPerClient = Require.between("maxPerClient", maxPerClient, 0, 1_000_000);
    return this;
  }

  /**
   * @return how many broadcasts each client may have begun, default 50
   */
  public int getMaxCreatedPerClient() {
    return maxCreatedPerClient;
  }

  /**
   * @param maxCreatedPerClient how many of the broadcasts that are there each client may have begun, whether it is in
   *                            them still or not; no more than 2 when half of the names are taken. One more is refused
   *                            with {@link ConecError#LIMIT_EXCEEDED}
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastLimits setMaxCreatedPerClient(int maxCreatedPerClient) {
    this.maxCreatedPerClient = Require.between("maxCreatedPerClient", maxCreatedPerClient, 0, 1_000_000);
    return this;
  }

  /**
   * @return the largest message of a broadcast, in bytes, default 256 KiB
   */
  public int getMaxMessageSize() {
    return maxMessageSize;
  }

  /**
   * @param maxMessageSize the largest message of a broadcast, in bytes, from a bridge the largest body, with 64 KiB for
   *                       its headers beside it; a larger one fails at its sender with
   *                       {@link ConecError#MESSAGE_TOO_LARGE}
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastLimits setMaxMessageSize(int maxMessageSize) {
    this.maxMessageSize = Require.between("maxMessageSize", maxMessageSize, 1, 1 << 30);
    return this;
  }

  /**
   * @return how many bytes wait for each reader, default 512 KiB
   */
  public int getMaxBufferedBytes() {
    return maxBufferedBytes;
  }

  /**
   * @param maxBufferedBytes how many bytes wait here for each reader, beside what QUIC has under way to it; then the
   *                         senders wait ({@link OverflowPolicy#BLOCK}) or the oldest is dropped ({@link
   *                         OverflowPolicy#DROP_OLDEST}). One message always has room
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastLimits setMaxBufferedBytes(int maxBufferedBytes) {
    this.maxBufferedBytes = Require.between("maxBufferedBytes", maxBufferedBytes, 1, 1 << 30);
    return this;
  }

  /**
   * @return how long a reader may hold up the senders, default 10 s (JSON: milliseconds or {@code 10s})
   */
  public Duration getStallTimeout() {
    return stallTimeout;
  }

  /**
   * @param stallTimeout how long a reader with {@link OverflowPolicy#BLOCK} may hold up the senders without taking a
   *                     single message before it is cut off with {@link ConecError#BROADCAST_STALLED}, 100 ms or more
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastLimits setStallTimeout(Duration stallTimeout) {
    this.stallTimeout = Require.atLeast("stallTimeout", stallTimeout, Duration.ofMillis(100));
    return this;
  }

  /**
   * @return who may join what; empty, the default, for everybody and everything
   */
  public List<BroadcastRule> getRules() {
    return rules;
  }

  /**
   * @param rules who may join what: a client may read, or write, when at least one rule lets it; others are refused
   *              with {@link ConecError#BROADCAST_NOT_PERMITTED}; at least one. Without this option everybody may do
   *              everything
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastLimits setRules(List<BroadcastRule> rules) {
    this.rules = Require.nonEmpty("rules", rules, BroadcastRule::allowingSomething);
    return this;
  }

  /**
   * @param rule one more rule of who may join what, which allows reading or writing
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastLimits addRule(BroadcastRule rule) {
    rules.add(BroadcastRule.allowingSomething("rule", rule));
    return this;
  }

  /**
   * @return these limits as JSON
   */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    BroadcastLimitsConverter.toJson(this, json);
    if (rules.isEmpty()) {
      json.remove("rules");
    }
    json.put("stallTimeout", stallTimeout.toMillis());
    return json;
  }
}
