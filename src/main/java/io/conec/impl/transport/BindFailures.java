package io.conec.impl.transport;

import io.conec.ConecError;
import io.conec.ConecException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;

/**
 * Explains why a socket could not be bound. Only the message of the system distinguishes the cases.
 */
public final class BindFailures {

  private static final String MISSING = "assign requested address";

  private static final int FIRST_UNPRIVILEGED_PORT = 1024;

  private BindFailures() {
  }

  static ConecException of(BindAddress bind, InetSocketAddress local, Throwable cause) {
    String why = String.valueOf(cause.getMessage());
    return new ConecException(ConecError.CONFIGURATION, text(bind, local, why), cause,
      isAboutAddress(local, why) ? bind.hostOption() : bind.portOption());
  }

  /**
   * @param failure of the endpoint
   * @return whether this machine does not have the address; it may get it later
   */
  public static boolean isAddressMissing(Throwable failure) {
    Throwable cause = failure.getCause();
    return cause instanceof UnresolvedAddressException
      || cause != null && String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT).contains(MISSING);
  }

  private static boolean isAboutAddress(InetSocketAddress local, String why) {
    return local.isUnresolved() || why.toLowerCase(Locale.ROOT).contains(MISSING);
  }

  private static String text(BindAddress bind, InetSocketAddress local, String why) {
    String host = bind.host();
    int port = bind.port();
    String hostOption = "option '" + bind.hostOption() + "'";
    String portOption = "option '" + bind.portOption() + "'";
    String system = why.toLowerCase(Locale.ROOT);
    if (local.isUnresolved()) {
      return "no address is known for '" + host + "', to which the socket is to be bound: set " + hostOption
        + " to an IP address";
    } else if (system.contains("in use")) {
      return "UDP port " + port + " on " + host + " is in use: stop the Coordinator or other program that uses it, or "
        + "set " + portOption + " to another";
    } else if (system.contains(MISSING)) {
      return host + " is not an address of this machine: set " + hostOption + " to one that is, or to 0.0.0.0 for all";
    } else if (system.contains("permission") && port > 0 && port < FIRST_UNPRIVILEGED_PORT) {
      return "UDP port " + port + " needs a privilege, as all below " + FIRST_UNPRIVILEGED_PORT + ": set " + portOption
        + " to another, or give this process CAP_NET_BIND_SERVICE";
    }
    return "UDP port " + port + " on " + host + " cannot be bound: " + why + "; set " + portOption
      + " to another";
  }
}
