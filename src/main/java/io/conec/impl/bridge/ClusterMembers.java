package io.conec.impl.bridge;

import io.vertx.core.Completable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Chooses a member of the cluster for a message to one consumer of an address that has an import here. The clustered
 * event bus cannot do this, because it treats the import like any other consumer.
 */
final class ClusterMembers {

  private final BusInternals bus;
  private final BusHandlers handlers;
  private final String own;
  private final AtomicInteger turn = new AtomicInteger();

  /**
   * @param own the id of this member
   */
  ClusterMembers(BusInternals bus, BusHandlers handlers, String own) {
    this.bus = bus;
    this.handlers = handlers;
    this.own = own;
  }

  /**
   * @param chosen called with the id of a member, or {@code null} when none has a consumer; on any thread
   */
  void choose(String address, Completable<String> chosen) {
    bus.members(address, (ids, failure) -> {
      if (failure != null) {
        chosen.fail(failure);
        return;
      }
      List<String> members = new ArrayList<>();
      ids.forEach(members::add);
      if (!handlers.hasConsumer(address)) {
        members.remove(own);
      }
      chosen.succeed(members.isEmpty() ? null : members.get(Math.floorMod(turn.getAndIncrement(), members.size())));
    });
  }
}
