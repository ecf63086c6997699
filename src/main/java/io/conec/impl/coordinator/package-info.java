/**
 * The Coordinator: the registry of clients, introductions, the relay of datagrams, and broadcasts.
 */
package io.conec.impl.coordinator;
