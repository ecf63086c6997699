/**
 * The paths of datagrams. QUIC sees one unchanging virtual address per channel; the path below it may change.
 */
package io.conec.impl.path;
