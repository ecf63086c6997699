package io.conec.bridge;

import io.conec.impl.config.OptionException;
import io.conec.impl.config.Require;

/**
 * The addresses that belong to the event bus itself.
 * <p>
 * Vert.x makes addresses for its own use: each request has one that its reply is sent to, and each socket has one. A
 * peer that could send to them could answer requests of others, or write to their connections. So no export matches
 * them, and nothing can be imported or mapped to them.
 */
public final class BusAddresses {

  /** What the addresses that Vert.x makes start with. */
  public static final String RESERVED_PREFIX = "__vertx.";

  private BusAddresses() {
  }

  /**
   * @param address an address of an event bus
   * @return {@code true} when no peer can reach it
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
