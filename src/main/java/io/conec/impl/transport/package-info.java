/**
 * The UDP socket and QUIC. This is the only package that uses the QUIC codec.
 */
package io.conec.impl.transport;
