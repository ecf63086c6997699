package io.conec.impl.wire;

/**
 * How many QUIC packets have arrived from the other end of a channel on direct paths. Probes and answers report these
 * counts, so that the other end learns whether its packets arrive. Both wrap around at 2^32.
 *
 * @param all   packets of any length
 * @param large packets that are longer than {@link #LARGE}
 */
public record ArrivedCounts(int all, int large) {

  /** A packet is large when not every path carries it. */
  public static final int LARGE = QuicHeader.BASE_PLPMTU;
}
