package io.conec.impl.bridge;

import io.conec.bridge.ConecBridgeOptions;
import io.conec.impl.wire.LimitedWarnings;
import io.vertx.core.internal.ContextInternal;

/**
 * What the streams of one bridge share. Everything that is not safe for threads runs on the context.
 */
record BridgeState(ContextInternal context, String id, ConecBridgeOptions options, LocalBus bus, BodyCodec bodies,
                   ConsumerLookup consumers, Exports exports, Events events, Counters counters, Backlogs backlogs,
                   LimitedWarnings warnings) {
}
