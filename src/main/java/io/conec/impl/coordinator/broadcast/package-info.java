/**
 * The broadcasts of a Coordinator: who is in them, and how messages go from publishers to subscribers.
 */
package io.conec.impl.coordinator.broadcast;
