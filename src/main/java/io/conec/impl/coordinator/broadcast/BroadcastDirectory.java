package io.conec.impl.coordinator.broadcast;

import io.conec.BroadcastInfo;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Which nodes have which broadcasts. Each node decides about its own records only, and numbers the changes; the others
 * have a replica, and notice when a change is missing. Without I/O; confined to the event loop, except for the
 * queries of counts.
 */
final class BroadcastDirectory {

  private final Consumer<String> changed;
  /** By name and node; the inner maps are copied on write. */
  private final Map<String, Map<String, BroadcastRecord>> records = new ConcurrentHashMap<>();
  /** How many broadcasts each client has created, by id, including those that it has left. */
  private final Map<String, Integer> created = new HashMap<>();
  /** The last change of each other node that sent its list. */
  private final Map<String, Long> numbers = new HashMap<>();
  private final Map<String, Set<String>> listed = new HashMap<>();
  private String self = "";
  private long number;

  /**
   * @param changed called with the name of each broadcast whose record at another node has changed
   */
  BroadcastDirectory(Consumer<String> changed) {
    this.changed = changed;
  }

  String self() {
    return self;
  }

  /** This node has an id from now on, before there are broadcasts. */
  void self(String id) {
    self = id;
  }

  /**
   * @return the number of the last change of this node
   */
  long number() {
    return number;
  }

  /**
   * @return the number of the last change of another node, -1 when nothing is known about it
   */
  long number(String node) {
    return numbers.getOrDefault(node, -1L);
  }

  /**
   * @return the records of this node
   */
  List<BroadcastRecord> own() {
    return records.values().stream().map(nodes -> nodes.get(self)).filter(record -> record != null).toList();
  }

  /**
   * @return the records of one name, by node
   */
  Map<String, BroadcastRecord> of(String name) {
    return records.getOrDefault(name, Map.of());
  }

  /** @return how many there are; from any thread */
  int size() {
    return records.size();
  }

  int createdBy(String client) {
    return created.getOrDefault(client, 0);
  }

  /**
   * @return the participants at all nodes, {@code null} when there is no such broadcast; from any thread
   */
  BroadcastInfo info(String name) {
    Collection<BroadcastRecord> nodes = of(name).values();
    return nodes.isEmpty() ? null : new BroadcastInfo(name, nodes.stream().mapToInt(BroadcastRecord::senders).sum(),
      nodes.stream().mapToInt(BroadcastRecord::readers).sum());
  }

  /** @return all broadcasts; from any thread */
  List<BroadcastInfo> list() {
    return records.keySet().stream().map(this::info).filter(info -> info != null).toList();
  }

  /**
   * The record of this node has changed.
   *
   * @return the number of the change
   */
  long put(BroadcastRecord record) {
    replace(self, record.name(), record);
    return ++number;
  }

  /**
   * This node does not have the broadcast any more.
   *
   * @return the number of the change
   */
  long remove(String name) {
    replace(self, name, null);
    return ++number;
  }

  /**
   * A record of another node has changed.
   *
   * @param record {@code null} when the node does not have the broadcast any more
   * @return {@code false} when a change before this one is missing: a list is needed
   */
  boolean put(String node, long number, String name, BroadcastRecord record) {
    if (number(node) + 1 != number) {
      return false;
    }
    numbers.put(node, number);
    update(node, name, record);
    return true;
  }

  /**
   * A part of the list of another node. No change comes between two parts.
   *
   * @param first whether it is the first part
   * @param last  whether it is the last one: broadcasts that were in no part have ended at the node
   */
  void list(String node, long number, Collection<BroadcastRecord> part, boolean first, boolean last) {
    Set<String> names = first ? new HashSet<>() : listed.remove(node);
    if (names == null) {
      return;
    }
    part.forEach(record -> {
      names.add(record.name());
      update(node, record.name(), record);
    });
    if (last) {
      numbers.put(node, number);
      remove(node, names);
    } else {
      listed.put(node, names);
    }
  }

  /** Another node is gone, and so are its participants. */
  void gone(String node) {
    numbers.remove(node);
    listed.remove(node);
    remove(node, Set.of());
  }

  private void remove(String node, Set<String> except) {
    records.entrySet().stream().filter(entry -> entry.getValue().containsKey(node)).map(Map.Entry::getKey)
      .filter(name -> !except.contains(name)).toList().forEach(name -> update(node, name, null));
  }

  private void update(String node, String name, BroadcastRecord record) {
    if (replace(node, name, record)) {
      changed.accept(name);
    }
  }

  private boolean replace(String node, String name, BroadcastRecord record) {
    Map<String, BroadcastRecord> nodes = new HashMap<>(of(name));
    BroadcastRecord old = record == null ? nodes.remove(node) : nodes.put(node, record);
    if (nodes.isEmpty()) {
      records.remove(name);
    } else {
      records.put(name, nodes);
    }
    if (old != null && old.home()) {
      created.computeIfPresent(old.creator(), (creator, count) -> count == 1 ? null : count - 1);
    }
    if (record != null && record.home()) {
      created.merge(record.creator(), 1, Integer::sum);
    }
    return record == null ? old != null : !record.equals(old);
  }
}
