package io.conec.bridge;

import io.conec.impl.config.OptionException;
import io.conec.impl.config.Require;

/**
 * The addresses that belong to the event bus itself.
 * <p>
 * Vert.x creates addresses for its own use: one for the reply to each request, and one for each socket. A peer that
 * could send to them could answer requests of others, or write to their connections. So no export matches them, and
 * they cannot be imported or mapped.
 */
public final class BusAddresses {

  /** The prefix of the addresses that Vert.x creates. */
  public static final String RESERVED_PREFIX = "__vertx.";

  private BusAddresses() {
  }

  /**
   * @param address an address of an event bus
   * @return {@code true} when peers can never reach it
   */
  public static boolean isReserved(String address) {
    return address.startsWith(RESERVED_PREFIX);
  }

  static String require(String option, String address) {
    if (isReserved(Require.address(option, address))) {
      throw new OptionException(option, "must not start with '" + RESERVED_PREFIX
        + "': such addresses belong to the event bus itself");
    }
    return address;
  }
}
