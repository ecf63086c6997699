package io.conec.bridge;

/**
 * The headers that the bridge itself puts on event-bus messages.
 * <p>
 * All start with {@link #RESERVED_PREFIX}; headers with that prefix, in any case, that a peer sends are dropped, so a
 * consumer can trust what it finds under these names, {@link #VIA} excepted.
 */
public final class BusHeaders {

  /** The prefix of header names that only the bridge sets; case does not matter. */
  public static final String RESERVED_PREFIX = "conec-";

  /**
   * The id of the peer that sent the message or the reply, proved by its certificate: on every message that a consumer
   * gets through an export or from a broadcast, and on every reply that comes through an import.
   */
  public static final String PEER = "conec-peer";

  /**
   * The name of the broadcast that the message came from. A message with this header goes out to no broadcast and
   * through no import, also when an application has set it: so a message never goes in circles.
   */
  public static final String BROADCAST = "conec-broadcast";

  /**
   * The ids of the clients that the message has passed before {@link #PEER}, the original sender first, separated by
   * commas: on messages that other bridges have passed on, see {@link ImportOptions#setTransit(boolean)}. Each of them
   * is only what the next one says: trust it as far as you trust {@link #PEER}.
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
