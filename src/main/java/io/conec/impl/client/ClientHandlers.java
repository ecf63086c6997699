package io.conec.impl.client;

import io.conec.ConecChannel;
import io.conec.ConecClient;
import io.conec.ConecStream;
import io.conec.PeerEvent;
import io.conec.StreamOptions;
import io.conec.impl.transport.EndpointLifecycle;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;

/**
 * The handlers of a client.
 */
abstract class ClientHandlers extends EndpointLifecycle implements ConecClient {

  private final StreamTakers streamTakers = new StreamTakers();
  private volatile Handler<Void> connectedHandler;
  private volatile Handler<Throwable> disconnectedHandler;
  private volatile Handler<ConecChannel> channelHandler;
  private volatile Handler<PeerEvent> peerHandler;

  ClientHandlers(Vertx vertx) {
    super(vertx);
  }

  final void emitConnected() {
    emit(connectedHandler, null);
  }

  final void emitDisconnected(Throwable reason) {
    emit(disconnectedHandler, reason);
  }

  final Handler<ConecChannel> channelHandler() {
    return channelHandler;
  }

  final Handler<PeerEvent> peerHandler() {
    return peerHandler;
  }

  /** Called when the peer handler was set or removed. */
  abstract void peerHandlerChanged();

  /**
   * @return the handler of streams of this protocol, {@code null} for none
   */
  final Handler<ConecStream> streamHandlerFor(String protocol) {
    return streamTakers.of(protocol);
  }

  /**
   * Claim all streams of a protocol.
   *
   * @throws IllegalStateException when the protocol has a handler already, or this client is not open; the message says
   * what to do
   */
  public final StreamClaim claimStreams(String protocol) {
    if (context() == null) {
      throw new IllegalStateException("the client '" + id() + "' is not connected: call connect() before the start of "
        + "its ConecBridge");
    } else if (isShuttingDown()) {
      throw new IllegalStateException("the client '" + id() + "' is closed: create another one");
    }
    return streamTakers.claim(protocol);
  }

  @Override
  public ConecClient connectedHandler(Handler<Void> handler) {
    connectedHandler = handler;
    return this;
  }

  @Override
  public ConecClient disconnectedHandler(Handler<Throwable> handler) {
    disconnectedHandler = handler;
    return this;
  }

  @Override
  public ConecClient channelHandler(Handler<ConecChannel> handler) {
    channelHandler = handler;
    return this;
  }

  @Override
  public ConecClient peerHandler(Handler<PeerEvent> handler) {
    peerHandler = handler;
    peerHandlerChanged();
    return this;
  }

  @Override
  public ConecClient streamHandler(Handler<ConecStream> handler) {
    return streamHandler(StreamOptions.DEFAULT_PROTOCOL, handler);
  }

  @Override
  public ConecClient streamHandler(String protocol, Handler<ConecStream> handler) {
    streamTakers.set(protocol, handler);
    return this;
  }
}
