/**
 * The broadcasts that a client is in.
 */
package io.conec.impl.client.broadcast;
