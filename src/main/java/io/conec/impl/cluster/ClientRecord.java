package io.conec.impl.cluster;

import io.vertx.core.json.JsonObject;

import java.time.Instant;

/**
 * A client that is connected to a node, as all nodes know it.
 *
 * @param id              its id
 * @param fingerprint     the SHA-256 fingerprint of its certificate
 * @param instance        the name of its process
 * @param acceptsChannels whether peers may open channels to it
 * @param issued          whether a client authority has issued its certificate
 * @param address         the address that its node sees, {@code host:port}
 * @param since           when it registered
 * @param claimed         the epoch in which a client with this certificate took the id
 * @param epoch           the epoch of this connection, later than that of each earlier connection with this id that the
 *                        node knew about
 */
public record ClientRecord(String id, String fingerprint, String instance, boolean acceptsChannels, boolean issued,
                           String address, Instant since, long claimed, long epoch) {

  /** 64 random bits in hexadecimal: an instance of this length is a secret of the client and its Coordinators. */
  private static final int MIN_SECRET_INSTANCE_LENGTH = 16;

  /**
   * @return whether this is another connection of the same process, maybe with another certificate
   */
  public boolean isSameProcess(ClientRecord other) {
    return instance.equals(other.instance)
      && (fingerprint.equals(other.fingerprint) || instance.length() >= MIN_SECRET_INSTANCE_LENGTH);
  }

  JsonObject toJson() {
    return new JsonObject()
      .put("id", id)
      .put("fingerprint", fingerprint)
      .put("instance", instance)
      .put("acceptsChannels", acceptsChannels)
      .put("issued", issued)
      .put("address", address)
      .put("since", since.toEpochMilli())
      .put("claimed", claimed)
      .put("epoch", epoch);
  }

  static ClientRecord of(JsonObject json) {
    return new ClientRecord(json.getString("id"), json.getString("fingerprint"), json.getString("instance"),
      json.getBoolean("acceptsChannels"), json.getBoolean("issued"), json.getString("address"),
      Instant.ofEpochMilli(json.getLong("since")), json.getLong("claimed"), json.getLong("epoch"));
  }
}
