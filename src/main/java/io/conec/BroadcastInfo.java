package io.conec;

import io.vertx.core.json.JsonObject;

/**
 * How many senders and readers a broadcast has. A client that sends and reads counts as both.
 */
public final class BroadcastInfo {

  private final String name;
  private final int senders;
  private final int readers;

  /**
   * @param name    the name
   * @param senders how many clients send
   * @param readers how many clients read
   */
  public BroadcastInfo(String name, int senders, int readers) {
    this.name = name;
    this.senders = senders;
    this.readers = readers;
  }

  /**
   * @return the name
   */
  public String getName() {
    return name;
  }

  /**
   * @return how many clients send
   */
  public int getSenders() {
    return senders;
  }

  /**
   * @return how many clients read
   */
  public int getReaders() {
    return readers;
  }

  /**
   * @return this info as JSON
   */
  public JsonObject toJson() {
    return new JsonObject()
      .put("name", name)
      .put("senders", senders)
      .put("readers", readers);
  }

  @Override
  public String toString() {
    return toJson().encode();
  }
}
