package io.conec.bridge;

import io.conec.ConecError;
import io.vertx.codegen.annotations.VertxGen;

/**
 * The kinds of events of a {@link ConecBridge}. {@link #SEND}, {@link #PUBLISH} and {@link #RECEIVE} ask whether a
 * message may go on, or report that it was dropped. All others only report.
 */
@VertxGen
public enum ConecBridgeEventType {

  /** A message of this event bus is about to be sent to one consumer of a peer; it may be a request. */
  SEND,
  /** A message of this event bus is about to be published to a peer or a broadcast. */
  PUBLISH,
  /** A message from a peer, which an export permits, or from a broadcast is about to be delivered here. */
  RECEIVE,
  /** An import has become a consumer: its peer is connected, has a consumer, and exports the address to this client. */
  REGISTERED,
  /**
   * An import is not a consumer any more, or for another reason than before. The error is
   * {@link ConecError#BUS_PEER_AWAY}, {@link ConecError#BUS_NOT_PERMITTED}, {@link ConecError#LIMIT_EXCEEDED} when a
   * limit prevents a stream, {@link ConecError#CLOSED} when the import was removed, or {@code null} when the peer has
   * no consumer. With {@link ConecError#PEERS_NOT_PERMITTED} the event is about an import with an expression as
   * {@code peer}: the Coordinator lets this client see no peers.
   */
  UNREGISTERED,
  /** A stream to or from a peer for one address has been opened. */
  STREAM_OPENED,
  /** A stream to or from a peer for one address has closed. */
  STREAM_CLOSED,
  /** The bridge has joined a broadcast, for the first time or again. */
  BROADCAST_JOINED,
  /**
   * The bridge is not in a broadcast: it has left, was cut off, has lost its connection to the Coordinator, or could
   * not join. The bridge keeps trying, and reports each reason of a failed join once.
   */
  BROADCAST_LEFT,
  /**
   * Messages of a broadcast were dropped for this bridge. The event precedes the next message. The
   * {@linkplain ConecBridgeEvent#getRawMessage() raw message} has their number. With
   * {@link io.conec.OverflowPolicy#DROP_OLDEST} the error is {@link ConecError#BUS_OVERLOADED}: the bridge was too
   * slow, or has lost its connection to the Coordinator. With {@link io.conec.OverflowPolicy#BLOCK} it is
   * {@link ConecError#COORDINATOR_LOST}, because only a lost connection drops messages then.
   */
  MESSAGES_DROPPED
}
