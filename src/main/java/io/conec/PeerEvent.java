package io.conec;

import io.vertx.codegen.annotations.DataObject;
import io.vertx.codegen.json.annotations.JsonGen;
import io.vertx.core.json.JsonObject;

/**
 * A peer has joined, or left: it is connected to the Coordinator now, or not any more.
 */
@DataObject
@JsonGen(publicConverter = false)
public class PeerEvent {

  private String id;
  private PeerEventType type;
  private ConecError reason;

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
   * @param other the event to copy
   */
  public PeerEvent(PeerEvent other) {
    this(other.id, other.type, other.reason);
  }

  /**
   * @param json the JSON to read
   */
  public PeerEvent(JsonObject json) {
    PeerEventConverter.fromJson(json, this);
  }

  /**
   * @return the id of the peer
   */
  public String getId() {
    return id;
  }

  /**
   * @param id the id of the peer
   * @return a reference to this, so the API can be used fluently
   */
  public PeerEvent setId(String id) {
    this.id = id;
    return this;
  }

  /**
   * @return what has happened
   */
  public PeerEventType getType() {
    return type;
  }

  /**
   * @param type what has happened
   * @return a reference to this, so the API can be used fluently
   */
  public PeerEvent setType(PeerEventType type) {
    this.type = type;
    return this;
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
   * @param reason why the peer has left
   * @return a reference to this, so the API can be used fluently
   */
  public PeerEvent setReason(ConecError reason) {
    this.reason = reason;
    return this;
  }

  /**
   * @return this event as JSON
   */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    PeerEventConverter.toJson(this, json);
    return json;
  }

  @Override
  public String toString() {
    return toJson().encode();
  }
}
