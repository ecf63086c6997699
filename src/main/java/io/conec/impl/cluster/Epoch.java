package io.conec.impl.cluster;

/**
 * When a connection began, in comparison with the others with its id.
 *
 * @param value  later than that of each earlier connection that the node knew about; otherwise the time, in
 *               milliseconds since 1970
 * @param before the latest connection that the node knew about, 0 for none
 */
public record Epoch(long value, long before) {

  /** There are no other nodes. */
  public static final Epoch ALONE = new Epoch(0, 0);
}
