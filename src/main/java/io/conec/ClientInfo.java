package io.conec;

import io.vertx.codegen.annotations.DataObject;
import io.vertx.codegen.json.annotations.JsonGen;
import io.vertx.core.json.JsonObject;

import java.time.Instant;

/**
 * What a Coordinator knows of one of its clients.
 */
@DataObject
@JsonGen(publicConverter = false)
public class ClientInfo {

  private String id;
  private String address;
  private String fingerprint;
  private Instant since;
  private int channels;

  /**
   * @param id          the id
   * @param address     the address that the Coordinator sees, {@code host:port}
   * @param fingerprint the SHA-256 fingerprint of the certificate, lower-case hexadecimal
   * @param since       when the client registered
   * @param channels    how many channels it has
   */
  public ClientInfo(String id, String address, String fingerprint, Instant since, int channels) {
    this.id = id;
    this.address = address;
    this.fingerprint = fingerprint;
    this.since = since;
    this.channels = channels;
  }

  /**
   * @param other the info to copy
   */
  public ClientInfo(ClientInfo other) {
    this(other.id, other.address, other.fingerprint, other.since, other.channels);
  }

  /**
   * @param json the JSON to read
   */
  public ClientInfo(JsonObject json) {
    ClientInfoConverter.fromJson(json, this);
  }

  /**
   * @return the id
   */
  public String getId() {
    return id;
  }

  /**
   * @param id the id
   * @return a reference to this, so the API can be used fluently
   */
  public ClientInfo setId(String id) {
    this.id = id;
    return this;
  }

  /**
   * @return the address that the Coordinator sees, {@code host:port}
   */
  public String getAddress() {
    return address;
  }

  /**
   * @param address the address that the Coordinator sees, {@code host:port}
   * @return a reference to this, so the API can be used fluently
   */
  public ClientInfo setAddress(String address) {
    this.address = address;
    return this;
  }

  /**
   * @return the SHA-256 fingerprint of the certificate, lower-case hexadecimal
   */
  public String getFingerprint() {
    return fingerprint;
  }

  /**
   * @param fingerprint the SHA-256 fingerprint of the certificate, lower-case hexadecimal
   * @return a reference to this, so the API can be used fluently
   */
  public ClientInfo setFingerprint(String fingerprint) {
    this.fingerprint = fingerprint;
    return this;
  }

  /**
   * @return when the client registered
   */
  public Instant getSince() {
    return since;
  }

  /**
   * @param since when the client registered
   * @return a reference to this, so the API can be used fluently
   */
  public ClientInfo setSince(Instant since) {
    this.since = since;
    return this;
  }

  /**
   * @return how many channels it has
   */
  public int getChannels() {
    return channels;
  }

  /**
   * @param channels how many channels it has
   * @return a reference to this, so the API can be used fluently
   */
  public ClientInfo setChannels(int channels) {
    this.channels = channels;
    return this;
  }

  /**
   * @return this info as JSON
   */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    ClientInfoConverter.toJson(this, json);
    return json;
  }

  @Override
  public String toString() {
    return toJson().encode();
  }
}
