/**
 * Frames, control messages and datagram headers as bytes, as SPEC.md defines them. This package does no I/O.
 */
package io.conec.impl.wire;
