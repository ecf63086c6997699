package io.conec;

import io.vertx.codegen.annotations.VertxGen;

/**
 * Which paths a channel may take. The stricter policy of its two ends holds for both.
 */
@VertxGen
public enum PathPolicy {

  /**
   * Through the Coordinator at first, and straight to the peer as soon as a direct path is found; back through the
   * Coordinator whenever that breaks.
   */
  AUTO,

  /**
   * Always through the Coordinator: the peer learns no address of this client, and no datagram goes to an address that
   * a peer names.
   */
  RELAY_ONLY,

  /**
   * Straight to the peer, or not at all: the Coordinator only forwards the handshake, the greetings and what the search
   * for a path needs (the first addresses, and probes), and no stream is opened before there is one. A channel without
   * a direct path fails with {@link ConecError#NO_DIRECT_PATH}.
   */
  DIRECT_ONLY
}
