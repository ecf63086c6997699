package io.conec;

import io.vertx.codegen.annotations.DataObject;
import io.vertx.codegen.json.annotations.JsonGen;
import io.vertx.core.json.JsonObject;

import java.time.Instant;

/**
 * The way that the datagrams of a channel take at one moment.
 */
@DataObject
@JsonGen(publicConverter = false)
public class ChannelPath {

  private PathKind kind;
  private String remoteAddress;
  private Instant since;
  private long roundTripTime;

  /**
   * @param kind          how the datagrams travel
   * @param remoteAddress where they are sent to, {@code host:port}
   * @param since         when this path was taken
   * @param roundTripTime the round-trip time in nanoseconds, 0 when it is not known yet
   */
  public ChannelPath(PathKind kind, String remoteAddress, Instant since, long roundTripTime) {
    this.kind = kind;
    this.remoteAddress = remoteAddress;
    this.since = since;
    this.roundTripTime = roundTripTime;
  }

  /**
   * @param other the path to copy
   */
  public ChannelPath(ChannelPath other) {
    this(other.kind, other.remoteAddress, other.since, other.roundTripTime);
  }

  /**
   * @param json the JSON to read
   */
  public ChannelPath(JsonObject json) {
    ChannelPathConverter.fromJson(json, this);
  }

  /**
   * @return how the datagrams travel
   */
  public PathKind getKind() {
    return kind;
  }

  /**
   * @param kind how the datagrams travel
   * @return a reference to this, so the API can be used fluently
   */
  public ChannelPath setKind(PathKind kind) {
    this.kind = kind;
    return this;
  }

  /**
   * @return where the datagrams are sent to, as {@code host:port}: the peer, or the Coordinator for a relayed channel;
   * empty when there is no path
   */
  public String getRemoteAddress() {
    return remoteAddress;
  }

  /**
   * @param remoteAddress where they are sent to, {@code host:port}
   * @return a reference to this, so the API can be used fluently
   */
  public ChannelPath setRemoteAddress(String remoteAddress) {
    this.remoteAddress = remoteAddress;
    return this;
  }

  /**
   * @return when this path was taken
   */
  public Instant getSince() {
    return since;
  }

  /**
   * @param since when this path was taken
   * @return a reference to this, so the API can be used fluently
   */
  public ChannelPath setSince(Instant since) {
    this.since = since;
    return this;
  }

  /**
   * @return the round-trip time to the peer on this path in nanoseconds, smoothed over the last measurements (RFC 6298,
   * section 2); 0 while it is not known
   */
  public long getRoundTripTime() {
    return roundTripTime;
  }

  /**
   * @param roundTripTime the round-trip time in nanoseconds, 0 when it is not known
   * @return a reference to this, so the API can be used fluently
   */
  public ChannelPath setRoundTripTime(long roundTripTime) {
    this.roundTripTime = roundTripTime;
    return this;
  }

  /**
   * @return this path as JSON
   */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    ChannelPathConverter.toJson(this, json);
    return json;
  }

  @Override
  public String toString() {
    return kind == PathKind.NONE ? kind.name() : kind + " via " + remoteAddress;
  }
}
