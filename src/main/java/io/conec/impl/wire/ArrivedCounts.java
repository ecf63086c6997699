package io.conec.impl.wire;

/**
 * How many QUIC packets have arrived from the other end of a channel on direct paths. Probes and answers report these
 * counts, so that the other end learns whether its packets arrive. Both wrap around at 2^32.
 *
 * @param all   packets of any length
 * @param large packets that are longer than {@link #LARGE}
 */
public record ArrivedCounts(int all, int large) {

  /** Every path of QUIC carries datagrams of this length (RFC 9000, section 14). */
  public static final int LARGE = 1200;
}
