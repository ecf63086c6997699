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

  static String require(String option, String address) {
    if (Require.address(option, address).startsWith(RESERVED_PREFIX)) {
      throw new OptionException(option, "must not start with '" + RESERVED_PREFIX
        + "': such addresses belong to the event bus itself");
    }
    return address;
  }
}
