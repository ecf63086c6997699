package io.conec.impl.bridge;

import io.vertx.core.Handler;
import io.vertx.core.eventbus.Message;

/**
 * The handler of a local consumer that represents an address of a peer. {@link BusHandlers} recognizes imports by it,
 * including those of other bridges on the same event bus.
 */
interface ImportHandler extends Handler<Message<Object>> {
}
