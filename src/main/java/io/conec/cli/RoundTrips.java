package io.conec.cli;

import io.vertx.core.json.JsonObject;

/** Minimum, mean and maximum of round-trip times. */
final class RoundTrips {

  private int tried;
  private int answered;
  private long min = Long.MAX_VALUE;
  private long max;
  private long sum;

  void answered(long nanos) {
    tried++;
    answered++;
    min = Math.min(min, nanos);
    max = Math.max(max, nanos);
    sum += nanos;
  }

  void lost() {
    tried++;
  }

  int answers() {
    return answered;
  }

  JsonObject toJson() {
    JsonObject json = new JsonObject().put("sent", tried).put("answered", answered);
    return answered == 0 ? json
      : json.put("minMillis", min / 1e6).put("avgMillis", sum / 1e6 / answered).put("maxMillis", max / 1e6);
  }

  @Override
  public String toString() {
    String counts = tried + " sent, " + answered + " answered";
    return answered == 0 ? counts : counts + ", round trip min " + Durations.millis(min) + ", avg "
      + Durations.millis(sum / answered) + ", max " + Durations.millis(max);
  }
}
