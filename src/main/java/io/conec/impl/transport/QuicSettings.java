package io.conec.impl.transport;

import java.time.Duration;

/**
 * The QUIC settings that differ between clients and Coordinators.
 *
 * @param local       where the socket is bound
 * @param retry       whether a Retry always validates the address of the other side before a connection costs memory
 * @param idleTimeout how long QUIC keeps a connection without packets, zero for unlimited
 * @param maxStreams  how many streams the other side may open in addition to the control stream
 * @param pending     the limits for connections that are not accepted yet
 */
public record QuicSettings(BindAddress local, boolean retry, Duration idleTimeout, int maxStreams,
                           PendingLimits pending) {
}
