package io.conec.impl.bridge;

import io.vertx.core.eventbus.MessageCodec;

/**
 * A body on its way to local consumers.
 *
 * @param sent  what the codec makes the copy for each consumer of
 */
public record Body(Object sent, MessageCodec<Object, Object> codec) {
}
