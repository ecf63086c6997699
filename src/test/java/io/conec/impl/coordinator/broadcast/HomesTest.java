package io.conec.impl.coordinator.broadcast;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class HomesTest {

  private static BroadcastRecord record(long id, long created, boolean home, long start, int readers) {
    return new BroadcastRecord("prices", id, "shop", created, home, start, 0, readers);
  }

  @Test
  void theEarlierBroadcastStays() {
    assertEquals("b", Homes.home(Map.of("a", record(1, 20, true, 0, 1), "b", record(2, 10, true, 0, 1))));
  }

  @Test
  void ofTwoHomesOfOneBroadcastTheLaterOneStays() {
    assertEquals("b", Homes.home(Map.of("a", record(1, 10, true, 0, 1), "b", record(1, 10, true, 5, 1))));
  }

  @Test
  void theLowestNodeWithParticipantsSucceeds() {
    Map<String, BroadcastRecord> records = Map.of("a", record(1, 10, false, 0, 0), "b", record(1, 10, false, 0, 1), "c",
      record(1, 10, false, 0, 1));
    assertNull(Homes.home(records));
    assertEquals("b", Homes.successor(records));
    assertNull(Homes.successor(Map.of("a", record(1, 10, false, 0, 0))));
  }

  /** Of all records of three nodes: the winner does not depend on who else is there. */
  @Test
  void aHomeThatWinsAmongAllWinsAmongSome() {
    List<BroadcastRecord> all = List.of(record(1, 1, true, 0, 1), record(1, 1, true, 5, 1), record(1, 1, false, 0, 1),
      record(2, 1, true, 0, 1), record(2, 2, true, 0, 0), record(3, 2, true, 9, 1));
    for (BroadcastRecord first : all) {
      for (BroadcastRecord second : all) {
        for (BroadcastRecord third : all) {
          Map<String, BroadcastRecord> records = Map.of("a", first, "b", second, "c", third);
          String home = Homes.home(records);
          if (home == null) {
            assertTrue(records.values().stream().noneMatch(BroadcastRecord::home));
            assertNotNull(Homes.successor(records));
            continue;
          }
          for (String other : records.keySet()) {
            Map<String, BroadcastRecord> some = new HashMap<>(records);
            if (!other.equals(home)) {
              some.remove(other);
            }
            assertEquals(home, Homes.home(some));
          }
        }
      }
    }
  }
}
