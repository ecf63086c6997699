package io.conec.bridge;

import io.conec.ClientOptions;
import io.conec.impl.config.OptionsReader;
import io.conec.impl.config.Require;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.codegen.json.annotations.JsonGen;
import io.vertx.core.json.JsonObject;

/**
 * An address of a peer that becomes an address of this event bus.
 */
@DataObject
@JsonGen(publicConverter = false)
public class ImportOptions {

  /** Default number of unanswered requests, 1000: with answers in 10 ms that is 100,000 requests a second. */
  public static final int DEFAULT_MAX_IN_FLIGHT = 1000;

  /** Default number of bytes that wait to be sent, 16 MiB: a burst of 10,000 messages of 1 KiB with room to spare. */
  public static final int DEFAULT_MAX_QUEUED_BYTES = 16 * 1024 * 1024;

  /** Default number of peers that an expression imports from, 1000: the default number of channels of a client. */
  public static final int DEFAULT_MAX_PEERS = ClientOptions.DEFAULT_MAX_CHANNELS;

  private String peer;
  private String address;
  private String localAddress;
  private int maxInFlight;
  private int maxQueuedBytes;
  private int maxPeers;
  private boolean transit;

  /**
   * Default options; a peer and an address must still be set.
   */
  public ImportOptions() {
    maxInFlight = DEFAULT_MAX_IN_FLIGHT;
    maxQueuedBytes = DEFAULT_MAX_QUEUED_BYTES;
    maxPeers = DEFAULT_MAX_PEERS;
  }

  /**
   * @param other the options to copy
   */
  public ImportOptions(ImportOptions other) {
    peer = other.peer;
    address = other.address;
    localAddress = other.localAddress;
    maxInFlight = other.maxInFlight;
    maxQueuedBytes = other.maxQueuedBytes;
    maxPeers = other.maxPeers;
    transit = other.transit;
  }

  /**
   * @param json the JSON to read
   * @throws IllegalArgumentException for an unknown key, a wrong type or a value out of range; the message has its path
   */
  public ImportOptions(JsonObject json) {
    this();
    new OptionsReader(json)
      .string("peer", this::setPeer)
      .string("address", this::setAddress)
      .string("localAddress", this::setLocalAddress)
      .integer("maxInFlight", this::setMaxInFlight)
      .integer("maxQueuedBytes", this::setMaxQueuedBytes)
      .integer("maxPeers", this::setMaxPeers)
      .bool("transit", this::setTransit)
      .end();
  }

  /**
   * @return the id of the peer, or a regular expression for ids of peers
   */
  public String getPeer() {
    return peer;
  }

  /**
   * Set the peer, or an expression for several peers. A text of only letters, digits, {@code -}, {@code .} and
   * {@code _} is an id. Any other text, such as {@code gateway-.*}, is a regular expression
   * ({@link java.util.regex.Pattern}) that must match a whole id.
   * <p>
   * With an expression the bridge imports from each matching peer while it is connected to the Coordinator, at most
   * from {@link #setMaxPeers(int)} of them, and never from this client itself. The Coordinator must let this client see
   * these peers ({@link io.conec.CoordinatorOptions#setPeerRules(java.util.List)}).
   *
   * @param peer the id or the expression
   * @return a reference to this, so the API can be used fluently
   */
  public ImportOptions setPeer(String peer) {
    this.peer = Require.pattern("peer", peer);
    return this;
  }

  /**
   * @return the address at the peer
   */
  public String getAddress() {
    return address;
  }

  /**
   * @param address the address at the peer, which the peer must export; at most 1024 bytes in UTF-8, and not an address
   *                of the event bus itself ({@link BusAddresses})
   * @return a reference to this, so the API can be used fluently
   */
  public ImportOptions setAddress(String address) {
    this.address = BusAddresses.require("address", address);
    return this;
  }

  /**
   * @return the address on this event bus, by default that at the peer
   */
  public String getLocalAddress() {
    return localAddress == null ? address : localAddress;
  }

  /**
   * Set the address on this event bus. On a clustered event bus all members can send to it. Several imports, and all
   * peers of an expression, may have the same local address; each is a consumer of it. {@code {peer}} in the address
   * stands for the id of the peer, so that each peer has an address of its own.
   *
   * @param localAddress the address; at most 1024 bytes in UTF-8, and not an address of the event bus itself
   *                     ({@link BusAddresses}); {@code null} for the address at the peer
   * @return a reference to this, so the API can be used fluently
   */
  public ImportOptions setLocalAddress(String localAddress) {
    this.localAddress = Require.orNull("localAddress", localAddress, BusAddresses::require);
    return this;
  }

  /**
   * @return the largest number of unanswered requests at a time, default 1000
   */
  public int getMaxInFlight() {
    return maxInFlight;
  }

  /**
   * Set how many requests may be unanswered at a time. One more fails with {@link io.conec.ConecError#BUS_OVERLOADED}.
   * At most as many messages of any kind wait for the decision of an event handler.
   *
   * @param maxInFlight the number of requests, 1 or more
   * @return a reference to this, so the API can be used fluently
   */
  public ImportOptions setMaxInFlight(int maxInFlight) {
    this.maxInFlight = Require.positive("maxInFlight", maxInFlight);
    return this;
  }

  /**
   * @return the largest number of bytes that wait to be sent, default 16 MiB
   */
  public int getMaxQueuedBytes() {
    return maxQueuedBytes;
  }

  /**
   * Set how many bytes may wait to be sent. While there are more, requests fail with
   * {@link io.conec.ConecError#BUS_OVERLOADED}, and the bridge drops and reports sends and publishes.
   *
   * @param maxQueuedBytes bytes, 1 or more
   * @return a reference to this, so the API can be used fluently
   */
  public ImportOptions setMaxQueuedBytes(int maxQueuedBytes) {
    this.maxQueuedBytes = Require.positive("maxQueuedBytes", maxQueuedBytes);
    return this;
  }

  /**
   * @return the largest number of peers that an expression imports from, default 1000
   */
  public int getMaxPeers() {
    return maxPeers;
  }

  /**
   * Set how many peers an expression as {@code peer} imports from at a time. The bridge leaves out further peers until
   * one of the others leaves, and logs a warning. Without an expression this option has no effect.
   *
   * @param maxPeers the number of peers, 1 or more
   * @return a reference to this, so the API can be used fluently
   */
  public ImportOptions setMaxPeers(int maxPeers) {
    this.maxPeers = Require.positive("maxPeers", maxPeers);
    return this;
  }

  /**
   * @return whether messages of other peers go out through this import, default {@code false}
   */
  public boolean isTransit() {
    return transit;
  }

  /**
   * Set whether messages of other peers go out through this import, when they came in through an export of the same
   * bridge {@linkplain ExportOptions#setTransit(boolean) with transit}. The peer sees this client as the sender; its
   * consumer finds the ids of the others in {@link BusHeaders#VIA}.
   *
   * @param transit whether to pass such messages on
   * @return a reference to this, so the API can be used fluently
   */
  public ImportOptions setTransit(boolean transit) {
    this.transit = transit;
    return this;
  }

  /**
   * @return these options as JSON
   */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    ImportOptionsConverter.toJson(this, json);
    return json;
  }
}
