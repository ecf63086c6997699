package io.conec;

import io.vertx.codegen.annotations.DataObject;
import io.vertx.codegen.json.annotations.JsonGen;
import io.vertx.core.json.JsonObject;

/**
 * What the paths of a channel have carried, from its beginning. Bytes are those of QUIC packets, without the headers of
 * the relay, UDP and IP, and without probes. A packet that is sent on both paths, because it is in doubt whether the
 * direct one still works, counts for both.
 */
@DataObject
@JsonGen(publicConverter = false)
public class PathStatistics {

  private long switches;
  private long relayedBytesSent;
  private long relayedBytesReceived;
  private long directBytesSent;
  private long directBytesReceived;

  /**
   * All zero.
   */
  public PathStatistics() {
  }

  /**
   * @param other the statistics to copy
   */
  public PathStatistics(PathStatistics other) {
    switches = other.switches;
    relayedBytesSent = other.relayedBytesSent;
    relayedBytesReceived = other.relayedBytesReceived;
    directBytesSent = other.directBytesSent;
    directBytesReceived = other.directBytesReceived;
  }

  /**
   * @param json the JSON to read
   */
  public PathStatistics(JsonObject json) {
    PathStatisticsConverter.fromJson(json, this);
  }

  /**
   * @return how often this side has changed its path
   */
  public long getSwitches() {
    return switches;
  }

  /**
   * @param switches how often this side has changed its path
   * @return a reference to this, so the API can be used fluently
   */
  public PathStatistics setSwitches(long switches) {
    this.switches = switches;
    return this;
  }

  /**
   * @return bytes sent through the Coordinator
   */
  public long getRelayedBytesSent() {
    return relayedBytesSent;
  }

  /**
   * @param relayedBytesSent bytes sent through the Coordinator
   * @return a reference to this, so the API can be used fluently
   */
  public PathStatistics setRelayedBytesSent(long relayedBytesSent) {
    this.relayedBytesSent = relayedBytesSent;
    return this;
  }

  /**
   * @return bytes received through the Coordinator
   */
  public long getRelayedBytesReceived() {
    return relayedBytesReceived;
  }

  /**
   * @param relayedBytesReceived bytes received through the Coordinator
   * @return a reference to this, so the API can be used fluently
   */
  public PathStatistics setRelayedBytesReceived(long relayedBytesReceived) {
    this.relayedBytesReceived = relayedBytesReceived;
    return this;
  }

  /**
   * @return bytes sent straight to the peer
   */
  public long getDirectBytesSent() {
    return directBytesSent;
  }

  /**
   * @param directBytesSent bytes sent straight to the peer
   * @return a reference to this, so the API can be used fluently
   */
  public PathStatistics setDirectBytesSent(long directBytesSent) {
    this.directBytesSent = directBytesSent;
    return this;
  }

  /**
   * @return bytes received straight from the peer
   */
  public long getDirectBytesReceived() {
    return directBytesReceived;
  }

  /**
   * @param directBytesReceived bytes received straight from the peer
   * @return a reference to this, so the API can be used fluently
   */
  public PathStatistics setDirectBytesReceived(long directBytesReceived) {
    this.directBytesReceived = directBytesReceived;
    return this;
  }

  /**
   * @return these statistics as JSON
   */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    PathStatisticsConverter.toJson(this, json);
    return json;
  }
}
