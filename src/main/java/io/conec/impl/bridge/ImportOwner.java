package io.conec.impl.bridge;

/**
 * Who wants an import.
 */
interface ImportOwner {

  /** The import has no stream to its peer. It tries to open one until it is released. */
  void away(Import item);
}
