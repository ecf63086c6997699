/**
 * The event-bus bridge: what comes from the local event bus goes to a bus stream, and back the same way.
 */
package io.conec.impl.bridge;
