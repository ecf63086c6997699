package io.conec.bench;

import io.conec.BroadcastOptions;
import io.conec.BroadcastRole;
import io.conec.ConecBroadcast;
import io.conec.ConecClient;
import io.vertx.core.buffer.Buffer;

/**
 * Sends as fast as the Coordinator takes it.
 */
final class BroadcastSender implements Switch {

  private final ConecBroadcast broadcast;
  private final Buffer message;
  private volatile boolean on;

  BroadcastSender(ConecClient client, int messageSize) {
    message = Buffer.buffer(new byte[messageSize]);
    broadcast = client.joinBroadcast(FanOut.BROADCAST, new BroadcastOptions().setRole(BroadcastRole.SENDER)).await();
  }

  @Override
  public void on() {
    on = true;
    // The rest follows on the context of the client.
    broadcast.write(message).onSuccess(v -> fill());
  }

  @Override
  public void off() {
    on = false;
  }

  private void fill() {
    while (on) {
      if (broadcast.writeQueueFull()) {
        broadcast.drainHandler(v -> fill());
        return;
      }
      broadcast.write(message);
    }
  }
}
