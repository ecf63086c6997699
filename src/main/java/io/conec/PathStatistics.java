package io.conec;

import io.vertx.core.json.JsonObject;

/**
 * The data that the paths of a channel have carried since it was opened. Bytes are those of QUIC packets, without
 * probes and without the headers of the relay, UDP and IP. A packet that is sent on both paths, because the direct one
 * is in doubt, counts for both.
 */
public final class PathStatistics {

  private final long switches;
  private final long relayedBytesSent;
  private final long relayedBytesReceived;
  private final long directBytesSent;
  private final long directBytesReceived;

  /**
   * @param switches             the number of changes of the path of this side
   * @param relayedBytesSent     bytes sent through the Coordinator
   * @param relayedBytesReceived bytes received through the Coordinator
   * @param directBytesSent      bytes sent directly to the peer
   * @param directBytesReceived  bytes received directly from the peer
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
   * @return the number of changes of the path of this side
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
   * @return bytes sent directly to the peer
   */
  public long getDirectBytesSent() {
    return directBytesSent;
  }

  /**
   * @return bytes received directly from the peer
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
