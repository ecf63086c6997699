package io.conec.impl.client;

import io.conec.PathOptions;
import io.conec.impl.path.Addresses;
import io.conec.impl.path.LocalAddress;
import io.conec.impl.path.LocalCandidates;
import io.conec.impl.path.Machine;
import io.vertx.core.internal.ContextInternal;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * The addresses of this client, its own and the one that the Coordinator sees. When they change, the connection to the
 * Coordinator and the paths of the channels are looked at. On the event loop.
 */
final class OwnAddresses {

  private final PathOptions options;
  private final LocalCandidates candidates;
  private CoordinatorLink link;
  private PathRefresh refresh;
  private AddressWatch watch;

  OwnAddresses(PathOptions options) {
    this.options = options;
    this.candidates = new LocalCandidates(options);
  }

  LocalCandidates candidates() {
    return candidates;
  }

  void start(ContextInternal context, CoordinatorLink link, Channels channels) {
    this.link = link;
    candidates.local(Machine.addresses());
    refresh = new PathRefresh(context.nettyEventLoop(), channels::refreshPaths);
    watch = new AddressWatch(context, options.getAddressCheckInterval(), this::changed);
    watch.look();
  }

  private void changed(List<LocalAddress> addresses) {
    if (candidates.local(addresses)) {
      link.addressChanged();
      refresh.addressChanged();
    }
  }

  /** The client is registered at the Coordinator with this address. */
  void registered(InetSocketAddress coordinator, String address) {
    candidates.coordinator(coordinator);
    observed(address);
  }

  /** The Coordinator sees this address. */
  void observed(String address) {
    if (candidates.reflexive(Addresses.parse(address))) {
      refresh.addressChanged();
    }
  }

  void close() {
    watch.close();
  }
}
