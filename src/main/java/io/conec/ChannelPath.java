package io.conec;

import io.vertx.core.json.JsonObject;

import java.time.Instant;

/**
 * The way that the datagrams of a channel take at one moment.
 */
public final class ChannelPath {

  private final PathKind kind;
  private final String remoteAddress;
  private final Instant since;
  private final long roundTripTime;

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
   * @return how the datagrams travel
   */
  public PathKind getKind() {
    return kind;
  }

  /**
   * @return where the datagrams are sent to, as {@code host:port}: the peer, or the Coordinator for a relayed channel;
   * empty when there is no path
   */
  public String getRemoteAddress() {
    return remoteAddress;
  }

  /**
   * @return when this path was taken
   */
  public Instant getSince() {
    return since;
  }

  /**
   * @return the round-trip time to the peer on this path in nanoseconds, smoothed over the last measurements (RFC 6298,
   * section 2); 0 while it is not known
   */
  public long getRoundTripTime() {
    return roundTripTime;
  }

  /**
   * @return this path as JSON
   */
  public JsonObject toJson() {
    return new JsonObject()
      .put("kind", kind.name())
      .put("remoteAddress", remoteAddress)
      .put("since", since.toString())
      .put("roundTripTime", roundTripTime);
  }

  @Override
  public String toString() {
    return kind == PathKind.NONE ? kind.name() : kind + " via " + remoteAddress;
  }
}
