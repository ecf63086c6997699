package io.conec.cli;

import io.conec.ConecClient;
import io.conec.bridge.ConecBridge;
import io.conec.bridge.ConecBridgeEvent;
import io.conec.bridge.ConecBridgeOptions;
import io.vertx.core.Handler;

/** Connects a client to the event bus of its command. */
public final class Bus {

  private Bus() {
  }

  /** Starts a bridge that ends with the command, before its client. */
  public static ConecBridge open(CommandRuntime runtime, ConecClient client,
    ConecBridgeOptions options) throws Exception {
    return open(runtime, client, options, null);
  }

  static ConecBridge open(CommandRuntime runtime, ConecClient client, ConecBridgeOptions options,
    Handler<ConecBridgeEvent> handler)
    throws Exception {
    ConecBridge bridge = ConecBridge.create(runtime.vertx(), client, options).bridgeEventHandler(handler);
    runtime.onClose(bridge::close);
    runtime.await(bridge.start());
    return bridge;
  }
}
