package io.conec.impl.bridge;

import io.vertx.core.MultiMap;

/**
 * What the event handler has made of headers and body of a message.
 */
record Replacement(MultiMap headers, Object body) {
}
