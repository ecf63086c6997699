package io.conec.impl.cluster;

import io.conec.ConecError;
import io.vertx.core.json.JsonObject;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Objects;

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
 * @param epoch           when this connection began
 */
public record ClientRecord(String id, String fingerprint, String instance, boolean acceptsChannels, boolean issued,
                           String address, Instant since, long claimed, Epoch epoch) {

  /** 64 random bits in hexadecimal, which is what this implementation sends. */
  private static final int MIN_SECRET_INSTANCE_LENGTH = 16;

  public ClientRecord {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(fingerprint, "fingerprint");
    Objects.requireNonNull(instance, "instance");
    Objects.requireNonNull(address, "address");
  }

  /**
   * @return whether this is another connection of the same process, maybe with another certificate
   */
  public boolean isSameProcess(ClientRecord other) {
    return fingerprint.equals(other.fingerprint) ? instance.equals(other.instance) : hasSecretInstance(other.instance);
  }

  /**
   * An instance is a secret of a client and its Coordinators; one that can be guessed proves nothing.
   *
   * @return whether this instance proves the same process, whatever its certificate
   */
  public boolean hasSecretInstance(String other) {
    return other.length() >= MIN_SECRET_INSTANCE_LENGTH
      && MessageDigest.isEqual(instance.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * @param winner the connection that has the id from now on
   * @return why this one ends. Only a client that was connected when another process took its id over may give up. What
   * was decided afterwards, by clocks, says nothing about which of the two processes is still there
   */
  public ConecError reasonToEnd(ClientRecord winner) {
    if (!fingerprint.equals(winner.fingerprint)) {
      return ConecError.ID_IN_USE;
    }
    return isSameProcess(winner) || winner.epoch.before() != epoch.value() ? ConecError.COORDINATOR_LOST
      : ConecError.REPLACED;
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
      .put("epoch", epoch.value())
      .put("before", epoch.before());
  }

  static ClientRecord of(JsonObject json) {
    return new ClientRecord(json.getString("id"), json.getString("fingerprint"), json.getString("instance"),
      json.getBoolean("acceptsChannels"), json.getBoolean("issued"), json.getString("address"),
      Instant.ofEpochMilli(json.getLong("since")), json.getLong("claimed"),
      new Epoch(json.getLong("epoch"), json.getLong("before")));
  }
}
