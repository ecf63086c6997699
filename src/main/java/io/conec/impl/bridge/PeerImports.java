package io.conec.impl.bridge;

import io.conec.bridge.ImportInfo;
import io.conec.bridge.ImportOptions;
import io.conec.impl.util.LimitedWarnings;
import io.vertx.core.Future;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The imports of single peers, and the local addresses that they share. Owners of the same import share it, so that a
 * published message is sent once. Confined to the context of the bridge.
 */
final class PeerImports {

  /** The placeholder for the id of the peer in a local address. */
  private static final String PEER = "{peer}";

  private static final class Shared {

    private final Import item;
    private final List<ImportOwner> owners = new ArrayList<>();

    private Shared(Import item) {
      this.item = item;
    }
  }

  private final BridgeState bridge;
  private final LimitedWarnings warnings = LimitedWarnings.ofPeers(Import.class);
  /** Changed on the context, read from any thread. */
  private final Map<ImportKey, Shared> imports = new ConcurrentHashMap<>();
  private final Map<String, ImportedAddress> addresses = new HashMap<>();

  PeerImports(BridgeState bridge) {
    this.bridge = bridge;
  }

  /**
   * @return the options of the import from this peer
   * @throws IllegalArgumentException when its local address is not valid
   */
  static ImportOptions concrete(ImportOptions options, String peer) {
    return new ImportOptions(options).setPeer(peer)
      .setLocalAddress(options.getLocalAddress().replace(PEER, peer));
  }

  /**
   * @return the import with these options; it is started if it did not exist
   */
  Import acquire(ImportOptions options, ImportOwner owner) {
    ImportKey key = ImportKey.of(options);
    Shared shared = imports.get(key);
    if (shared != null) {
      shared.owners.add(owner);
      return shared.item;
    }
    ImportedAddress local =
      addresses.computeIfAbsent(key.localAddress(), address -> new ImportedAddress(bridge, address));
    local.acquire();
    Import item = new Import(bridge, options, local, this::away, warnings);
    shared = new Shared(item);
    shared.owners.add(owner);
    imports.put(key, shared);
    item.start();
    return item;
  }

  private void away(Import item) {
    Shared shared = imports.get(ImportKey.of(item.options()));
    if (shared != null && shared.item == item) {
      List.copyOf(shared.owners).forEach(owner -> owner.away(item));
    }
  }

  /**
   * @return completed when the pending messages are sent
   */
  Future<Void> release(Import item, ImportOwner owner) {
    ImportKey key = ImportKey.of(item.options());
    Shared shared = imports.get(key);
    shared.owners.remove(owner);
    if (!shared.owners.isEmpty()) {
      return bridge.context().succeededFuture();
    }
    imports.remove(key);
    if (addresses.get(key.localAddress()).release()) {
      addresses.remove(key.localAddress());
    }
    return item.close();
  }

  Stream<ImportInfo> list() {
    return imports.values().stream().map(shared -> shared.item.info());
  }

  /** @return the imports at a local address that pass on messages of other peers now */
  List<Import> transit(String localAddress) {
    ImportedAddress local = addresses.get(localAddress);
    return local == null ? List.of() : local.transit();
  }

  void expire(long now) {
    imports.values().forEach(shared -> shared.item.expire(now));
  }
}
