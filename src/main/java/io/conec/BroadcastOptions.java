package io.conec;

import io.conec.impl.config.OptionsReader;
import io.conec.impl.config.Require;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.codegen.json.annotations.JsonGen;
import io.vertx.core.json.JsonObject;

/**
 * Options of a client for joining a broadcast.
 */
@DataObject
@JsonGen(publicConverter = false)
public class BroadcastOptions {

  /** Default role: send and read. */
  public static final BroadcastRole DEFAULT_ROLE = BroadcastRole.BOTH;

  /** Default of {@code receiveOwnMessages}: this client also receives its own messages. */
  public static final boolean DEFAULT_RECEIVE_OWN_MESSAGES = true;

  /** Default overflow: a slow reader does not delay the others unless it asks for that. */
  public static final OverflowPolicy DEFAULT_OVERFLOW = OverflowPolicy.DROP_OLDEST;

  /**
   * Default number of messages that wait for a reader, 256: at 1000 a second that covers a pause of a quarter second.
   */
  public static final int DEFAULT_MAX_BUFFERED_MESSAGES = 256;

  /** The largest number of messages that may wait for a reader; each may be as large as the Coordinator allows. */
  public static final int MAX_BUFFERED_MESSAGES = StreamOptions.MAX_BUFFERED_MESSAGES;

  /** Default size of the write queue in bytes, 256 KiB: that of a data stream. */
  public static final int DEFAULT_WRITE_QUEUE_MAX_SIZE = StreamOptions.DEFAULT_WRITE_QUEUE_MAX_SIZE;

  private BroadcastRole role;
  private boolean receiveOwnMessages;
  private OverflowPolicy overflow;
  private int maxBufferedMessages;
  private int writeQueueMaxSize;

  /**
   * Default options.
   */
  public BroadcastOptions() {
    role = DEFAULT_ROLE;
    receiveOwnMessages = DEFAULT_RECEIVE_OWN_MESSAGES;
    overflow = DEFAULT_OVERFLOW;
    maxBufferedMessages = DEFAULT_MAX_BUFFERED_MESSAGES;
    writeQueueMaxSize = DEFAULT_WRITE_QUEUE_MAX_SIZE;
  }

  /**
   * @param other the options to copy
   */
  public BroadcastOptions(BroadcastOptions other) {
    role = other.role;
    receiveOwnMessages = other.receiveOwnMessages;
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
      .bool("receiveOwnMessages", this::setReceiveOwnMessages)
      .choice("overflow", OverflowPolicy.class, this::setOverflow)
      .integer("maxBufferedMessages", this::setMaxBufferedMessages)
      .integer("writeQueueMaxSize", this::setWriteQueueMaxSize)
      .end();
  }

  /**
   * @return whether this client sends, reads, or both, default {@link BroadcastRole#BOTH}
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
   * @return whether this client also receives its own messages, default {@code true}
   */
  public boolean isReceiveOwnMessages() {
    return receiveOwnMessages;
  }

  /**
   * @param receiveOwnMessages whether this client also receives its own messages, in the same order as the other
   *                           readers
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastOptions setReceiveOwnMessages(boolean receiveOwnMessages) {
    this.receiveOwnMessages = receiveOwnMessages;
    return this;
  }

  /**
   * @return what happens when this client reads too slowly, default {@link OverflowPolicy#DROP_OLDEST}
   */
  public OverflowPolicy getOverflow() {
    return overflow;
  }

  /**
   * @param overflow what happens when this client reads too slowly
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastOptions setOverflow(OverflowPolicy overflow) {
    this.overflow = Require.notNull("overflow", overflow);
    return this;
  }

  /**
   * @return the number of messages that wait for the handler, default 256
   */
  public int getMaxBufferedMessages() {
    return maxBufferedMessages;
  }

  /**
   * Set how many messages wait for the handler. When there are more, this client stops reading
   * ({@link OverflowPolicy#BLOCK}) or drops the oldest ({@link OverflowPolicy#DROP_OLDEST}); with {@code DROP_OLDEST}
   * at most as many wait at the Coordinator, too. Each message may have {@link BroadcastLimits#getMaxMessageSize()}.
   *
   * @param maxBufferedMessages the number of messages, 1 to 1,048,576
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastOptions setMaxBufferedMessages(int maxBufferedMessages) {
    this.maxBufferedMessages = Require.between("maxBufferedMessages", maxBufferedMessages, 1, MAX_BUFFERED_MESSAGES);
    return this;
  }

  /**
   * @return the number of queued bytes at which the write queue is full, default 256 KiB
   */
  public int getWriteQueueMaxSize() {
    return writeQueueMaxSize;
  }

  /**
   * @param writeQueueMaxSize the number of queued bytes at which {@link ConecBroadcast#writeQueueFull()} returns
   *                          {@code true}, 1 or more
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
