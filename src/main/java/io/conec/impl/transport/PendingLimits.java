package io.conec.impl.transport;

import java.time.Duration;

/**
 * How much a socket spends on connections that others have begun and that are not accepted yet.
 *
 * @param total            how many at a time
 * @param perAddress       how many at a time from one address, where half as many may begin each second
 * @param perSecond        how many may begin each second
 * @param handshakeTimeout how long a handshake may take
 * @param timeoutOption    the option that says so
 * @param limitOptions     the options that the numbers come from
 */
public record PendingLimits(int total, int perAddress, int perSecond, Duration handshakeTimeout,
                            String timeoutOption, String limitOptions) {
}
