package io.conec.impl.transport;

/**
 * Where the QUIC of a client and of a Coordinator differ.
 *
 * @param retry      whether the address of who connects is validated before a connection costs memory
 * @param maxStreams how many streams the other side may open beside the control stream
 */
public record QuicRules(boolean retry, int maxStreams) {
}
