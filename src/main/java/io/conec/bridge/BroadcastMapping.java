package io.conec.bridge;

import io.conec.BroadcastOptions;
import io.conec.OverflowPolicy;
import io.conec.impl.config.BroadcastName;
import io.conec.impl.config.OptionsReader;
import io.conec.impl.config.Require;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.codegen.json.annotations.JsonGen;
import io.vertx.core.json.JsonObject;

/**
 * Maps a broadcast to an address of this event bus. The bridge sends messages that are published at the address to the
 * broadcast, and publishes messages of the broadcast at the address.
 * <p>
 * A broadcast can be mapped to several addresses, and an address to several broadcasts. The client joins a broadcast
 * once for all of its mappings, so these must have the same {@code overflow}, {@code maxBufferedMessages} and
 * {@code maxQueuedBytes}.
 */
@DataObject
@JsonGen(publicConverter = false)
public class BroadcastMapping {

  /** Default direction: both. */
  public static final BroadcastDirection DEFAULT_DIRECTION = BroadcastDirection.BOTH;

  /** Default number of bytes that wait to be sent, 8 MiB: room for a burst, because the event bus cannot wait. */
  public static final int DEFAULT_MAX_QUEUED_BYTES = 8 * 1024 * 1024;

  private String name;
  private String address;
  private BroadcastDirection direction;
  private OverflowPolicy overflow;
  private int maxBufferedMessages;
  private int maxQueuedBytes;

  /**
   * Default options; a name must still be set.
   */
  public BroadcastMapping() {
    direction = DEFAULT_DIRECTION;
    overflow = BroadcastOptions.DEFAULT_OVERFLOW;
    maxBufferedMessages = BroadcastOptions.DEFAULT_MAX_BUFFERED_MESSAGES;
    maxQueuedBytes = DEFAULT_MAX_QUEUED_BYTES;
  }

  /**
   * @param other the options to copy
   */
  public BroadcastMapping(BroadcastMapping other) {
    name = other.name;
    address = other.address;
    direction = other.direction;
    overflow = other.overflow;
    maxBufferedMessages = other.maxBufferedMessages;
    maxQueuedBytes = other.maxQueuedBytes;
  }

  /**
   * @param json the JSON to read
   * @throws IllegalArgumentException for an unknown key, a wrong type or a value out of range; the message has its path
   */
  public BroadcastMapping(JsonObject json) {
    this();
    new OptionsReader(json)
      .string("name", this::setName)
      .string("address", this::setAddress)
      .choice("direction", BroadcastDirection.class, this::setDirection)
      .choice("overflow", OverflowPolicy.class, this::setOverflow)
      .integer("maxBufferedMessages", this::setMaxBufferedMessages)
      .integer("maxQueuedBytes", this::setMaxQueuedBytes)
      .end();
  }

  /**
   * @return the name of the broadcast
   */
  public String getName() {
    return name;
  }

  /**
   * @param name the name of the broadcast, 1 to 255 characters without control characters
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastMapping setName(String name) {
    this.name = BroadcastName.check("name", name);
    return this;
  }

  /**
   * @return the address on this event bus, by default the name of the broadcast
   */
  public String getAddress() {
    return address == null ? name : address;
  }

  /**
   * @param address the address on this event bus; at most 1024 bytes in UTF-8, and not an address of the event bus
   *                itself ({@link BusAddresses}); {@code null} for the name of the broadcast
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastMapping setAddress(String address) {
    this.address = Require.orNull("address", address, BusAddresses::require);
    return this;
  }

  /**
   * @return the direction of messages, default {@link BroadcastDirection#BOTH}
   */
  public BroadcastDirection getDirection() {
    return direction;
  }

  /**
   * @param direction the direction of messages
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastMapping setDirection(BroadcastDirection direction) {
    this.direction = Require.notNull("direction", direction);
    return this;
  }

  /**
   * @return what happens when the bridge reads too slowly, default {@link OverflowPolicy#DROP_OLDEST}
   */
  public OverflowPolicy getOverflow() {
    return overflow;
  }

  /**
   * Set what happens when the bridge reads too slowly, because its event loop is busy, or the event handler or a
   * consumer is slow. The bridge reads 64 messages ahead of the slowest consumer, or {@code maxBufferedMessages} if
   * that is less.
   *
   * @param overflow what happens then
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastMapping setOverflow(OverflowPolicy overflow) {
    this.overflow = Require.notNull("overflow", overflow);
    return this;
  }

  /**
   * @return the number of messages that wait for the bridge, default 256
   */
  public int getMaxBufferedMessages() {
    return maxBufferedMessages;
  }

  /**
   * @param maxBufferedMessages the number of messages that wait for the bridge before the overflow policy applies, 1 to
   *                            1,048,576, see {@link BroadcastOptions#setMaxBufferedMessages(int)}
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastMapping setMaxBufferedMessages(int maxBufferedMessages) {
    this.maxBufferedMessages = Require.between("maxBufferedMessages", maxBufferedMessages, 1,
      BroadcastOptions.MAX_BUFFERED_MESSAGES);
    return this;
  }

  /**
   * @return the number of bytes that may wait to be sent, default 8 MiB
   */
  public int getMaxQueuedBytes() {
    return maxQueuedBytes;
  }

  /**
   * Set how many bytes may wait to be sent: on their way to the bridge, and as many again in the write queue of the
   * broadcast. While more bytes wait, the bridge drops published messages and reports them with
   * {@link io.conec.ConecError#BUS_OVERLOADED}.
   *
   * @param maxQueuedBytes bytes, 1 or more
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastMapping setMaxQueuedBytes(int maxQueuedBytes) {
    this.maxQueuedBytes = Require.positive("maxQueuedBytes", maxQueuedBytes);
    return this;
  }

  /**
   * @return these options as JSON
   */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    BroadcastMappingConverter.toJson(this, json);
    return json;
  }
}
