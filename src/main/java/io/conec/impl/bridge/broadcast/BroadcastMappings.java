package io.conec.impl.bridge.broadcast;

import io.conec.bridge.BroadcastMapping;
import io.conec.bridge.BusAddresses;
import io.conec.impl.bridge.BridgeState;
import io.conec.impl.config.BroadcastName;
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
public final class BroadcastMappings {

  private final BridgeState bridge;
  private final EventBus eventBus;
  private final PublishInterceptor publishes;
  private final Map<String, BridgedBroadcast> broadcasts = new LinkedHashMap<>();
  private boolean listening;

  public BroadcastMappings(BridgeState bridge, EventBus eventBus) {
    this.bridge = bridge;
    this.eventBus = eventBus;
    this.publishes = new PublishInterceptor(bridge);
  }

  public void add(BroadcastMapping mapping) {
    String name = BroadcastName.check(mapping.getName());
    if (mapping.getAddress().startsWith(BusAddresses.RESERVED_PREFIX)) {
      throw new IllegalArgumentException("broadcast '" + name + "' cannot be mapped to address '"
        + mapping.getAddress() + "', which belongs to the event bus itself: set another address");
    }
    BridgedBroadcast broadcast = broadcasts.get(name);
    if (broadcast == null) {
      broadcast = new BridgedBroadcast(bridge, mapping);
      broadcasts.put(name, broadcast);
      broadcast.start();
    } else if (broadcast.isMapped(mapping.getAddress())) {
      throw new IllegalArgumentException("broadcast '" + name + "' is mapped to address '" + mapping.getAddress()
        + "' already: choose another address or remove that one first");
    } else if (!broadcast.agreesWith(mapping)) {
      throw new IllegalArgumentException("all mappings of broadcast '" + name
        + "' must have the same overflow, maxBufferedMessages and maxQueuedBytes");
    } else {
      broadcast.add(mapping);
    }
    route();
  }

  public Future<Boolean> remove(String name, String address) {
    BridgedBroadcast broadcast = broadcasts.get(name);
    if (broadcast == null || !broadcast.isMapped(address)) {
      return bridge.context().succeededFuture(false);
    }
    broadcast.remove(address);
    boolean last = broadcast.mappings().isEmpty();
    if (last) {
      broadcasts.remove(name);
    }
    route();
    return last ? broadcast.close().map(true) : bridge.context().succeededFuture(true);
  }

  public Future<Void> close() {
    List<BridgedBroadcast> closing = List.copyOf(broadcasts.values());
    broadcasts.clear();
    route();
    return Future.join(closing.stream().map(BridgedBroadcast::close).toList()).mapEmpty();
  }

  private void route() {
    Map<String, List<BroadcastWriter>> writers = new HashMap<>();
    for (BridgedBroadcast broadcast : broadcasts.values()) {
      for (BroadcastMapping mapping : broadcast.mappings()) {
        if (mapping.getDirection().isOut()) {
          writers.computeIfAbsent(mapping.getAddress(), address -> new ArrayList<>()).add(broadcast.writer());
        }
      }
    }
    publishes.route(writers);
    listen(!writers.isEmpty());
  }

  /** Intercept messages only while there is an outbound mapping. */
  private void listen(boolean needed) {
    if (needed && !listening) {
      eventBus.addOutboundInterceptor(publishes);
    } else if (!needed && listening) {
      eventBus.removeOutboundInterceptor(publishes);
    }
    listening = needed;
  }
}
