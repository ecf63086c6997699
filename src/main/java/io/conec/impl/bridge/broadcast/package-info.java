/**
 * Addresses of the event bus that are mapped to broadcasts.
 */
package io.conec.impl.bridge.broadcast;
