package io.conec.impl.bridge;

import io.conec.ConecClient;
import io.conec.bridge.BroadcastMapping;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The broadcasts that are mapped to addresses of this event bus.
 */
final class Broadcasts {

  private final BridgeState bridge;
  private final ConecClient client;
  private final EventBus eventBus;
  private final Publishes publishes;
  private final Map<String, Membership> memberships = new LinkedHashMap<>();
  private boolean listening;

  Broadcasts(BridgeState bridge, ConecClient client, EventBus eventBus) {
    this.bridge = bridge;
    this.client = client;
    this.eventBus = eventBus;
    this.publishes = new Publishes(bridge);
  }

  void add(BroadcastMapping mapping) {
    String name = mapping.getName();
    if (name == null) {
      throw new IllegalArgumentException("a broadcast needs a name");
    }
    Membership membership = memberships.get(name);
    if (membership == null) {
      membership = new Membership(bridge, client, mapping);
      memberships.put(name, membership);
      membership.start();
    } else if (membership.isMapped(mapping.getAddress())) {
      throw new IllegalArgumentException("broadcast '" + name + "' is mapped to address '" + mapping.getAddress()
        + "' already: choose another address or remove that one first");
    } else if (!membership.agreesWith(mapping)) {
      throw new IllegalArgumentException("all mappings of broadcast '" + name
        + "' must have the same overflow, bufferSize and writeQueueMaxSize");
    } else {
      membership.add(mapping);
    }
    route();
  }

  Future<Boolean> remove(String name, String address) {
    Membership membership = memberships.get(name);
    if (membership == null || !membership.isMapped(address)) {
      return bridge.context().succeededFuture(false);
    }
    membership.remove(address);
    boolean last = membership.mappings().isEmpty();
    if (last) {
      memberships.remove(name);
    }
    route();
    return last ? membership.close().map(true) : bridge.context().succeededFuture(true);
  }

  Future<Void> close() {
    List<Membership> closing = List.copyOf(memberships.values());
    memberships.clear();
    route();
    return Future.join(closing.stream().map(Membership::close).toList()).mapEmpty();
  }

  private void route() {
    Map<String, List<BroadcastWriter>> writers = new HashMap<>();
    for (Membership membership : memberships.values()) {
      for (BroadcastMapping mapping : membership.mappings()) {
        if (mapping.getDirection().isOut()) {
          writers.computeIfAbsent(mapping.getAddress(), address -> new ArrayList<>()).add(membership.writer());
        }
      }
    }
    publishes.route(writers);
    listen(!writers.isEmpty());
  }

  /** Nothing is looked at while nothing goes out. */
  private void listen(boolean needed) {
    if (needed && !listening) {
      eventBus.addOutboundInterceptor(publishes);
    } else if (!needed && listening) {
      eventBus.removeOutboundInterceptor(publishes);
    }
    listening = needed;
  }
}
