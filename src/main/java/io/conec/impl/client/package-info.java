/**
 * The client: its connection to the Coordinator, the channels that it opens and accepts, and its broadcasts.
 */
package io.conec.impl.client;
