package io.conec;

import io.vertx.codegen.annotations.Nullable;
import io.vertx.core.json.JsonObject;

import java.time.Instant;

/**
 * A registered client, as its Coordinator sees it.
 */
public final class ClientInfo {

  private final String id;
  private final String address;
  private final String fingerprint;
  private final Instant since;
  private final int channels;
  private final String node;

  /**
   * @param id          the id
   * @param address     the address that the Coordinator sees, {@code host:port}
   * @param fingerprint the SHA-256 fingerprint of the certificate, in lower-case hexadecimal
   * @param since       when the client registered
   * @param channels    the number of its channels
   * @param node        the address of its node of the cluster, {@code host:port}, {@code null} without a cluster
   */
  public ClientInfo(String id, String address, String fingerprint, Instant since, int channels, String node) {
    this.id = id;
    this.address = address;
    this.fingerprint = fingerprint;
    this.since = since;
    this.channels = channels;
    this.node = node;
  }

  /**
   * @return the id
   */
  public String getId() {
    return id;
  }

  /**
   * @return the address that the Coordinator sees, {@code host:port}
   */
  public String getAddress() {
    return address;
  }

  /**
   * @return the SHA-256 fingerprint of the certificate, in lower-case hexadecimal
   */
  public String getFingerprint() {
    return fingerprint;
  }

  /**
   * @return when the client registered
   */
  public Instant getSince() {
    return since;
  }

  /**
   * @return the number of its channels; for a client of another node, those with clients of this one
   */
  public int getChannels() {
    return channels;
  }

  /**
   * @return the address of its node of the cluster, {@code host:port}, {@code null} when the Coordinator is not
   * clustered
   */
  public @Nullable String getNode() {
    return node;
  }

  /**
   * @return this info as JSON
   */
  public JsonObject toJson() {
    JsonObject json = new JsonObject()
      .put("id", id)
      .put("address", address)
      .put("fingerprint", fingerprint)
      .put("since", since.toString())
      .put("channels", channels);
    return node == null ? json : json.put("node", node);
  }

  @Override
  public String toString() {
    return toJson().encode();
  }
}
