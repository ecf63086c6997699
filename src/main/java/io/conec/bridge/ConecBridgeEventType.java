package io.conec.bridge;

import io.conec.ConecError;
import io.vertx.codegen.annotations.VertxGen;

/**
 * What happens on a {@link ConecBridge}. The types of messages, {@link #SEND}, {@link #PUBLISH} and {@link #RECEIVE},
 * ask whether the message may go on, or report that it was given up; all others only report.
 */
@VertxGen
public enum ConecBridgeEventType {

  /** A message of this event bus is about to be sent to one consumer of a peer; it may be a request. */
  SEND,
  /** A message of this event bus is about to be published to a peer, or to a broadcast. */
  PUBLISH,
  /** A message of a peer, which an export permits, or of a broadcast is about to be delivered here. */
  RECEIVE,
  /** An import is a consumer now: its peer is there, has a consumer, and exports the address to this client. */
  REGISTERED,
  /**
   * An import is no consumer any more, or is none for another reason than before. Its error is
   * {@link ConecError#BUS_PEER_AWAY}, {@link ConecError#BUS_NOT_PERMITTED}, {@link ConecError#LIMIT_EXCEEDED} when no
   * stream can be opened because of a limit, {@link ConecError#CLOSED} when it was removed, and {@code null} when the
   * peer has no consumer. With {@link ConecError#PEERS_NOT_PERMITTED} it is about an expression, which is the peer
   * then: the Coordinator shows no peers.
   */
  UNREGISTERED,
  /** A stream to or from a peer for one address has been opened. */
  STREAM_OPENED,
  /** A stream to or from a peer for one address has closed. */
  STREAM_CLOSED,
  /** A broadcast has been joined, for the first time or again. */
  BROADCAST_JOINED,
  /**
   * The bridge is not in a broadcast: it has left, was cut off, has lost the Coordinator, or could not join. The bridge
   * keeps trying, and reports a broadcast that it cannot join once for each reason.
   */
  BROADCAST_LEFT,
  /**
   * Messages of a broadcast were dropped for this bridge, before the next one that comes. The
   * {@linkplain ConecBridgeEvent#getRawMessage() raw message} says how many. Its error is
   * {@link ConecError#BUS_OVERLOADED} when the overflow is {@link io.conec.OverflowPolicy#DROP_OLDEST}: the bridge was
   * too slow, or the connection to the Coordinator was lost; it is {@link ConecError#COORDINATOR_LOST} with
   * {@link io.conec.OverflowPolicy#BLOCK}, which drops messages for no other reason.
   */
  MESSAGES_DROPPED
}
