package io.conec.bridge;

import io.conec.ConecError;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.codegen.json.annotations.JsonGen;
import io.vertx.core.json.JsonObject;

/**
 * An import as it was at a moment: whether messages reach a consumer of the peer, and if not, why.
 */
@DataObject
@JsonGen(publicConverter = false)
public class ImportInfo {

  private String peer;
  private String address;
  private String localAddress;
  private ImportState state;
  private ConecError error;
  private String reason;

  /**
   * @param options what is imported
   * @param state   whether messages reach a consumer
   * @param error   why they do not, for programs, may be {@code null}
   * @param reason  the same for people, may be {@code null}
   */
  public ImportInfo(ImportOptions options, ImportState state, ConecError error, String reason) {
    this.peer = options.getPeer();
    this.address = options.getAddress();
    this.localAddress = options.getLocalAddress();
    this.state = state;
    this.error = error;
    this.reason = reason;
  }

  /**
   * @param other the info to copy
   */
  public ImportInfo(ImportInfo other) {
    peer = other.peer;
    address = other.address;
    localAddress = other.localAddress;
    state = other.state;
    error = other.error;
    reason = other.reason;
  }

  /**
   * @param json the JSON to read
   */
  public ImportInfo(JsonObject json) {
    ImportInfoConverter.fromJson(json, this);
  }

  /**
   * @return the id of the peer
   */
  public String getPeer() {
    return peer;
  }

  /**
   * @param peer the id of the peer
   * @return a reference to this, so the API can be used fluently
   */
  public ImportInfo setPeer(String peer) {
    this.peer = peer;
    return this;
  }

  /**
   * @return the address there
   */
  public String getAddress() {
    return address;
  }

  /**
   * @param address the address there
   * @return a reference to this, so the API can be used fluently
   */
  public ImportInfo setAddress(String address) {
    this.address = address;
    return this;
  }

  /**
   * @return the address here
   */
  public String getLocalAddress() {
    return localAddress;
  }

  /**
   * @param localAddress the address here
   * @return a reference to this, so the API can be used fluently
   */
  public ImportInfo setLocalAddress(String localAddress) {
    this.localAddress = localAddress;
    return this;
  }

  /**
   * @return whether messages reach a consumer
   */
  public ImportState getState() {
    return state;
  }

  /**
   * @param state whether messages reach a consumer
   * @return a reference to this, so the API can be used fluently
   */
  public ImportInfo setState(ImportState state) {
    this.state = state;
    return this;
  }

  /**
   * @return why it is not available: {@link ConecError#BUS_PEER_AWAY}, {@link ConecError#BUS_NOT_PERMITTED} when the
   * peer does not export the address to this client, {@link ConecError#LIMIT_EXCEEDED} when no stream to the peer can
   * be opened because of a limit, or {@code null} when the peer has no consumer
   */
  public ConecError getError() {
    return error;
  }

  /**
   * @param error why it is not available
   * @return a reference to this, so the API can be used fluently
   */
  public ImportInfo setError(ConecError error) {
    this.error = error;
    return this;
  }

  /**
   * @return why it is not available, and what can be done, for people; {@code null} when it is, and during the first
   * attempt
   */
  public String getReason() {
    return reason;
  }

  /**
   * @param reason why it is not available
   * @return a reference to this, so the API can be used fluently
   */
  public ImportInfo setReason(String reason) {
    this.reason = reason;
    return this;
  }

  /**
   * @return this info as JSON
   */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    ImportInfoConverter.toJson(this, json);
    return json;
  }

  @Override
  public String toString() {
    return toJson().encode();
  }
}
