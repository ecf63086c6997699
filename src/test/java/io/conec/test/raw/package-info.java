/**
 * QUIC peers written from the documented wire format, straight on Netty's codec: they share no code with the
 * implementation, so that both sides of a test cannot share a defect.
 */
package io.conec.test.raw;
