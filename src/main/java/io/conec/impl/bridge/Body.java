package io.conec.impl.bridge;

/**
 * A body read from a peer.
 *
 * @param codecName the codec to hand it to the local event bus with, {@code null} for that of its type
 */
record Body(Object value, String codecName) {
}
