package io.conec.bridge;

import io.vertx.core.json.JsonObject;

/**
 * The messages of a {@link ConecBridge}: totals since it was created, and the present state.
 * <p>
 * A message to a broadcast counts once for each broadcast, whatever the number of readers. A message from a broadcast
 * counts once for each address that the broadcast is mapped to.
 */
public final class BridgeStatistics {

  private final long sent;
  private final long received;
  private final long refused;
  private final long dropped;
  private final int inFlight;
  private final int serving;
  private final int queued;

  /**
   * @param sent     see {@link #getSent()}
   * @param received see {@link #getReceived()}
   * @param refused  see {@link #getRefused()}
   * @param dropped  see {@link #getDropped()}
   * @param inFlight see {@link #getInFlight()}
   * @param serving  see {@link #getServing()}
   * @param queued   see {@link #getQueued()}
   */
  public BridgeStatistics(long sent, long received, long refused, long dropped, int inFlight, int serving, int queued) {
    this.sent = sent;
    this.received = received;
    this.refused = refused;
    this.dropped = dropped;
    this.inFlight = inFlight;
    this.serving = serving;
    this.queued = queued;
  }

  /**
   * @return how many messages the bridge has sent to peers and broadcasts: sends, publishes and requests, without
   * replies
   */
  public long getSent() {
    return sent;
  }

  /**
   * @return how many messages from peers and broadcasts the bridge has delivered: sends, publishes and requests,
   * without replies
   */
  public long getReceived() {
    return received;
  }

  /**
   * @return how many messages were not permitted by the exports or by the event handler
   */
  public long getRefused() {
    return refused;
  }

  /**
   * @return how many messages were dropped for any other reason: the peer or the Coordinator was away, a limit was
   * reached, the body could not be encoded or decoded, a message from a peer found no consumer, or the event bus
   * discarded it. This includes messages of broadcasts that were dropped for the bridge, if their number is known, once
   * for each address with the direction {@code IN} or {@code BOTH}
   */
  public long getDropped() {
    return dropped;
  }

  /**
   * @return how many local messages wait for an answer of a peer now
   */
  public int getInFlight() {
    return inFlight;
  }

  /**
   * @return how many messages from peers wait for an answer of a local consumer now
   */
  public int getServing() {
    return serving;
  }

  /**
   * @return how many messages from peers and broadcasts wait for local consumers or for the event handler now; a
   * message for several consumers counts until all have taken it
   */
  public int getQueued() {
    return queued;
  }

  /**
   * @return these statistics as JSON
   */
  public JsonObject toJson() {
    return new JsonObject()
      .put("sent", sent)
      .put("received", received)
      .put("refused", refused)
      .put("dropped", dropped)
      .put("inFlight", inFlight)
      .put("serving", serving)
      .put("queued", queued);
  }

  @Override
  public String toString() {
    return toJson().encode();
  }
}
