package io.conec.impl.transport;

import java.time.Duration;

/**
 * The QUIC settings that differ between clients and Coordinators.
 *
 * @param local       where the socket is bound
 * @param retry       whether the address of the other side is always validated before a connection costs memory
 * @param idleTimeout after how long without a packet QUIC ends a connection, zero for never
 * @param maxStreams  how many streams the other side may open beside the control stream
 * @param pending     the limits for connections that are not accepted yet
 */
public record QuicSettings(BindAddress local, boolean retry, Duration idleTimeout, int maxStreams,
                           PendingLimits pending) {
}
