package io.conec;

import io.vertx.core.json.JsonObject;

/**
 * What the paths of a channel have carried, from its beginning. Bytes are those of QUIC packets, without the headers of
 * the relay, UDP and IP, and without probes. A packet that is sent on both paths, because it is in doubt whether the
 * direct one still works, counts for both.
 */
public final class PathStatistics {

  private final long switches;
  private final long relayedBytesSent;
  private final long relayedBytesReceived;
  private final long directBytesSent;
  private final long directBytesReceived;

  /**
   * @param switches             how often this side has changed its path
   * @param relayedBytesSent     bytes sent through the Coordinator
   * @param relayedBytesReceived bytes received through the Coordinator
   * @param directBytesSent      bytes sent straight to the peer
   * @param directBytesReceived  bytes received straight from the peer
   */
  public PathStatistics(long switches, long relayedBytesSent, long relayedBytesReceived, long directBytesSent,
                        long directBytesReceived) {
    this.switches = switches;
    this.relayedBytesSent = relayedBytesSent;
    this.relayedBytesReceived = relayedBytesReceived;
    this.directBytesSent = directBytesSent;
    this.directBytesReceived = directBytesReceived;
  }

  /**
   * @return how often this side has changed its path
   */
  public long getSwitches() {
    return switches;
  }

  /**
   * @return bytes sent through the Coordinator
   */
  public long getRelayedBytesSent() {
    return relayedBytesSent;
  }

  /**
   * @return bytes received through the Coordinator
   */
  public long getRelayedBytesReceived() {
    return relayedBytesReceived;
  }

  /**
   * @return bytes sent straight to the peer
   */
  public long getDirectBytesSent() {
    return directBytesSent;
  }

  /**
   * @return bytes received straight from the peer
   */
  public long getDirectBytesReceived() {
    return directBytesReceived;
  }

  /**
   * @return these statistics as JSON
   */
  public JsonObject toJson() {
    return new JsonObject()
      .put("switches", switches)
      .put("relayedBytesSent", relayedBytesSent)
      .put("relayedBytesReceived", relayedBytesReceived)
      .put("directBytesSent", directBytesSent)
      .put("directBytesReceived", directBytesReceived);
  }
}
