package io.conec;

import io.conec.impl.config.OptionsReader;
import io.conec.impl.config.Require;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.codegen.json.annotations.JsonGen;
import io.vertx.core.json.JsonObject;

/**
 * How a client takes part in a broadcast.
 */
@DataObject
@JsonGen(publicConverter = false)
public class BroadcastOptions {

  /** Default role: send and read. */
  public static final BroadcastRole DEFAULT_ROLE = BroadcastRole.BOTH;

  /** Default of whether the messages of this client come back to it. */
  public static final boolean DEFAULT_OWN_MESSAGES = true;

  /** Default for a reader that is too slow: it does not stop everybody else without having asked for that. */
  public static final OverflowPolicy DEFAULT_OVERFLOW = OverflowPolicy.DROP_OLDEST;

  /** Default number of messages that wait for a reader, 256: a pause of a quarter second at 1000 a second fits in. */
  public static final int DEFAULT_MAX_BUFFERED_MESSAGES = 256;

  /** The most messages that may wait for a reader: each may be as large as the Coordinator allows. */
  public static final int MAX_BUFFERED_MESSAGES = 1024 * 1024;

  /** Default size of the write queue in bytes, 256 KiB: that of a data stream. */
  public static final int DEFAULT_WRITE_QUEUE_MAX_SIZE = StreamOptions.DEFAULT_WRITE_QUEUE_MAX_SIZE;

  private BroadcastRole role;
  private boolean ownMessages;
  private OverflowPolicy overflow;
  private int maxBufferedMessages;
  private int writeQueueMaxSize;

  /**
   * Default options.
   */
  public BroadcastOptions() {
    role = DEFAULT_ROLE;
    ownMessages = DEFAULT_OWN_MESSAGES;
    overflow = DEFAULT_OVERFLOW;
    maxBufferedMessages = DEFAULT_MAX_BUFFERED_MESSAGES;
    writeQueueMaxSize = DEFAULT_WRITE_QUEUE_MAX_SIZE;
  }

  /**
   * @param other the options to copy
   */
  public BroadcastOptions(BroadcastOptions other) {
    role = other.role;
    ownMessages = other.ownMessages;
    overflow = other.overflow;
    maxBufferedMessages = other.maxBufferedMessages;
    writeQueueMaxSize = other.writeQueueMaxSize;
  }

  /**
   * @param json the JSON to read
   * @throws IllegalArgumentException for an unknown key, a wrong type or a value out of range; the message has its path
   */
  public BroadcastOptions(JsonObject json) {
    this();
    new OptionsReader(json)
      .choice("role", BroadcastRole.class, this::setRole)
      .bool("ownMessages", this::setOwnMessages)
      .choice("overflow", OverflowPolicy.class, this::setOverflow)
      .integer("maxBufferedMessages", this::setMaxBufferedMessages)
      .integer("writeQueueMaxSize", this::setWriteQueueMaxSize)
      .end();
  }

  /**
   * @return whether this client sends, reads, or both, the default
   */
  public BroadcastRole getRole() {
    return role;
  }

  /**
   * @param role whether this client sends, reads, or both
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastOptions setRole(BroadcastRole role) {
    this.role = Require.notNull("role", role);
    return this;
  }

  /**
   * @return whether what this client sends comes back to it, default {@code true}
   */
  public boolean isOwnMessages() {
    return ownMessages;
  }

  /**
   * @param ownMessages whether what this client sends comes back to it, in line with what the others send
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastOptions setOwnMessages(boolean ownMessages) {
    this.ownMessages = ownMessages;
    return this;
  }

  /**
   * @return what happens when this reader is too slow, default {@link OverflowPolicy#DROP_OLDEST}
   */
  public OverflowPolicy getOverflow() {
    return overflow;
  }

  /**
   * @param overflow what happens when this reader is too slow
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastOptions setOverflow(OverflowPolicy overflow) {
    this.overflow = Require.notNull("overflow", overflow);
    return this;
  }

  /**
   * @return how many messages wait for this reader, default 256
   */
  public int getMaxBufferedMessages() {
    return maxBufferedMessages;
  }

  /**
   * @param maxBufferedMessages how many messages wait here for this reader, 1 to 1,048,576, before no more is read from
   *                            the Coordinator ({@link OverflowPolicy#BLOCK}) or the oldest is dropped ({@link
   *                            OverflowPolicy#DROP_OLDEST}); then no more than as many wait at the Coordinator. Each
   *                            may have {@link BroadcastLimits#getMaxMessageSize()}
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastOptions setMaxBufferedMessages(int maxBufferedMessages) {
    this.maxBufferedMessages = Require.between("maxBufferedMessages", maxBufferedMessages, 1, MAX_BUFFERED_MESSAGES);
    return this;
  }

  /**
   * @return how many bytes may be queued before the write queue is full, default 256 KiB
   */
  public int getWriteQueueMaxSize() {
    return writeQueueMaxSize;
  }

  /**
   * @param writeQueueMaxSize how many bytes may be queued before {@link ConecBroadcast#writeQueueFull()}
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastOptions setWriteQueueMaxSize(int writeQueueMaxSize) {
    this.writeQueueMaxSize = Require.between("writeQueueMaxSize", writeQueueMaxSize, 1, Integer.MAX_VALUE);
    return this;
  }

  /**
   * @return these options as JSON
   */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    BroadcastOptionsConverter.toJson(this, json);
    return json;
  }
}
