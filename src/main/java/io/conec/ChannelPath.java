package io.conec;

import io.vertx.core.json.JsonObject;

import java.time.Instant;

/**
 * The path that the datagrams of a channel took at one moment.
 */
public final class ChannelPath {

  private final PathKind kind;
  private final String remoteAddress;
  private final Instant since;
  private final long roundTripTime;

  /**
   * @param kind          how the datagrams travel
   * @param remoteAddress their destination, {@code host:port}
   * @param since         when the channel began to use this path
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
   * @return the destination of the datagrams as {@code host:port}: the peer, or the Coordinator on a relayed path;
   * empty when there is no path
   */
  public String getRemoteAddress() {
    return remoteAddress;
  }

  /**
   * @return when the channel began to use this path
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
      .put("roundTripNanos", roundTripTime);
  }

  @Override
  public String toString() {
    return kind == PathKind.NONE ? kind.name() : kind + " via " + remoteAddress;
  }
}
