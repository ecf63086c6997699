package io.conec.impl.bridge;

import io.conec.bridge.ConecBridgeOptions;
import io.conec.impl.util.LimitedWarnings;
import io.vertx.core.internal.ContextInternal;

import java.time.Duration;

/**
 * The state that the streams of one bridge share. Parts that are not thread-safe are confined to the context.
 *
 * @param maxPause the longest pause before a stream is opened, or a broadcast joined, again
 */
public record BridgeState(ContextInternal context, String id, ConecBridgeOptions options, Duration maxPause,
                          LocalBus bus, BodyCodec bodies, ConsumerLookup consumers, Exports exports, Events events,
                          Counters counters, Backlogs backlogs, LimitedWarnings warnings) {
}
