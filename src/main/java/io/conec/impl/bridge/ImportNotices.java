package io.conec.impl.bridge;

import io.conec.bridge.ImportOptions;
import io.conec.impl.util.LimitedWarnings;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;

/**
 * Says in the log why an import reaches no consumer, once for each reason.
 */
final class ImportNotices {

  private static final Logger LOG = LoggerFactory.getLogger(Import.class);

  private final ImportOptions options;
  private final LimitedWarnings warnings;
  /** Whether somebody has named the peer, and has to know that it is away. */
  private boolean named;
  private String said;
  /** Whether there is a warning in the log that it is unavailable. */
  private boolean warned;

  /** @param warnings shared by many imports of one peer, which are lost at the same moment */
  ImportNotices(ImportOptions options, LimitedWarnings warnings) {
    this.options = options;
    this.warnings = warnings;
  }

  /** The options name the peer. */
  void named() {
    named = true;
  }

  /**
   * @param away whether there is no stream to the peer
   * @return whether this is another reason than before
   */
  boolean unavailable(boolean away, Throwable reason) {
    if (reason.getMessage().equals(said)) {
      return false;
    }
    said = reason.getMessage();
    String text =
      "Address '" + options.getLocalAddress() + "' reaches no consumer of peer '" + options.getPeer() + "': " + said;
    if (away && !named) {
      LOG.debug(text);
    } else {
      warned |= warnings.warn(text);
    }
    return true;
  }

  void available(ImportStream stream) {
    said = null;
    if (warned) {
      // Not oftener than the warnings: the peer says when it has consumers.
      LOG.info("Address '" + options.getLocalAddress() + "' reaches a consumer of " + stream + " again");
      warned = false;
    }
  }
}
