package io.conec;

import io.vertx.codegen.annotations.DataObject;
import io.vertx.codegen.json.annotations.JsonGen;
import io.vertx.core.json.JsonObject;

/**
 * How many members a broadcast has. A client that sends and reads counts as one sender and one reader.
 */
@DataObject
@JsonGen(publicConverter = false)
public class BroadcastInfo {

  private String name;
  private int senders;
  private int readers;

  /**
   * @param name    the name
   * @param senders how many members send
   * @param readers how many members read
   */
  public BroadcastInfo(String name, int senders, int readers) {
    this.name = name;
    this.senders = senders;
    this.readers = readers;
  }

  /**
   * @param other the info to copy
   */
  public BroadcastInfo(BroadcastInfo other) {
    this(other.name, other.senders, other.readers);
  }

  /**
   * @param json the JSON to read
   */
  public BroadcastInfo(JsonObject json) {
    BroadcastInfoConverter.fromJson(json, this);
  }

  /**
   * @return the name
   */
  public String getName() {
    return name;
  }

  /**
   * @param name the name
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastInfo setName(String name) {
    this.name = name;
    return this;
  }

  /**
   * @return how many members send
   */
  public int getSenders() {
    return senders;
  }

  /**
   * @param senders how many members send
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastInfo setSenders(int senders) {
    this.senders = senders;
    return this;
  }

  /**
   * @return how many members read
   */
  public int getReaders() {
    return readers;
  }

  /**
   * @param readers how many members read
   * @return a reference to this, so the API can be used fluently
   */
  public BroadcastInfo setReaders(int readers) {
    this.readers = readers;
    return this;
  }

  /**
   * @return this info as JSON
   */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    BroadcastInfoConverter.toJson(this, json);
    return json;
  }

  @Override
  public String toString() {
    return toJson().encode();
  }
}
