package io.conec.impl.cluster;

import java.net.InetSocketAddress;

/**
 * A node of the cluster.
 *
 * @param id      its id, another one after each start
 * @param address the UDP address at which other nodes reach it, and from which it sends to them
 */
public record Node(String id, InetSocketAddress address) {
}
