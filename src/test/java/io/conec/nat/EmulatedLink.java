package io.conec.nat;

import io.vertx.core.json.JsonObject;

/** A link of a host, or between a NAT and the internet, that can be made as bad as those that there are. */
final class EmulatedLink {

  private final RemoteAgent emulator;
  private final int toHost;

  EmulatedLink(RemoteAgent emulator, int toHost) {
    this.emulator = emulator;
    this.toHost = toHost;
  }

  /** Packets that the link has delivered, and those that it has not. */
  record Statistics(long passed, long dropped) {
  }

  /** Both directions. */
  void set(LinkConditions conditions) {
    setToHost(conditions);
    setFromHost(conditions);
  }

  void setToHost(LinkConditions conditions) {
    set(toHost, conditions);
  }

  void setFromHost(LinkConditions conditions) {
    set(other(), conditions);
  }

  private int other() {
    return toHost + 1;
  }

  private void set(int direction, LinkConditions conditions) {
    emulator.ask(LinkAgent.SET,
      new JsonObject().put(LinkAgent.DIRECTION, direction).put(LinkAgent.CONDITIONS, conditions.toJson()));
  }

  Statistics toHost() {
    return statistics(toHost);
  }

  Statistics fromHost() {
    return statistics(other());
  }

  private Statistics statistics(int direction) {
    JsonObject answer = emulator.ask(LinkAgent.STATISTICS, new JsonObject().put(LinkAgent.DIRECTION, direction));
    return new Statistics(answer.getLong(LinkAgent.PASSED), answer.getLong(LinkAgent.DROPPED));
  }
}
