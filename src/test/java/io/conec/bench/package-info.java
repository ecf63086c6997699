/**
 * Measures conec beside a bare QUIC connection of the same codec, in one run: {@code src/test/bench.sh}. Not a test.
 */
package io.conec.bench;
