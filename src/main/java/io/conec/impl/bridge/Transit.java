package io.conec.impl.bridge;

import io.conec.impl.identity.PeerId;
import io.conec.impl.wire.BusFrame;
import io.conec.impl.wire.BusRoute;
import io.conec.impl.wire.WireException;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides which import leads to which client. A message names its destinations, and each bridge that passes it on
 * divides them among its imports. So no client gets it twice, however many routes there are.
 */
final class Transit {

  /** A client with consumers. Imports of the same address share their destinations. */
  record Destination(String id, String address) {
  }

  private Transit() {
  }

  static void requireId(String id) {
    if (!PeerId.isValid(id)) {
      throw new WireException("bus frame with an id that is none");
    }
  }

  /** Check the route of a message of a peer. */
  static void requireRoute(BusFrame.Message frame) {
    BusRoute route = frame.route();
    route.via().forEach(Transit::requireId);
    route.to().forEach(Transit::requireId);
    int most = frame.isPublish() ? Integer.MAX_VALUE : 1;
    if (route.to().size() > (frame instanceof BusFrame.Deliver ? 0 : most)) {
      throw new WireException("bus frame of type " + frame.type() + " for " + route.to().size() + " clients");
    }
  }

  /** @return the import with the fewest hops for each destination, the first one if there are several */
  static Map<Destination, Import> nearest(List<Import> imports) {
    Map<Destination, Import> nearest = new LinkedHashMap<>();
    for (Import item : imports) {
      item.reach().forEach((id, hops) -> nearest.merge(new Destination(id, item.address()), item,
        (known, other) -> other.reach().get(id) < known.reach().get(id) ? other : known));
    }
    return nearest;
  }

  /**
   * @param via the clients that the message has passed, to which it must not return
   * @return the destinations of each import; those that no import reaches are missing
   */
  static Map<Import, List<String>> divide(List<Import> imports, List<String> via, List<String> ids) {
    Map<Import, List<String>> shares = new LinkedHashMap<>();
    if (via.size() < BusFrame.MAX_HOPS) {
      nearest(imports.stream().filter(item -> !via.contains(item.peer())).toList()).forEach((destination, item) -> {
        if (ids.contains(destination.id)) {
          shares.computeIfAbsent(item, key -> new ArrayList<>()).add(destination.id);
        }
      });
    }
    return shares;
  }

  /**
   * @return the clients that a peer can reach through this bridge
   *
   * @param imports the imports that pass on its messages
   */
  static Map<String, Integer> behind(List<Import> imports, String peer) {
    Map<String, Integer> behind = new HashMap<>();
    for (Import item : imports) {
      if (!item.peer().equals(peer)) {
        item.reach().forEach((id, hops) -> behind.merge(id, hops + 1, Math::min));
      }
    }
    behind.remove(peer);
    behind.values().removeIf(hops -> hops >= BusFrame.MAX_HOPS);
    return behind.size() <= BusFrame.MAX_DESTINATIONS ? behind : first(behind);
  }

  /** The nearest ones, because there is no room for all of them. */
  private static Map<String, Integer> first(Map<String, Integer> behind) {
    Map<String, Integer> first = new HashMap<>();
    behind.entrySet().stream()
      .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.naturalOrder())
        .thenComparing(Map.Entry.comparingByKey()))
      .limit(BusFrame.MAX_DESTINATIONS)
      .forEach(entry -> first.put(entry.getKey(), entry.getValue()));
    return first;
  }
}
