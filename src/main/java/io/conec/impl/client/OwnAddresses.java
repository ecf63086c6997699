package io.conec.impl.client;

import io.conec.PathOptions;
import io.conec.impl.path.Addresses;
import io.conec.impl.path.LocalAddress;
import io.conec.impl.path.LocalCandidates;
import io.conec.impl.path.NetworkInterfaces;
import io.conec.impl.util.Printable;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * The addresses of this client, its own and the one that the Coordinator sees. When they change, the connection to the
 * Coordinator and the paths of the channels are looked at. Confined to the event loop.
 */
final class OwnAddresses {

  private static final Logger LOG = LoggerFactory.getLogger(OwnAddresses.class);

  private final LocalCandidates candidates;
  private CoordinatorConnection link;
  private PathRefresh refresh;
  private AddressWatch watch;
  private boolean said;

  OwnAddresses(PathOptions options) {
    this.candidates = new LocalCandidates(options);
  }

  LocalCandidates candidates() {
    return candidates;
  }

  void start(ContextInternal context, CoordinatorConnection link, Channels channels) {
    this.link = link;
    changedTo(NetworkInterfaces.addresses(null));
    refresh = new PathRefresh(context.nettyEventLoop(), channels::refreshPaths);
    watch = new AddressWatch(context, candidates::coordinator, this::changed);
    watch.look();
  }

  private void changed(List<LocalAddress> addresses) {
    if (changedTo(addresses)) {
      link.addressChanged();
      refresh.addressChanged();
    }
  }

  private boolean changedTo(List<LocalAddress> addresses) {
    boolean changed = candidates.updateLocal(addresses);
    if (changed && !said) {
      tell(candidates.leftOut());
    }
    return changed;
  }

  private void tell(List<String> leftOut) {
    said = !leftOut.isEmpty();
    if (said) {
      LOG.info("this machine has more addresses than peers can be told; left out are "
        + Printable.some(leftOut)
          + ". If peers need one of them, put networks that they do not need into option 'excludedNetworks'");
    }
  }

  /** The client is registered at the Coordinator with this address. */
  void registered(InetSocketAddress coordinator, String address) {
    candidates.updateCoordinator(coordinator);
    observed(address);
  }

  /** The Coordinator sees this address. */
  void observed(String address) {
    if (candidates.updateReflexive(Addresses.parse(address))) {
      refresh.addressChanged();
    }
  }

  void close() {
    watch.close();
  }
}
