package io.conec.impl.coordinator;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.CoordinatorOptions;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * The IP address at which other nodes of the cluster reach this one.
 */
final class NodeAddress {

  private NodeAddress() {
  }

  /**
   * The address of the option; otherwise the one that the Coordinator is bound to; otherwise, when this is all
   * addresses, the one at which the event bus is reached.
   */
  static Future<InetAddress> of(VertxInternal vertx, ContextInternal context, CoordinatorOptions options) {
    String busHost = vertx.clusterManager().getNodeInfo().host();
    return context.executeBlocking(() -> {
      String option = options.getNodeHost();
      InetAddress bound = resolve(options.getHost(), "host");
      InetAddress address = option != null ? resolve(option, "nodeHost")
        : bound.isAnyLocalAddress() ? resolve(busHost, "nodeHost") : bound;
      if (address.isAnyLocalAddress()) {
        throw failure("nodeHost", "other nodes cannot send to " + address.getHostAddress()
          + ": set 'nodeHost' to an address of this machine that they reach");
      }
      return address;
    }, false);
  }

  private static InetAddress resolve(String host, String option) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw failure(option, "'" + host + "' is not known: " + e.getMessage());
    }
  }

  private static ConecException failure(String option, String problem) {
    return new ConecException(ConecError.CONFIGURATION, "option '" + option + "': " + problem, null, option);
  }
}
