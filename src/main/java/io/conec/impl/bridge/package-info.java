/**
 * The event-bus bridge: it connects the local event bus with bus streams.
 */
package io.conec.impl.bridge;
