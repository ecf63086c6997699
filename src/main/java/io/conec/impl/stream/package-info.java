/**
 * Frames on QUIC streams: the control stream, queues and writers, for a channel and for the Coordinator.
 */
package io.conec.impl.stream;
