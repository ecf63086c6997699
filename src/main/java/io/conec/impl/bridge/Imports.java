package io.conec.impl.bridge;

import io.conec.ConecClient;
import io.conec.bridge.ImportInfo;
import io.conec.bridge.ImportOptions;
import io.conec.impl.wire.LimitedWarnings;
import io.vertx.core.Future;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The imports of a bridge, and the local addresses that they share.
 */
final class Imports {

  private record Key(String peer, String address, String localAddress) {

    private static Key of(ImportOptions options) {
      return new Key(options.getPeer(), options.getAddress(), options.getLocalAddress());
    }
  }

  private final BridgeState bridge;
  private final ConecClient client;
  /** Changed on the context, looked at on any thread. */
  private final Map<Key, Import> imports = new ConcurrentHashMap<>();
  /** Many imports of one peer are lost at the same moment. */
  private final LimitedWarnings warnings = LimitedWarnings.ofPeers(Import.class);
  private final Map<String, ImportedAddress> addresses = new HashMap<>();

  Imports(BridgeState bridge, ConecClient client) {
    this.bridge = bridge;
    this.client = client;
  }

  /**
   * @return completed when the first attempt to reach the peer has ended, or has taken too long
   */
  Future<Void> add(ImportOptions options) {
    if (options.getPeer() == null || options.getAddress() == null) {
      return Future.failedFuture(new IllegalArgumentException("an import needs a peer and an address"));
    }
    Key key = Key.of(options);
    if (imports.containsKey(key)) {
      return Future.failedFuture(new IllegalArgumentException("address '" + key.address + "' of peer '" + key.peer
        + "' is imported to '" + key.localAddress + "' already: choose another localAddress or remove that import"));
    }
    ImportedAddress local = addresses.computeIfAbsent(key.localAddress, address ->
      new ImportedAddress(bridge, address));
    Import added = new Import(bridge, client, options, local, warnings);
    imports.put(key, added);
    return added.start();
  }

  /**
   * @return whether there were any
   */
  Future<Boolean> remove(Predicate<ImportOptions> which) {
    List<Future<Void>> ends = new ArrayList<>();
    imports.values().removeIf(item -> {
      boolean removed = which.test(item.options());
      if (removed) {
        ends.add(item.close());
      }
      return removed;
    });
    addresses.keySet().removeIf(address ->
      imports.keySet().stream().noneMatch(key -> key.localAddress.equals(address)));
    return Future.join(ends).map(!ends.isEmpty());
  }

  List<ImportInfo> list() {
    return imports.values().stream().map(Import::info)
      .sorted(Comparator.comparing(ImportInfo::getLocalAddress).thenComparing(ImportInfo::getPeer)
        .thenComparing(ImportInfo::getAddress))
      .toList();
  }

  void expire(long now) {
    imports.values().forEach(item -> item.expire(now));
  }
}
