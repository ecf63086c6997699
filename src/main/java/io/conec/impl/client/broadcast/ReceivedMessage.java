package io.conec.impl.client.broadcast;

import io.conec.BroadcastMessage;
import io.vertx.core.buffer.Buffer;

record ReceivedMessage(String sender, long sequence, Buffer body) implements BroadcastMessage {
}
