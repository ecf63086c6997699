/**
 * The UDP socket and QUIC: the only package that knows the QUIC codec.
 */
package io.conec.impl.transport;
