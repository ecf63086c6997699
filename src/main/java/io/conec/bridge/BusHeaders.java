package io.conec.bridge;

/**
 * The headers that the bridge sets on messages of the event bus.
 * <p>
 * Their names start with {@link #RESERVED_PREFIX}. The bridge drops headers with this prefix from messages of peers, so
 * a consumer can trust these headers, except {@link #VIA}.
 */
public final class BusHeaders {

  /** The prefix of header names that only the bridge sets; case does not matter. */
  public static final String RESERVED_PREFIX = "conec-";

  /**
   * The id of the peer that sent the message or the reply, which its certificate proves. The bridge sets it on every
   * message that a consumer gets through an export or from a broadcast, and on every reply that comes through an
   * import.
   */
  public static final String PEER = "conec-peer";

  /**
   * The name of the broadcast that the message came from. A message that is published with this header, by the bridge
   * or by your code, goes out to no broadcast and through no import. So a message never returns to a place where it has
   * been.
   */
  public static final String BROADCAST = "conec-broadcast";

  /**
   * The ids of the clients that have passed on the message before {@link #PEER}, the original sender first, separated
   * by commas. Messages that other bridges have passed on have it, see {@link ImportOptions#setTransit(boolean)}. No
   * certificate proves these ids: trust them as far as you trust {@link #PEER}.
   */
  public static final String VIA = "conec-via";

  private BusHeaders() {
  }

  /**
   * @param name the name of a header
   * @return {@code true} when only the bridge may set it
   */
  public static boolean isReserved(String name) {
    return name.regionMatches(true, 0, RESERVED_PREFIX, 0, RESERVED_PREFIX.length());
  }
}
