/**
 * A channel and its streams: the same code for both roles, and for both ends of a Coordinator connection.
 */
package io.conec.impl.channel;
