package io.conec.cli;

import io.vertx.core.json.JsonObject;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Counts and hashes the bytes of one direction, and measures the time from the first to the last. Used by one thread at
 * a time.
 */
final class Meter {

  private static final double MEBIBYTE = 1024 * 1024;

  private final MessageDigest digest;
  private long bytes;
  private long first;
  private long last;

  /** Makes an empty meter. */
  public Meter() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
    first = System.nanoTime();
    last = first;
  }

  /** Adds data. */
  public void add(byte[] data, int length) {
    if (bytes == 0) {
      first = System.nanoTime();
    }
    digest.update(data, 0, length);
    bytes += length;
  }

  /** Ends the measurement. */
  public Result result() {
    last = System.nanoTime();
    return new Result(bytes, last - first, HexFormat.of().formatHex(digest.digest()));
  }

  /** The result of a measurement. */
  public record Result(long bytes, long nanos, String sha256) {

    /** Returns the rate in MiB/s. */
    public double mebibytesPerSecond() {
      return nanos == 0 ? 0 : bytes / MEBIBYTE / (nanos / 1e9);
    }

    /** Returns the result for scripts. */
    public JsonObject toJson() {
      return new JsonObject()
        .put("bytes", bytes)
        .put("seconds", nanos / 1e9)
        .put("mebibytesPerSecond", mebibytesPerSecond())
        .put("sha256", sha256);
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%,d bytes in %s, %.1f MiB/s, SHA-256 %s",
        bytes, Durations.seconds(nanos), mebibytesPerSecond(), sha256);
    }
  }
}
