package io.conec.nat;

import io.vertx.core.json.JsonObject;

import java.time.Duration;

/** What one direction of an emulated link does to IP packets; nothing, if nothing is said. */
final class LinkConditions {

  static final LinkConditions PERFECT = new LinkConditions(new JsonObject());
  static final LinkConditions DOWN = PERFECT.with("down", true);

  private final JsonObject values;

  private LinkConditions(JsonObject values) {
    this.values = values;
  }

  static LinkConditions fromJson(JsonObject json) {
    return new LinkConditions(json.copy());
  }

  JsonObject toJson() {
    return values.copy();
  }

  private LinkConditions with(String name, Object value) {
    return new LinkConditions(values.copy().put(name, value));
  }

  /** Each packet is lost with this probability, independently. */
  LinkConditions loss(double probability) {
    return with("loss", probability);
  }

  /** Each packet takes so long. */
  LinkConditions delay(Duration delay) {
    return with("delay", delay.toNanos());
  }

  /** On top of the delay each packet takes up to so much more. None overtakes another. */
  LinkConditions jitter(Duration jitter) {
    return with("jitter", jitter.toNanos());
  }

  /** Each packet is held back for so long with this probability, and those behind it overtake it. */
  LinkConditions reordering(double probability, Duration heldBack) {
    return with("reordering", probability).with("heldBack", heldBack.toNanos());
  }

  /**
   * A bottleneck.
   *
   * @param queueBytes what waits in front of it; when it is full the newest packet is lost
   */
  LinkConditions rate(long bitsPerSecond, long queueBytes) {
    return with("rate", bitsPerSecond).with("queue", queueBytes);
  }

  /** Longer packets vanish: no ICMP. The interfaces at both ends do not know. */
  LinkConditions mtu(int bytes) {
    return with("mtu", bytes);
  }

  /** QUIC packets with a short header from or to that address vanish; other UDP passes. */
  LinkConditions withoutShortHeaders(String address) {
    return with("withoutShortHeaders", address);
  }

  double loss() {
    return values.getDouble("loss", 0.0);
  }

  long delayNanos() {
    return values.getLong("delay", 0L);
  }

  long jitterNanos() {
    return values.getLong("jitter", 0L);
  }

  double reordering() {
    return values.getDouble("reordering", 0.0);
  }

  long heldBackNanos() {
    return values.getLong("heldBack", 0L);
  }

  /** Bits in a second, 0 for no bottleneck. */
  long rate() {
    return values.getLong("rate", 0L);
  }

  long queueBytes() {
    return values.getLong("queue", 0L);
  }

  int mtu() {
    return values.getInteger("mtu", Integer.MAX_VALUE);
  }

  boolean isDown() {
    return values.getBoolean("down", false);
  }

  /** {@code null} if they pass. */
  String withoutShortHeaders() {
    return values.getString("withoutShortHeaders");
  }
}
