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
 * The limits of broadcasts at a Coordinator, and the rules of who may join them.
 * <p>
 * All readers of a broadcast share the messages that wait for them. So these messages take at most about twice
 * {@link #getMaxBufferedBytes()} for each broadcast, which is 1 GiB for {@link #getMaxBroadcasts()} of them with the
 * defaults, when each has a reader that does not read. In addition each reader has 128 bytes for each batch of messages
 * that waits, which count in its {@link #getMaxBufferedBytes()}, and possibly the rest of one message over 32 KiB. QUIC
 * holds up to 16 MiB of data of a sender that has to wait; {@link #getMaxBroadcastsPerClient()} bounds that.
 */
@DataObject
@JsonGen(publicConverter = false)
public class BroadcastLimits {

  /** Default number of broadcasts, 1000: see {@link BroadcastLimits} for the memory that they can take. */
  public static final int DEFAULT_MAX_BROADCASTS = 1000;

  /** Default number of broadcasts that a client may have joined at a time, 100: each is a QUIC stream. */
  public static final int DEFAULT_MAX_BROADCASTS_PER_CLIENT = 100;

  /**
   * Default number of broadcasts that a client may have created, 50: enough for an application with a name for each of
   * its topics, and only a small part of {@link #DEFAULT_MAX_BROADCASTS}.
   */
  public static final int DEFAULT_MAX_BROADCASTS_CREATED_PER_CLIENT = 50;

  /** Default largest message, 256 KiB: use data streams for larger ones. */
  public static final int DEFAULT_MAX_MESSAGE_SIZE = 256 * 1024;

  /** Default number of bytes that wait for one reader, 512 KiB: two messages of the largest size. */
  public static final int DEFAULT_MAX_BUFFERED_BYTES = 512 * 1024;

  /** Default time that a reader may block the senders without taking a message, 10 s: longer than a pause of a JVM. */
  public static final Duration DEFAULT_STALL_TIMEOUT = Duration.ofSeconds(10);

  private int maxBroadcasts;
  private int maxBroadcastsPerClient;
  private int maxBroadcastsCreatedPerClient;
  private int maxMessageSize;
  private int maxBufferedBytes;
  private Duration stallTimeout;
  private List<BroadcastRule> rules;

  /**
   * Default limits.
   */
  public BroadcastLimits() {
    maxBroadcasts = DEFAULT_MAX_BROADCASTS;
    maxBroadcastsPerClient = DEFAULT_MAX_BROADCASTS_PER_CLIENT;
    maxBroadcastsCreatedPerClient = DEFAULT_MAX_BROADCASTS_CREATED_PER_CLIENT;
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
    maxBroadcastsPerClient = other.maxBroadcastsPerClient;
    maxBroadcastsCreatedPerClient = other.maxBroadcastsCreatedPerClient;
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
      .integer("maxBroadcastsPerClient", this::setMaxBroadcastsPerClient)
      .integer("maxBroadcastsCreatedPerClient", this::setMaxBroadcastsCreatedPerClient)
      .integer("maxMessageSize", this::setMaxMessageSize)
      .integer("maxBufferedBytes", this::setMaxBufferedBytes)
      .duration("stallTimeout", this::setStallTimeout)
      .nonEmptyObjects("rules", BroadcastRule::new, this::setRules)
      .end();
  }

  /**
   * @return the largest number of broadcasts, default 1000
   */
  public int getMaxBroadcasts() {
    return maxBroadcasts;
  }

  /**
   * @param maxBroadcasts the largest number of broadcasts, 0 to 10,000,000; creating one more is refused with
   *                      {@link ConecError#LIMIT_EXCEEDED}
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastLimits setMaxBroadcasts(int maxBroadcasts) {
    this.maxBroadcasts = Require.between("maxBroadcasts", maxBroadcasts, 0, 10_000_000);
    return this;
  }

  /**
   * @return the largest number of broadcasts that each client may have joined at a time, default 100
   */
  public int getMaxBroadcastsPerClient() {
    return maxBroadcastsPerClient;
  }

  /**
   * @param maxBroadcastsPerClient the largest number of broadcasts that each client may have joined at a time, 0 to
   *                     1,000,000; joining one more fails with {@link ConecError#LIMIT_EXCEEDED}
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastLimits setMaxBroadcastsPerClient(int maxBroadcastsPerClient) {
    this.maxBroadcastsPerClient = Require.between("maxBroadcastsPerClient", maxBroadcastsPerClient, 0, 1_000_000);
    return this;
  }

  /**
   * @return the largest number of existing broadcasts that each client may have created, default 50
   */
  public int getMaxBroadcastsCreatedPerClient() {
    return maxBroadcastsCreatedPerClient;
  }

  /**
   * Set how many of the existing broadcasts each client may have created, including those that it has left. The limit
   * is at most 2 when half of {@link #getMaxBroadcasts()} exist. Creating one more is refused with
   * {@link ConecError#LIMIT_EXCEEDED}.
   *
   * @param maxBroadcastsCreatedPerClient the number of broadcasts, 0 to 1,000,000
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastLimits setMaxBroadcastsCreatedPerClient(int maxBroadcastsCreatedPerClient) {
    this.maxBroadcastsCreatedPerClient = Require.between("maxBroadcastsCreatedPerClient",
      maxBroadcastsCreatedPerClient, 0, 1_000_000);
    return this;
  }

  /**
   * @return the largest message of a broadcast, in bytes, default 256 KiB
   */
  public int getMaxMessageSize() {
    return maxMessageSize;
  }

  /**
   * Set the largest message of a broadcast. For messages of a bridge this is the largest body, with 64 KiB for the
   * headers in addition. Writing a larger message fails with {@link ConecError#MESSAGE_TOO_LARGE}.
   *
   * @param maxMessageSize bytes, 1 to 2<sup>30</sup>
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastLimits setMaxMessageSize(int maxMessageSize) {
    this.maxMessageSize = Require.between("maxMessageSize", maxMessageSize, 1, 1 << 30);
    return this;
  }

  /**
   * @return the number of bytes that wait at the Coordinator for each reader, default 512 KiB
   */
  public int getMaxBufferedBytes() {
    return maxBufferedBytes;
  }

  /**
   * Set how many bytes wait at the Coordinator for each reader, without the data that QUIC has under way to it. When
   * there are more, the senders wait ({@link OverflowPolicy#BLOCK}) or the oldest messages are dropped
   * ({@link OverflowPolicy#DROP_OLDEST}). There is always room for one message.
   *
   * @param maxBufferedBytes bytes, 1 to 2<sup>30</sup>
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastLimits setMaxBufferedBytes(int maxBufferedBytes) {
    this.maxBufferedBytes = Require.between("maxBufferedBytes", maxBufferedBytes, 1, 1 << 30);
    return this;
  }

  /**
   * @return the time that a reader may block the senders, default 10 s (JSON: milliseconds or {@code 10s})
   */
  public Duration getStallTimeout() {
    return stallTimeout;
  }

  /**
   * Set how long a reader with {@link OverflowPolicy#BLOCK} may block the senders without taking a message. After that
   * the Coordinator cuts it off with {@link ConecError#BROADCAST_STALLED}.
   *
   * @param stallTimeout the time, 100 ms or more
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastLimits setStallTimeout(Duration stallTimeout) {
    this.stallTimeout = Require.atLeast("stallTimeout", stallTimeout, Duration.ofMillis(100));
    return this;
  }

  /**
   * @return the rules of who may join broadcasts; empty, the default, permits everything to every client
   */
  public List<BroadcastRule> getRules() {
    return rules;
  }

  /**
   * Set who may join broadcasts. A client may read, or write, a broadcast when at least one rule permits it. Otherwise
   * joining fails with {@link ConecError#BROADCAST_NOT_PERMITTED}. Without rules every client may do everything; JSON
   * has no {@code rules} then, since an empty list is more likely a mistake.
   *
   * @param rules the rules, empty for none
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastLimits setRules(List<BroadcastRule> rules) {
    this.rules = Require.each("rules", rules, BroadcastRule::permittingSomething);
    return this;
  }

  /**
   * @param rule one more rule of who may join broadcasts; it must permit reading or writing
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastLimits addRule(BroadcastRule rule) {
    rules.add(BroadcastRule.permittingSomething("rules", rule));
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
