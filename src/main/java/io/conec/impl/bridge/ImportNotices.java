package io.conec.impl.bridge;

import io.conec.bridge.ImportOptions;
import io.conec.impl.util.LimitedWarnings;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;

/**
 * Logs why an import reaches no consumer, once for each reason.
 */
final class ImportNotices {

  private static final Logger LOG = LoggerFactory.getLogger(Import.class);

  private final ImportOptions options;
  private final LimitedWarnings warnings;
  /** Whether the options name the peer, so that its absence is worth a warning. */
  private boolean named;
  private String lastReported;
  /** Whether a warning was logged. */
  private boolean warned;

  /** @param warnings shared by the imports of a peer, which are lost at the same moment */
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
   * @return whether the reason differs from the last one
   */
  boolean unavailable(boolean away, Throwable reason) {
    if (reason.getMessage().equals(lastReported)) {
      return false;
    }
    lastReported = reason.getMessage();
    String text =
      "Address '" + options.getLocalAddress() + "' reaches no consumer of peer '" + options.getPeer() + "': "
        + lastReported;
    if (away && !named) {
      LOG.debug(text);
    } else {
      warned |= warnings.warn(text);
    }
    return true;
  }

  void available(ImportStream stream) {
    lastReported = null;
    if (warned) {
      // No more often than warnings, because the peer controls the reports of consumers.
      LOG.info("Address '" + options.getLocalAddress() + "' reaches a consumer of " + stream + " again");
      warned = false;
    }
  }
}
