package io.conec.impl.transport;

import java.time.Duration;

/**
 * The limits of a socket for incoming connections that are not accepted yet.
 *
 * @param total            how many at a time
 * @param perAddress       how many at a time from one address, of which half may begin each second
 * @param perSecond        how many may begin each second
 * @param handshakeTimeout how long a handshake may take
 * @param timeoutOption    the name of the option for this time
 * @param limitOptions     the names of the options for these numbers
 */
public record PendingLimits(int total, int perAddress, int perSecond, Duration handshakeTimeout,
                            String timeoutOption, String limitOptions) {
}
