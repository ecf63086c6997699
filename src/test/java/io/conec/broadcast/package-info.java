/**
 * Broadcasts and lossy readers, on real sockets.
 */
package io.conec.broadcast;
