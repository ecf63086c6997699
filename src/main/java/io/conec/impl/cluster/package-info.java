/**
 * Nodes of a cluster: which node each client is at, and messages between nodes over the event bus of Vert.x.
 */
package io.conec.impl.cluster;
