package io.conec.impl.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Which client is at which node. Each node decides about its own clients only, and numbers the changes; the others have
 * a replica, and notice when a change is missing. A pure state machine without I/O, confined to the event loop.
 */
public final class Directory {

  private static final class Replica {

    private final Map<String, ClientRecord> records = new HashMap<>();
    /** The ids of the list that is being received, {@code null} while none is. */
    private Set<String> listed;
    /** The number of the next message of the list. */
    private long expected;
    private boolean complete;
    private long number;
  }

  private final String self;
  private final BiConsumer<String, Boolean> changed;
  private final Map<String, Replica> replicas = new HashMap<>();

  /**
   * @param self    this node
   * @param changed called with each id that another node has changed, and whether the client has closed its connection
   */
  public Directory(String self, BiConsumer<String, Boolean> changed) {
    this.self = self;
    this.changed = changed;
    replicas.put(self, new Replica());
  }

  /**
   * @return the client of this node, {@code null} when it has none with this id
   */
  public ClientRecord own(String id) {
    return replicas.get(self).records.get(id);
  }

  /**
   * @return the ids of the clients of this node
   */
  public List<String> ownIds() {
    return List.copyOf(replicas.get(self).records.keySet());
  }

  /**
   * @return the number of the last change of this node
   */
  public long number() {
    return replicas.get(self).number;
  }

  /**
   * @return the number of the last change of another node, -1 when not all of its clients are known
   */
  public long number(String node) {
    Replica replica = replicas.get(node);
    return replica == null || !replica.complete ? -1 : replica.number;
  }

  /**
   * @return the node that has the client, {@code null} when no node has it
   */
  public Holder holder(String id) {
    List<Holder> holders = new ArrayList<>(1);
    replicas.forEach((node, replica) -> {
      ClientRecord record = replica.records.get(id);
      if (record != null) {
        holders.add(new Holder(node, record));
      }
    });
    return Holder.among(holders);
  }

  /**
   * @param now the time, in milliseconds since 1970
   * @return an epoch after those of all connections with this id
   */
  public Epoch nextEpoch(String id, long now) {
    long before = 0;
    for (Replica replica : replicas.values()) {
      ClientRecord record = replica.records.get(id);
      if (record != null) {
        before = Math.max(before, record.epoch().value());
      }
    }
    return new Epoch(Math.max(now, before + 1), before);
  }

  /**
   * A client has connected to this node.
   *
   * @return the number of the change
   */
  public long put(ClientRecord record) {
    Replica own = replicas.get(self);
    own.records.put(record.id(), record);
    return ++own.number;
  }

  /**
   * A client is not connected to this node any more.
   *
   * @return whether it was
   */
  public boolean remove(String id) {
    Replica own = replicas.get(self);
    boolean known = own.records.remove(id) != null;
    if (known) {
      own.number++;
    }
    return known;
  }

  /**
   * Another node has a client.
   *
   * @return {@code false} when a change before this one is missing: a list of its clients is needed
   */
  public boolean put(String node, long number, ClientRecord record) {
    Replica replica = next(node, number);
    if (replica == null) {
      return false;
    }
    put(replica, record);
    return true;
  }

  /**
   * Another node does not have the client any more.
   *
   * @param goodbye whether the client has closed its connection
   * @return {@code false} when a change before this one is missing: a list of its clients is needed
   */
  public boolean remove(String node, long number, String id, boolean goodbye) {
    Replica replica = next(node, number);
    if (replica == null) {
      return false;
    }
    remove(replica, id, goodbye);
    return true;
  }

  private Replica next(String node, long number) {
    Replica replica = replicas.get(node);
    if (replica == null || replica.number + 1 != number) {
      return null;
    }
    replica.number = number;
    return replica;
  }

  /**
   * A list of the clients of another node begins. Changes may come between its parts.
   *
   * @param number  the number of the last change
   * @param message the messages of lists are numbered, so that a lost one is noticed
   */
  public void beginList(String node, long number, long message) {
    Replica replica = replicas.computeIfAbsent(node, first -> new Replica());
    replica.number = number;
    replica.listed = new HashSet<>();
    replica.expected = message + 1;
    replica.complete = false;
  }

  /**
   * A part of the list.
   *
   * @return {@code false} when a message before this one is missing: another list is needed
   */
  public boolean list(String node, long message, Collection<ClientRecord> records) {
    Replica replica = listing(node, message);
    if (replica != null) {
      records.forEach(record -> put(replica, record));
    }
    return replica != null;
  }

  /**
   * The list is complete: clients that were not in it have left.
   *
   * @return {@code false} when a message before this one is missing: another list is needed
   */
  public boolean endList(String node, long message) {
    Replica replica = listing(node, message);
    if (replica != null) {
      Set<String> listed = replica.listed;
      replica.listed = null;
      replica.complete = true;
      List.copyOf(replica.records.keySet()).stream().filter(id -> !listed.contains(id))
        .forEach(id -> remove(replica, id, false));
    }
    return replica != null;
  }

  private Replica listing(String node, long message) {
    Replica replica = replicas.get(node);
    if (replica == null || replica.listed == null) {
      return null;
    }
    if (replica.expected != message) {
      replica.listed = null;
      return null;
    }
    replica.expected++;
    return replica;
  }

  private void put(Replica replica, ClientRecord record) {
    if (replica.listed != null) {
      replica.listed.add(record.id());
    }
    if (!record.equals(replica.records.put(record.id(), record))) {
      changed.accept(record.id(), false);
    }
  }

  private void remove(Replica replica, String id, boolean goodbye) {
    if (replica.records.remove(id) != null) {
      changed.accept(id, goodbye);
    }
  }

  /** Another node has confirmed that it does not have this client any more. */
  public void forget(String node, ClientRecord record) {
    Replica replica = replicas.get(node);
    if (replica != null && replica.records.remove(record.id(), record)) {
      changed.accept(record.id(), false);
    }
  }

  /**
   * Another node is gone, and so are its clients.
   *
   * @return their ids, of which the caller passes a few at a time to {@link #lost(String)}
   */
  public Collection<String> gone(String node) {
    Replica replica = replicas.remove(node);
    return replica == null ? List.of() : replica.records.keySet();
  }

  /** A node that had this client is gone. */
  public void lost(String id) {
    changed.accept(id, false);
  }
}
