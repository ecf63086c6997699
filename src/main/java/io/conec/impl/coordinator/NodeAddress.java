package io.conec.impl.coordinator;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.CoordinatorOptions;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * The UDP address at which other nodes of the cluster reach this one.
 */
final class NodeAddress {

  private NodeAddress() {
  }

  /**
   * The address of the option; otherwise the one that the Coordinator is bound to; otherwise, when this is all
   * addresses, the one at which the event bus is reached.
   */
  static Future<InetSocketAddress> of(VertxInternal vertx, ContextInternal context, CoordinatorOptions options,
                                      int port) {
    String busHost = vertx.clusterManager().getNodeInfo().host();
    return context.executeBlocking(() -> {
      String option = options.getNodeHost();
      InetAddress bound = InetAddress.getByName(options.getHost());
      InetAddress address = option != null ? resolve(option)
        : bound.isAnyLocalAddress() ? InetAddress.getByName(busHost) : bound;
      if (address.isAnyLocalAddress()) {
        throw failure("other nodes cannot send to " + address.getHostAddress()
          + ": set 'nodeHost' to an address of this machine that they reach");
      }
      return new InetSocketAddress(address, port);
    }, false);
  }

  private static InetAddress resolve(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw failure("'" + host + "' is not known: " + e.getMessage());
    }
  }

  private static ConecException failure(String problem) {
    return new ConecException(ConecError.CONFIGURATION, "option 'nodeHost': " + problem, null, "nodeHost");
  }
}
