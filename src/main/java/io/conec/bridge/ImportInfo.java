package io.conec.bridge;

import io.conec.ConecError;
import io.vertx.core.json.JsonObject;

/**
 * The state of an import at one moment: whether messages reach a consumer of the peer, and if not, why.
 */
public final class ImportInfo {

  private final String peer;
  private final String address;
  private final String localAddress;
  private final ImportState state;
  private final ConecError error;
  private final String reason;

  /**
   * @param options the import
   * @param state   the state
   * @param error   why messages do not reach a consumer, for programs, may be {@code null}
   * @param reason  why messages do not reach a consumer, for people, may be {@code null}
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
   * @return the id of the peer
   */
  public String getPeer() {
    return peer;
  }

  /**
   * @return the address at the peer
   */
  public String getAddress() {
    return address;
  }

  /**
   * @return the address here
   */
  public String getLocalAddress() {
    return localAddress;
  }

  /**
   * @return the state
   */
  public ImportState getState() {
    return state;
  }

  /**
   * @return why messages do not reach a consumer: {@link ConecError#BUS_PEER_AWAY},
   * {@link ConecError#BUS_NOT_PERMITTED} when the peer does not export the address to this client,
   * {@link ConecError#LIMIT_EXCEEDED} when a limit prevents a stream to the peer, or {@code null} when the peer has no
   * consumer
   */
  public ConecError getError() {
    return error;
  }

  /**
   * @return why messages do not reach a consumer, and what to do about it, for people; {@code null} when they do, and
   * during the first attempt
   */
  public String getReason() {
    return reason;
  }

  /**
   * @return this info as JSON
   */
  public JsonObject toJson() {
    JsonObject json = new JsonObject()
      .put("peer", peer)
      .put("address", address)
      .put("localAddress", localAddress)
      .put("state", state.name());
    if (error != null) {
      json.put("error", error.name());
    }
    if (reason != null) {
      json.put("reason", reason);
    }
    return json;
  }

  @Override
  public String toString() {
    return toJson().encode();
  }
}
