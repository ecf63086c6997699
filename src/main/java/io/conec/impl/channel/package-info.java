/**
 * A channel and its streams: the same code for both ends.
 */
package io.conec.impl.channel;
