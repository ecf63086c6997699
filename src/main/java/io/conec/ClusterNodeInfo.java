package io.conec;

import io.vertx.core.json.JsonObject;

/**
 * A node of a clustered Coordinator.
 */
public final class ClusterNodeInfo {

  private final String address;
  private final boolean local;
  private final int clients;
  private final int channels;

  /**
   * @param address  the UDP address at which other nodes reach it, {@code host:port}
   * @param local    whether this is the node that was asked
   * @param clients  the number of its clients
   * @param channels the number of channels that it relays or has introduced; a channel between two nodes counts at both
   */
  public ClusterNodeInfo(String address, boolean local, int clients, int channels) {
    this.address = address;
    this.local = local;
    this.clients = clients;
    this.channels = channels;
  }

  /**
   * @return the UDP address at which other nodes reach it, {@code host:port}
   */
  public String getAddress() {
    return address;
  }

  /**
   * @return whether this is the node that was asked
   */
  public boolean isLocal() {
    return local;
  }

  /**
   * @return the number of its clients; of another node, at most a second old
   */
  public int getClients() {
    return clients;
  }

  /**
   * @return the number of its channels, at most a second old; a channel between two nodes counts at both
   */
  public int getChannels() {
    return channels;
  }

  /**
   * @return this info as JSON
   */
  public JsonObject toJson() {
    return new JsonObject()
      .put("address", address)
      .put("local", local)
      .put("clients", clients)
      .put("channels", channels);
  }

  @Override
  public String toString() {
    return toJson().encode();
  }
}
