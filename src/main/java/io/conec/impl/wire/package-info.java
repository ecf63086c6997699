/**
 * Pure bytes: frames, control messages and datagram headers, as SPEC.md writes them down. No input or output here.
 */
package io.conec.impl.wire;
