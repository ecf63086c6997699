package io.conec;

import io.vertx.codegen.annotations.Nullable;
import io.vertx.core.json.JsonObject;

/**
 * A peer has connected to the Coordinator or disconnected from it.
 */
public final class PeerEvent {

  private final String id;
  private final PeerEventType type;
  private final ConecError reason;

  /**
   * @param id     the id of the peer
   * @param type   what has happened
   * @param reason why the peer has disconnected, {@code null} when it has connected or its client was closed
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
   * Why the peer has disconnected; {@code null} when it has connected:
   * <ul>
   * <li>{@code null}: its client was closed
   * <li>{@link ConecError#PEER_LOST}: its connection to the Coordinator was lost, or its process has restarted
   * <li>{@link ConecError#CERTIFICATE_REVOKED}, {@link ConecError#CERTIFICATE_EXPIRED},
   * {@link ConecError#CERTIFICATE_UNTRUSTED}: the Coordinator has disconnected it
   * <li>{@link ConecError#PEER_UNKNOWN}: it was gone when this client had reconnected
   * </ul>
   *
   * @return the reason, may be {@code null}
   */
  @Nullable
  public ConecError getReason() {
    return reason;
  }

  /**
   * @return this event as JSON
   */
  public JsonObject toJson() {
    JsonObject json = new JsonObject().put("id", id).put("type", type.name());
    if (reason != null) {
      json.put("reason", reason.name());
    }
    return json;
  }

  @Override
  public String toString() {
    return toJson().encode();
  }
}
