package io.conec.impl.bridge;

import io.conec.bridge.ImportInfo;
import io.conec.bridge.ImportOptions;
import io.conec.impl.identity.PeerId;
import io.vertx.core.Future;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The configured imports of a bridge.
 */
final class Imports {

  private record Entry(ImportOptions options, ImportItem item) {
  }

  private final BridgeState bridge;
  private final PeerImports peers;
  /** Changed on the context, read from any thread. */
  private final Map<ImportKey, Entry> items = new ConcurrentHashMap<>();

  Imports(BridgeState bridge) {
    this.bridge = bridge;
    this.peers = new PeerImports(bridge);
  }

  /**
   * @return completed when the first attempt to reach the peer has ended, or takes too long
   */
  Future<Void> add(ImportOptions options) {
    if (options.getPeer() == null || options.getAddress() == null) {
      return Future.failedFuture(new IllegalArgumentException("an import needs a peer and an address"));
    }
    ImportKey key = ImportKey.of(options);
    if (items.containsKey(key)) {
      return Future.failedFuture(new IllegalArgumentException("address '" + key.address() + "' of peer '" + key.peer()
        + "' is imported to '" + key.localAddress() + "' already: choose another localAddress or remove that import"));
    }
    try {
      ImportItem item = PeerId.isValid(options.getPeer()) ? new SingleImport(peers, options)
        : new ImportGroup(bridge, peers, options);
      items.put(key, new Entry(options, item));
      return item.start();
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(e);
    }
  }

  /**
   * @return whether there were any
   */
  Future<Boolean> remove(Predicate<ImportOptions> which) {
    List<Future<Void>> ends = new ArrayList<>();
    items.values().removeIf(entry -> {
      boolean removed = which.test(entry.options);
      if (removed) {
        ends.add(entry.item.close());
      }
      return removed;
    });
    return Future.join(ends).map(!ends.isEmpty());
  }

  List<ImportInfo> list() {
    return Stream.concat(peers.list(), items.values().stream().map(entry -> entry.item.info()).filter(Objects::nonNull))
      .sorted(Comparator.comparing(ImportInfo::getLocalAddress).thenComparing(ImportInfo::getPeer)
        .thenComparing(ImportInfo::getAddress))
      .toList();
  }

  /** @return the imports at a local address that pass on messages of other peers now */
  List<Import> transit(String localAddress) {
    return peers.transit(localAddress);
  }

  void expire(long now) {
    peers.expire(now);
  }
}
