/**
 * Broadcasts, on real sockets.
 */
package io.conec.broadcast;
