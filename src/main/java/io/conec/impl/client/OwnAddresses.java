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
 * The addresses of this client: those of its interfaces, and the one that the Coordinator sees. After a change it
 * checks the connection to the Coordinator and the paths of the channels. Confined to the event loop.
 */
final class OwnAddresses {

  private static final Logger LOG = LoggerFactory.getLogger(OwnAddresses.class);

  private final LocalCandidates candidates;
  private CoordinatorConnection coordinator;
  private PathRefresh refresh;
  private AddressWatch watch;
  private boolean leftOutReported;

  OwnAddresses(PathOptions options) {
    this.candidates = new LocalCandidates(options);
  }

  LocalCandidates candidates() {
    return candidates;
  }

  void start(ContextInternal context, CoordinatorConnection coordinator, Channels channels) {
    this.coordinator = coordinator;
    updateLocal(NetworkInterfaces.of(context.owner()).addresses(null));
    refresh = new PathRefresh(context.nettyEventLoop(), channels::refreshPaths);
    watch = new AddressWatch(context, candidates::coordinator, this::changed);
    watch.poll();
  }

  private void changed(List<LocalAddress> addresses) {
    if (updateLocal(addresses)) {
      coordinator.addressChanged();
      refresh.addressChanged();
    }
  }

  private boolean updateLocal(List<LocalAddress> addresses) {
    boolean changed = candidates.updateLocal(addresses);
    if (changed && !leftOutReported) {
      reportLeftOut(candidates.leftOut());
    }
    return changed;
  }

  private void reportLeftOut(List<String> leftOut) {
    leftOutReported = !leftOut.isEmpty();
    if (leftOutReported) {
      LOG.info("this machine has more addresses than can be signalled to peers; left out are "
        + Printable.some(leftOut)
          + ". If peers need one of them, put networks that they do not need into option 'excludedNetworks'");
    }
  }

  /** The client is registered at the Coordinator, which sees this address. */
  void registered(InetSocketAddress coordinatorAddress, String address) {
    candidates.updateCoordinator(coordinatorAddress);
    observed(address);
  }

  /** The Coordinator now sees this address. */
  void observed(String address) {
    if (candidates.updateReflexive(Addresses.parse(address))) {
      refresh.addressChanged();
    }
  }

  void close() {
    watch.close();
  }
}
