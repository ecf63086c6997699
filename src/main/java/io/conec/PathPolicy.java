package io.conec;

import io.vertx.codegen.annotations.VertxGen;

/**
 * Which paths a channel may take. The stricter policy of its two ends applies to both.
 */
@VertxGen
public enum PathPolicy {

  /**
   * Through the Coordinator at first, and directly to the peer as soon as a direct path is found. When the direct path
   * breaks, the channel returns to the Coordinator.
   */
  AUTO,

  /**
   * Always through the Coordinator. The peer learns no address of this client, and this client sends no datagrams to
   * addresses that the peer names.
   */
  RELAY_ONLY,

  /**
   * Only directly to the peer. The Coordinator forwards just the handshake, the greetings, and what the search for a
   * path needs: the first addresses and probes. No stream opens before there is a direct path. A channel that finds
   * none fails with {@link ConecError#NO_DIRECT_PATH}.
   */
  DIRECT_ONLY
}
