package io.conec.impl.wire;

import io.conec.BroadcastRole;
import io.conec.OverflowPolicy;
import io.conec.PathPolicy;

/**
 * The words of the protocol for constants of the API, as SPEC.md has them. The names of the constants may change, these
 * may not.
 */
final class WireWords {

  private WireWords() {
  }

  static String of(PathPolicy policy) {
    return switch (policy) {
      case AUTO -> "AUTO";
      case RELAY_ONLY -> "RELAY_ONLY";
      case DIRECT_ONLY -> "DIRECT_ONLY";
    };
  }

  static String of(BroadcastRole role) {
    return switch (role) {
      case BOTH -> "BOTH";
      case SENDER -> "SENDER";
      case READER -> "READER";
    };
  }

  static String of(OverflowPolicy overflow) {
    return switch (overflow) {
      case BLOCK -> "BLOCK";
      case DROP_OLDEST -> "DROP_OLDEST";
    };
  }
}
