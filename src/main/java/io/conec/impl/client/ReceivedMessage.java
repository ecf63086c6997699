package io.conec.impl.client;

import io.conec.BroadcastMessage;
import io.vertx.core.buffer.Buffer;

/**
 * @param position that in the broadcast
 */
record ReceivedMessage(String sender, long sequence, Buffer body, long position) implements BroadcastMessage {
}
