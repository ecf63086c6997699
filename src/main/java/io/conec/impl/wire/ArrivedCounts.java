package io.conec.impl.wire;

/**
 * How many QUIC packets have come straight from the other end of a channel, as the probes and answers to it say: so it
 * learns whether what it sends that way arrives. Both begin again at 0 after 2^32.
 *
 * @param all   of any length
 * @param large those that are longer than what every path has to carry
 */
public record ArrivedCounts(int all, int large) {

  /** The length that every path of QUIC carries (RFC 9000, section 14). */
  public static final int LARGE = 1200;
}
