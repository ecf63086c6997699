package io.conec.impl.cluster;

import java.util.Collection;
import java.util.Comparator;

/**
 * A node that says that it has the client with an id.
 *
 * @param node   the node
 * @param record the client
 */
public record Holder(String node, ClientRecord record) {

  private static final Comparator<Holder> EARLIEST_CERTIFICATE =
    Comparator.<Holder>comparingLong(holder -> holder.record.claimed())
      .thenComparing(holder -> holder.record.fingerprint());

  private static final Comparator<Holder> LATEST_CONNECTION =
    Comparator.<Holder>comparingLong(holder -> holder.record.epoch().value()).thenComparing(Holder::node);

  /**
   * Decide between nodes that each have a client with the same id, because both admitted it at the same time, or could
   * not reach each other. The client whose certificate had the id first keeps it. Of several connections of this
   * client the latest counts. All nodes with the same records decide the same.
   *
   * @return {@code null} when there are none
   */
  static Holder among(Collection<Holder> holders) {
    if (holders.size() < 2) {
      return holders.isEmpty() ? null : holders.iterator().next();
    }
    String certificate = holders.stream().min(EARLIEST_CERTIFICATE).orElseThrow().record.fingerprint();
    return holders.stream().filter(holder -> holder.record.fingerprint().equals(certificate))
      .max(LATEST_CONNECTION).orElseThrow();
  }
}
