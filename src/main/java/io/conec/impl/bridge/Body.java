package io.conec.impl.bridge;

import io.vertx.core.eventbus.MessageCodec;

/**
 * A body on its way to local consumers.
 *
 * @param sent  the value that the codec copies for each consumer
 */
public record Body(Object sent, MessageCodec<Object, Object> codec) {
}
