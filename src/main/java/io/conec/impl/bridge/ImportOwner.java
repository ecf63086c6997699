package io.conec.impl.bridge;

/**
 * The owner of an import.
 */
interface ImportOwner {

  /** The import has no stream to its peer. It goes on trying until it is released. */
  void away(Import item);
}
