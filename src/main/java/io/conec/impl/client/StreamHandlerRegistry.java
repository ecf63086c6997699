package io.conec.impl.client;

import io.conec.ConecStream;
import io.vertx.core.Handler;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The stream handlers by protocol: those of the application, and at most one reservation of a protocol. Safe from
 * any thread.
 */
final class StreamHandlerRegistry {

  private final Map<String, Handler<ConecStream>> handlers = new ConcurrentHashMap<>();

  /** A reservation is stored in place of a handler, so that there is one map. */
  private final class Reserved implements ProtocolReservation, Handler<ConecStream> {

    private final String protocol;
    private volatile Handler<ConecStream> handler;

    private Reserved(String protocol) {
      this.protocol = protocol;
    }

    @Override
    public void handler(Handler<ConecStream> handler) {
      this.handler = handler;
    }

    @Override
    public void handle(ConecStream stream) {
      handler.handle(stream);
    }

    @Override
    public void release() {
      handlers.remove(protocol, this);
    }
  }

  /** @return {@code null} when this protocol has no handler */
  Handler<ConecStream> of(String protocol) {
    Handler<ConecStream> handler = handlers.get(protocol);
    return handler instanceof Reserved reserved ? reserved.handler : handler;
  }

  /** @throws IllegalStateException when the protocol is reserved */
  void set(String protocol, Handler<ConecStream> handler) {
    handlers.compute(protocol, (key, present) -> {
      if (present instanceof Reserved) {
        throw new IllegalStateException("the streams of protocol '" + protocol + "' belong to the ConecBridge of this "
          + "client: choose another protocol, or close the bridge first");
      }
      return handler;
    });
  }

  /** @throws IllegalStateException when this protocol has a handler already */
  ProtocolReservation reserve(String protocol) {
    return (ProtocolReservation) handlers.compute(protocol, (key, present) -> {
      if (present instanceof Reserved) {
        throw new IllegalStateException("this client has a ConecBridge already, and takes one: use that, close it "
          + "first, or create another client");
      } else if (present != null) {
        throw new IllegalStateException("this client has a streamHandler for protocol '" + protocol + "', which the "
          + "ConecBridge needs: remove it first, or create another client");
      }
      return new Reserved(protocol);
    });
  }
}
