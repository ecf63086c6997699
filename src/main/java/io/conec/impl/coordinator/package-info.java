/**
 * The Coordinator: registry of clients, introductions, and the relay of their datagrams.
 */
package io.conec.impl.coordinator;
