package io.conec.impl.bridge;

import io.conec.bridge.ImportInfo;
import io.conec.bridge.ImportOptions;
import io.vertx.core.Future;

/**
 * An import of a peer that the options name, whether it is connected or not.
 */
final class SingleImport implements ImportItem, ImportOwner {

  private final PeerImports imports;
  private final Import item;

  SingleImport(PeerImports imports, ImportOptions options) {
    this.imports = imports;
    this.item = imports.acquire(PeerImports.concrete(options, options.getPeer()), this);
    item.named();
  }

  @Override
  public Future<Void> start() {
    return item.firstAttempt();
  }

  @Override
  public ImportInfo info() {
    return null;
  }

  @Override
  public void away(Import item) {
    // Keep the import: the peer may return.
  }

  @Override
  public Future<Void> close() {
    return imports.release(item, this);
  }
}
