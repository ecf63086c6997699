package io.conec.impl.coordinator.broadcast;

import java.util.Comparator;
import java.util.Map;

/**
 * Decides which node is the home of a broadcast. All nodes with the same records decide the same.
 */
final class Homes {

  /**
   * Of two broadcasts with one name the earlier one stays. Of two homes of one broadcast the later one stays: it has
   * the participants that had lost the other one.
   */
  private static final Comparator<Map.Entry<String, BroadcastRecord>> FIRST =
    Comparator.<Map.Entry<String, BroadcastRecord>>comparingLong(entry -> entry.getValue().created())
      .thenComparing(entry -> entry.getValue().id(), Long::compareUnsigned)
      .thenComparing(entry -> entry.getValue().start(), Comparator.reverseOrder())
      .thenComparing(Map.Entry::getKey);

  private Homes() {
  }

  /**
   * @param records the records of one name, by node
   * @return the home, {@code null} when no node says that it is
   */
  static String home(Map<String, BroadcastRecord> records) {
    return records.entrySet().stream().filter(entry -> entry.getValue().home()).min(FIRST).map(Map.Entry::getKey)
      .orElse(null);
  }

  /**
   * @return the node that becomes the home when there is none, {@code null} when there are no participants
   */
  static String successor(Map<String, BroadcastRecord> records) {
    return records.entrySet().stream().filter(entry -> entry.getValue().hasParticipants()).map(Map.Entry::getKey)
      .min(Comparator.naturalOrder()).orElse(null);
  }
}
