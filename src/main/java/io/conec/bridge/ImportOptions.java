package io.conec.bridge;

import io.conec.impl.config.OptionsReader;
import io.conec.impl.config.Require;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.codegen.json.annotations.JsonGen;
import io.vertx.core.json.JsonObject;

/**
 * An address of a peer that can be sent to on this event bus.
 */
@DataObject
@JsonGen(publicConverter = false)
public class ImportOptions {

  /** Default number of requests in flight, 1000: with answers in 10 ms that is 100,000 a second. */
  public static final int DEFAULT_MAX_IN_FLIGHT = 1000;

  /** Default bytes waiting to be sent, 16 MiB: a burst of 10,000 messages of 1 KiB, and as much again. */
  public static final int DEFAULT_WRITE_QUEUE_MAX_SIZE = 16 * 1024 * 1024;

  /** Default number of peers that an expression imports from, 1000: as many as a client has channels by default. */
  public static final int DEFAULT_MAX_PEERS = 1000;

  private String peer;
  private String address;
  private String localAddress;
  private int maxInFlight;
  private int writeQueueMaxSize;
  private int maxPeers;
  private boolean transit;

  /**
   * Default options; a peer and an address are still to be set.
   */
  public ImportOptions() {
    maxInFlight = DEFAULT_MAX_IN_FLIGHT;
    writeQueueMaxSize = DEFAULT_WRITE_QUEUE_MAX_SIZE;
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
    writeQueueMaxSize = other.writeQueueMaxSize;
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
      .integer("writeQueueMaxSize", this::setWriteQueueMaxSize)
      .integer("maxPeers", this::setMaxPeers)
      .bool("transit", this::setTransit)
      .end();
  }

  /**
   * @return the id of the peer, or an expression that the ids of the peers match
   */
  public String getPeer() {
    return peer;
  }

  /**
   * @param peer the id of the peer that has the consumers; or, when it cannot be an id, as {@code gateway-.*}, a
   *             regular expression ({@link java.util.regex.Pattern}) that matches the whole ids of such peers. Then
   *             there is an import from each of them while it is connected to the Coordinator, up to
   *             {@link #setMaxPeers(int)}, and none from this client itself. The Coordinator has to let this client see
   *             them ({@link io.conec.CoordinatorOptions#setPeerRules(java.util.List)}). What consists of letters,
   *             digits, {@code -}, {@code .} and {@code _} alone is an id
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
   * @param address the address at the peer, which has to export it; at most 1024 bytes in UTF-8, not one of the event
   *                bus itself ({@link BusAddresses})
   * @return a reference to this, so the API can be used fluently
   */
  public ImportOptions setAddress(String address) {
    this.address = BusAddresses.require("address", address);
    return this;
  }

  /**
   * @return the address on this event bus, default that at the peer
   */
  public String getLocalAddress() {
    return localAddress == null ? address : localAddress;
  }

  /**
   * @param localAddress the address on this event bus; on a clustered event bus all members can send to it. Several
   *                     imports may have the same one: each is a consumer of it, so are all peers that an expression
   *                     matches. {@code {peer}} in it stands for the id of the peer, so that each has its own. At most
   *                     1024 bytes in UTF-8, not one of the event bus itself ({@link BusAddresses})
   * @return a reference to this, so the API can be used fluently
   */
  public ImportOptions setLocalAddress(String localAddress) {
    this.localAddress = BusAddresses.require("localAddress", localAddress);
    return this;
  }

  /**
   * @return how many requests may be unanswered at a time, default 1000
   */
  public int getMaxInFlight() {
    return maxInFlight;
  }

  /**
   * @param maxInFlight how many requests may be unanswered at a time, 1 or more, one more fails with
   *                    {@link io.conec.ConecError#BUS_OVERLOADED}; also how many messages of any kind wait for the
   *                    decision of an event handler
   * @return a reference to this, so the API can be used fluently
   */
  public ImportOptions setMaxInFlight(int maxInFlight) {
    this.maxInFlight = Require.positive("maxInFlight", maxInFlight);
    return this;
  }

  /**
   * @return how many bytes may wait to be sent, default 16 MiB
   */
  public int getWriteQueueMaxSize() {
    return writeQueueMaxSize;
  }

  /**
   * @param writeQueueMaxSize how many bytes may wait to be sent, 1 or more; while there are more, requests fail with
   *                          {@link io.conec.ConecError#BUS_OVERLOADED}, sends and publishes are dropped and reported
   * @return a reference to this, so the API can be used fluently
   */
  public ImportOptions setWriteQueueMaxSize(int writeQueueMaxSize) {
    this.writeQueueMaxSize = Require.positive("writeQueueMaxSize", writeQueueMaxSize);
    return this;
  }

  /**
   * @return how many peers an expression imports from, default 1000
   */
  public int getMaxPeers() {
    return maxPeers;
  }

  /**
   * @param maxPeers how many peers an expression as {@code peer} imports from at a time, 1 or more. Others are left out
   *                 until one of them leaves, and a warning is logged. Without an expression it has no meaning
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
   * @param transit whether messages of other peers go out through this import, if they came in through an export of
   *                the same bridge that {@linkplain ExportOptions#setTransit(boolean) gives transit}, too. To the peer
   *                they come from this client; the consumer finds the others in {@link BusHeaders#VIA}
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
