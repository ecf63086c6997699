package io.conec.bridge;

import io.vertx.core.json.JsonObject;

/**
 * What a {@link ConecBridge} has done since it was created, and what it is at now.
 * <p>
 * A message that goes out to a broadcast counts once for each broadcast, however many readers it has; one that comes
 * from a broadcast counts once for each address that it is mapped to.
 */
public final class BridgeCounters {

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
  public BridgeCounters(long sent, long received, long refused, long dropped, int inFlight, int serving, int queued) {
    this.sent = sent;
    this.received = received;
    this.refused = refused;
    this.dropped = dropped;
    this.inFlight = inFlight;
    this.serving = serving;
    this.queued = queued;
  }

  /**
   * @return how many messages were sent to peers and broadcasts: sends, publishes and requests, without replies
   */
  public long getSent() {
    return sent;
  }

  /**
   * @return how many messages of peers and broadcasts were delivered here: sends, publishes and requests, without
   * replies
   */
  public long getReceived() {
    return received;
  }

  /**
   * @return how many messages were not permitted: by the exports, or by the event handler
   */
  public long getRefused() {
    return refused;
  }

  /**
   * @return how many messages were given up for any other reason: the peer or the Coordinator was away, a limit was
   * reached, the body could not be encoded or decoded, there was no consumer for what a peer has sent, or the event bus
   * has discarded it; and how many messages of broadcasts were dropped for the bridge, as far as is known, once for
   * each address that messages come in at
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
   * @return how many messages of peers wait for an answer of a local consumer now
   */
  public int getServing() {
    return serving;
  }

  /**
   * @return how many messages of peers and broadcasts wait here for local consumers, those that wait for the event
   * handler included; one for several consumers counts until all have it
   */
  public int getQueued() {
    return queued;
  }

  /**
   * @return these counters as JSON
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
}
