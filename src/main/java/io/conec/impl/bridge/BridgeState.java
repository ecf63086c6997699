package io.conec.impl.bridge;

import io.conec.bridge.ConecBridgeOptions;
import io.conec.impl.client.ClientImpl;
import io.conec.impl.util.LimitedWarnings;
import io.vertx.core.internal.ContextInternal;

/**
 * The state that the streams of one bridge share. Parts that are not thread-safe are confined to the context.
 *
 * @param client opens streams and joins broadcasts
 */
public record BridgeState(ContextInternal context, ClientImpl client, ConecBridgeOptions options,
                          LocalBus bus, BodyCodec bodies, ConsumerLookup consumers, Exports exports, Events events,
                          Counters counters, Backlogs backlogs, LimitedWarnings warnings) {

  /** How long each step of an orderly close may take, whoever it waits for: a peer, a consumer or the event handler. */
  public static final long CLOSE_SECONDS = 1;

  /** @return the id of the client */
  public String id() {
    return client.id();
  }
}
