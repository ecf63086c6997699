package io.conec.impl.coordinator;

import io.conec.ConecException;
import io.conec.impl.wire.ControlMessage.ChannelClosed;
import io.conec.impl.wire.ControlMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A connection of a process to a node. It answers while the process uses it; the node notices later that it is dead.
 */
final class ModelSession implements LocalSession {

  final ModelNode node;
  final ModelProcess process;
  private RegisteredClient client;
  private boolean open = true;

  ModelSession(ModelNode node, ModelProcess process) {
    this.node = node;
    this.process = process;
  }

  RegisteredClient client() {
    return client;
  }

  boolean isRegistered() {
    return client != null && open && client.session() == this;
  }

  boolean isAlive() {
    return open && process.isRunning() && process.current == this;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public List<X509Certificate> certificates() {
    return List.of(process.certificate);
  }

  @Override
  public void registered(RegisteredClient registered, ControlMessage welcome) {
    client = registered;
  }

  @Override
  public Future<?> checkAlive(Duration timeout) {
    if (isAlive()) {
      return Future.succeededFuture();
    }
    Promise<Void> pong = Promise.promise();
    node.world.eventLoop().schedule(() -> pong.tryFail("no answer"), timeout.toMillis(), TimeUnit.MILLISECONDS);
    return pong.future();
  }

  @Override
  public void channelClosed(ChannelClosed closed) {
    if (isAlive()) {
      process.channelClosed(closed);
    }
  }

  @Override
  public Future<byte[]> introduce(long channel, String initiator, byte[] certificate) {
    return Future.succeededFuture(new byte[1]);
  }

  /** The node ends it. */
  @Override
  public void end(ConecException reason) {
    if (open) {
      boolean alive = isAlive();
      open = false;
      if (alive) {
        node.world.told(process, reason);
      }
      node.closed(this, false);
    }
  }

  /** The process closes it, or the node has not heard of it for long. */
  void close(boolean goodbye) {
    open = false;
    node.closed(this, goodbye);
  }

  @Override
  public void send(ControlMessage message) {
  }

  @Override
  public boolean hasSentAll() {
    return true;
  }

  @Override
  public boolean writeQueueFull() {
    return false;
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return node.world.addressOf(process);
  }
}
