/**
 * The client: its connection to the Coordinator, and the channels that it opens and accepts.
 */
package io.conec.impl.client;
