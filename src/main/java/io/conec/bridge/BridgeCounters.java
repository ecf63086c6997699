package io.conec.bridge;

import io.vertx.codegen.annotations.DataObject;
import io.vertx.codegen.json.annotations.JsonGen;
import io.vertx.core.json.JsonObject;

/**
 * What a {@link ConecBridge} has done since it was created, and what it is at now.
 * <p>
 * A message that goes out to a broadcast counts once for each broadcast, however many readers it has; one that comes
 * from a broadcast counts once for each address that it is mapped to.
 */
@DataObject
@JsonGen(publicConverter = false)
public class BridgeCounters {

  private long sent;
  private long received;
  private long refused;
  private long dropped;
  private int inFlight;
  private int serving;
  private int queued;

  /**
   * All zero.
   */
  public BridgeCounters() {
  }

  /**
   * @param other the counters to copy
   */
  public BridgeCounters(BridgeCounters other) {
    sent = other.sent;
    received = other.received;
    refused = other.refused;
    dropped = other.dropped;
    inFlight = other.inFlight;
    serving = other.serving;
    queued = other.queued;
  }

  /**
   * @param json the JSON to read
   */
  public BridgeCounters(JsonObject json) {
    BridgeCountersConverter.fromJson(json, this);
  }

  /**
   * @return how many messages were sent to peers and broadcasts: sends, publishes and requests, without replies
   */
  public long getSent() {
    return sent;
  }

  /**
   * @param sent see {@link #getSent()}
   * @return a reference to this, so the API can be used fluently
   */
  public BridgeCounters setSent(long sent) {
    this.sent = sent;
    return this;
  }

  /**
   * @return how many messages of peers and broadcasts were delivered here: sends, publishes and requests, without
   * replies
   */
  public long getReceived() {
    return received;
  }

  /**
   * @param received see {@link #getReceived()}
   * @return a reference to this, so the API can be used fluently
   */
  public BridgeCounters setReceived(long received) {
    this.received = received;
    return this;
  }

  /**
   * @return how many messages were not permitted: by the exports, or by the event handler
   */
  public long getRefused() {
    return refused;
  }

  /**
   * @param refused see {@link #getRefused()}
   * @return a reference to this, so the API can be used fluently
   */
  public BridgeCounters setRefused(long refused) {
    this.refused = refused;
    return this;
  }

  /**
   * @return how many messages were given up for any other reason: the peer or the Coordinator was away, a limit was
   * reached, the body could not be encoded or decoded, there was no consumer for what a peer has sent, or the event bus
   * has discarded it; and how many messages of broadcasts were missed, as far as is known, once for each address that
   * messages come in at
   */
  public long getDropped() {
    return dropped;
  }

  /**
   * @param dropped see {@link #getDropped()}
   * @return a reference to this, so the API can be used fluently
   */
  public BridgeCounters setDropped(long dropped) {
    this.dropped = dropped;
    return this;
  }

  /**
   * @return how many local messages wait for an answer of a peer now
   */
  public int getInFlight() {
    return inFlight;
  }

  /**
   * @param inFlight see {@link #getInFlight()}
   * @return a reference to this, so the API can be used fluently
   */
  public BridgeCounters setInFlight(int inFlight) {
    this.inFlight = inFlight;
    return this;
  }

  /**
   * @return how many messages of peers wait for an answer of a local consumer now
   */
  public int getServing() {
    return serving;
  }

  /**
   * @param serving see {@link #getServing()}
   * @return a reference to this, so the API can be used fluently
   */
  public BridgeCounters setServing(int serving) {
    this.serving = serving;
    return this;
  }

  /**
   * @return how many messages of peers and broadcasts wait here for local consumers, those that wait for the event
   * handler included; one for several consumers counts until all have it
   */
  public int getQueued() {
    return queued;
  }

  /**
   * @param queued see {@link #getQueued()}
   * @return a reference to this, so the API can be used fluently
   */
  public BridgeCounters setQueued(int queued) {
    this.queued = queued;
    return this;
  }

  /**
   * @return these counters as JSON
   */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    BridgeCountersConverter.toJson(this, json);
    return json;
  }
}
