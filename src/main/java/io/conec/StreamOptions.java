package io.conec;

import io.conec.impl.config.OptionException;
import io.conec.impl.config.OptionsReader;
import io.conec.impl.config.Require;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.codegen.json.annotations.JsonGen;
import io.vertx.core.json.JsonObject;

/**
 * Options of a data stream that this side opens.
 */
@DataObject
@JsonGen(publicConverter = false)
public class StreamOptions {

  /** Default id: the library chooses a free one. */
  public static final long DEFAULT_ID = -1;

  /** The largest id: the largest integer that every JSON implementation keeps exactly. */
  public static final long MAX_ID = (1L << 53) - 1;

  /** Default protocol, empty: such streams go to {@link ConecClient#streamHandler(io.vertx.core.Handler)}. */
  public static final String DEFAULT_PROTOCOL = "";

  /** The longest protocol name. */
  public static final int MAX_PROTOCOL_LENGTH = 255;

  /** Default largest message: {@link ClientOptions#getMaxMessageSize()}. */
  public static final int DEFAULT_MAX_MESSAGE_SIZE = 0;

  /** Default size of the write queue in bytes, 256 KiB: keeps a fast path busy until the writer continues. */
  public static final int DEFAULT_WRITE_QUEUE_MAX_SIZE = 256 * 1024;

  /** Default overflow: the writer at the other end waits, and no message is lost. */
  public static final OverflowPolicy DEFAULT_OVERFLOW = OverflowPolicy.BLOCK;

  /**
   * Default number of messages that wait for the handler, 4: more wait in the window of QUIC, which is larger anyway.
   */
  public static final int DEFAULT_MAX_BUFFERED_MESSAGES = 4;

  /** The largest number of messages that may wait for the handler; each may have {@link #getMaxMessageSize()}. */
  public static final int MAX_BUFFERED_MESSAGES = 1024 * 1024;

  private long id;
  private String protocol;
  private OverflowPolicy overflow;
  private int maxBufferedMessages;
  private int maxMessageSize;
  private int writeQueueMaxSize;

  /**
   * Default options.
   */
  public StreamOptions() {
    id = DEFAULT_ID;
    protocol = DEFAULT_PROTOCOL;
    overflow = DEFAULT_OVERFLOW;
    maxBufferedMessages = DEFAULT_MAX_BUFFERED_MESSAGES;
    maxMessageSize = DEFAULT_MAX_MESSAGE_SIZE;
    writeQueueMaxSize = DEFAULT_WRITE_QUEUE_MAX_SIZE;
  }

  /**
   * @param other the options to copy
   */
  public StreamOptions(StreamOptions other) {
    id = other.id;
    protocol = other.protocol;
    overflow = other.overflow;
    maxBufferedMessages = other.maxBufferedMessages;
    maxMessageSize = other.maxMessageSize;
    writeQueueMaxSize = other.writeQueueMaxSize;
  }

  /**
   * @param json the JSON to read
   * @throws IllegalArgumentException for an unknown key, a wrong type or a value out of range; the message has its path
   */
  public StreamOptions(JsonObject json) {
    this();
    new OptionsReader(json)
      .longInteger("id", this::setId)
      .string("protocol", this::setProtocol)
      .choice("overflow", OverflowPolicy.class, this::setOverflow)
      .integer("maxBufferedMessages", this::setMaxBufferedMessages)
      .integer("maxMessageSize", this::setMaxMessageSize)
      .integer("writeQueueMaxSize", this::setWriteQueueMaxSize)
      .end();
  }

  /**
   * @return the id of the stream, -1 for a free one
   */
  public long getId() {
    return id;
  }

  /**
   * @param id the id of the stream, 0 to 2<sup>53</sup>-1, unique among the open streams that this side has opened on
   *           the channel; -1, the default, for a free one
   * @return a reference to this, so the API can be used fluently
   */
  public StreamOptions setId(long id) {
    this.id = Require.between("id", id, DEFAULT_ID, MAX_ID);
    return this;
  }

  /**
   * @return the application protocol of the stream, empty by default
   */
  public String getProtocol() {
    return protocol;
  }

  /**
   * @param protocol the application protocol of the stream, at most 255 characters, which selects the handler at the
   *                 other end; names that start with {@code conec/} belong to this library
   * @return a reference to this, so the API can be used fluently
   */
  public StreamOptions setProtocol(String protocol) {
    int length = Require.notNull("protocol", protocol).length();
    if (length > MAX_PROTOCOL_LENGTH) {
      throw new OptionException("protocol", "must have at most " + MAX_PROTOCOL_LENGTH + " characters, not " + length);
    }
    this.protocol = protocol;
    return this;
  }

  /**
   * @return what happens when the handler of this side is too slow, default {@link OverflowPolicy#BLOCK}
   */
  public OverflowPolicy getOverflow() {
    return overflow;
  }

  /**
   * @param overflow what happens when the handler of this side is too slow: the writer waits
   *                 ({@link OverflowPolicy#BLOCK}), or the oldest messages are dropped and counted
   *                 ({@link OverflowPolicy#DROP_OLDEST}, see {@link ConecStream#droppedHandler})
   * @return a reference to this, so the API can be used fluently
   */
  public StreamOptions setOverflow(OverflowPolicy overflow) {
    this.overflow = Require.notNull("overflow", overflow);
    return this;
  }

  /**
   * @return the number of messages that wait for the handler of this side, default 4
   */
  public int getMaxBufferedMessages() {
    return maxBufferedMessages;
  }

  /**
   * Set how many messages wait for the handler of this side. When there are more, this side stops reading
   * ({@link OverflowPolicy#BLOCK}) or drops the oldest ({@link OverflowPolicy#DROP_OLDEST}). Each may have
   * {@link #getMaxMessageSize()}.
   *
   * @param maxBufferedMessages the number of messages, 1 to 1,048,576
   * @return a reference to this, so the API can be used fluently
   */
  public StreamOptions setMaxBufferedMessages(int maxBufferedMessages) {
    this.maxBufferedMessages =
      Require.between("maxBufferedMessages", maxBufferedMessages, 1, MAX_BUFFERED_MESSAGES);
    return this;
  }

  /**
   * @return the largest message that this side reads, in bytes; 0, the default, for
   * {@link ClientOptions#getMaxMessageSize()}
   */
  public int getMaxMessageSize() {
    return maxMessageSize;
  }

  /**
   * @param maxMessageSize the largest message that this side reads, in bytes, at most 2<sup>31</sup>-9; 0 for
   *                       {@link ClientOptions#getMaxMessageSize()}
   * @return a reference to this, so the API can be used fluently
   */
  public StreamOptions setMaxMessageSize(int maxMessageSize) {
    this.maxMessageSize = Require.between("maxMessageSize", maxMessageSize, 0, Integer.MAX_VALUE - 8);
    return this;
  }

  /**
   * @return the number of queued bytes at which the write queue is full, default 256 KiB
   */
  public int getWriteQueueMaxSize() {
    return writeQueueMaxSize;
  }

  /**
   * @param writeQueueMaxSize the number of queued bytes at which {@link ConecStream#writeQueueFull()} returns
   *                          {@code true}, 1 or more
   * @return a reference to this, so the API can be used fluently
   */
  public StreamOptions setWriteQueueMaxSize(int writeQueueMaxSize) {
    this.writeQueueMaxSize = Require.between("writeQueueMaxSize", writeQueueMaxSize, 1, Integer.MAX_VALUE);
    return this;
  }

  /**
   * @return these options as JSON
   */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    StreamOptionsConverter.toJson(this, json);
    return json;
  }
}
