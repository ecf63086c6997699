package io.conec.impl.client;

import io.conec.ConecChannel;
import io.conec.ConecClient;
import io.conec.ConecStream;
import io.conec.StreamOptions;
import io.conec.impl.transport.EndpointLifecycle;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The part of a client's API that is about handlers.
 */
abstract class ClientHandlers extends EndpointLifecycle implements ConecClient {

  private final Map<String, Handler<ConecStream>> streamHandlers = new ConcurrentHashMap<>();
  private volatile Handler<Void> connectedHandler;
  private volatile Handler<Throwable> disconnectedHandler;
  private volatile Handler<ConecChannel> channelHandler;

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

  /**
   * @return who takes streams of this protocol, {@code null} when nobody does
   */
  final Handler<ConecStream> streamHandlerFor(String protocol) {
    return streamHandlers.get(protocol);
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
  public ConecClient streamHandler(Handler<ConecStream> handler) {
    return streamHandler(StreamOptions.DEFAULT_PROTOCOL, handler);
  }

  @Override
  public ConecClient streamHandler(String protocol, Handler<ConecStream> handler) {
    if (handler == null) {
      streamHandlers.remove(protocol);
    } else {
      streamHandlers.put(protocol, handler);
    }
    return this;
  }
}
