package io.conec;

import io.vertx.core.json.JsonObject;

/**
 * A peer has joined, or left: it is connected to the Coordinator now, or not any more.
 */
public final class PeerEvent {

  private final String id;
  private final PeerEventType type;
  private final ConecError reason;

  /**
   * @param id     the id of the peer
   * @param type   what has happened
   * @param reason why it has left, {@link ConecError#NONE} when it has joined
   */
  public PeerEvent(String id, PeerEventType type, ConecError reason) {
    this.id = id;
    this.type = type;
    this.reason = reason;
  }

  /**
   * @return the id of the peer
   */
  public String getId() {
    return id;
  }

  /**
   * @return what has happened
   */
  public PeerEventType getType() {
    return type;
  }

  /**
   * Why the peer has left, {@link ConecError#NONE} for one that has joined:
   * <ul>
   * <li>{@link ConecError#NONE}: it has said goodbye
   * <li>{@link ConecError#PEER_LOST}: its connection to the Coordinator was lost, or its process was started anew
   * <li>{@link ConecError#CERTIFICATE_REVOKED}, {@link ConecError#CERTIFICATE_EXPIRED},
   * {@link ConecError#CERTIFICATE_UNTRUSTED}: the Coordinator does not let it in any more
   * <li>{@link ConecError#PEER_UNKNOWN}: it was not there any more when this client came back itself
   * </ul>
   *
   * @return the reason
   */
  public ConecError getReason() {
    return reason;
  }

  /**
   * @return this event as JSON
   */
  public JsonObject toJson() {
    return new JsonObject()
      .put("id", id)
      .put("type", type.name())
      .put("reason", reason.name());
  }

  @Override
  public String toString() {
    return toJson().encode();
  }
}
