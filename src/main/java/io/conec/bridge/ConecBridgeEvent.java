package io.conec.bridge;

import io.conec.ConecError;
import io.vertx.codegen.annotations.CacheReturn;
import io.vertx.codegen.annotations.Fluent;
import io.vertx.codegen.annotations.Nullable;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.bridge.BaseBridgeEvent;
import io.vertx.ext.bridge.BridgeEventType;

/**
 * Something that happens on a {@link ConecBridge}.
 * <ul>
 * <li>{@link BridgeEventType#SEND}, {@link BridgeEventType#PUBLISH}: a message of this event bus is about to be sent to
 * a peer, or to a broadcast; a request is a {@code SEND}, too.</li>
 * <li>{@link BridgeEventType#RECEIVE}: a message of a peer, which an export permits, or of a broadcast is about to be
 * delivered here.</li>
 * <li>{@link BridgeEventType#REGISTERED}: an import is a consumer now: its peer is there, has a consumer, and exports
 * the address to this client.</li>
 * <li>{@link BridgeEventType#UNREGISTER}: an import is no consumer any more, or is none for another reason than before.
 * Its error is {@link ConecError#BUS_PEER_AWAY}, {@link ConecError#BUS_NOT_PERMITTED},
 * {@link ConecError#LIMIT_EXCEEDED} when no stream can be opened because of a limit, {@link ConecError#CLOSED} when it
 * was removed, and {@code null} when the peer has no consumer. With {@link ConecError#PEERS_NOT_PERMITTED} it is about
 * an expression, which is the peer then: the Coordinator shows no peers.</li>
 * <li>{@link BridgeEventType#SOCKET_CREATED}, {@link BridgeEventType#SOCKET_CLOSED}: a stream to or from a peer for one
 * address has been opened, has closed; a broadcast has been joined, has ended, is away together with the Coordinator,
 * or could not be joined. That it can not be joined is told once, and again when the reason changes.</li>
 * </ul>
 * A message goes on when the event is completed with {@code true}; {@code false} or a failure denies it, and a request
 * fails with {@link ConecError#BUS_NOT_PERMITTED}. Each message event must be completed, at once or later, on any
 * thread, in any order: the messages of one import, those that a peer sends to one address, and those of one broadcast
 * keep their order. So one that is not decided holds up those behind it, until as many wait as the options of the
 * bridge allow. An event with an {@link #error()} only reports, like those of streams: what it is completed with does
 * not matter. Replies make no events.
 * <p>
 * A broadcast makes an event for each address that it is mapped to. Messages that were dropped for it make a
 * {@code RECEIVE} before the next message, see {@link #getRawMessage()}: with {@link ConecError#COORDINATOR_LOST} when
 * its overflow is {@link io.conec.OverflowPolicy#BLOCK}, which loses what is sent while the connection to the
 * Coordinator is lost, and nothing else; with {@link ConecError#BUS_OVERLOADED} when it is {@link
 * io.conec.OverflowPolicy#DROP_OLDEST}: the bridge was too slow, or the connection was lost. Of the messages that are
 * published faster than this handler is told that they are given up, some are counted only.
 */
@VertxGen
public interface ConecBridgeEvent extends BaseBridgeEvent {

  /**
   * @return the id of the peer that the message goes to or comes from, proved by its certificate; {@code null} when it
   * goes to a broadcast, and when messages were dropped, a broadcast is joined or has ended
   */
  @CacheReturn
  @Nullable
  String peer();

  /**
   * @return the address at the side that exports it; of a broadcast the address here
   */
  @CacheReturn
  String address();

  /**
   * @return the name of the broadcast that the message goes to or comes from, that is joined or has ended; {@code null}
   * for what is about an export or an import
   */
  @CacheReturn
  @Nullable
  String broadcast();

  /**
   * @return why the message was given up, or why the stream closed; {@code null} for a message that is not given up and
   * for a stream that opens
   */
  @Nullable
  ConecError error();

  /**
   * The message as JSON, made when it is asked for: {@code type} ({@code send} or {@code publish}), {@code address},
   * {@code headers} (a value, or an array of them) and {@code body}. A message of or to a broadcast has its name as
   * {@code broadcast}, too. An event about dropped messages has only that and, as {@code dropped}, how many.
   * <p>
   * The body is there when it is a {@code JsonObject}, {@code JsonArray}, {@code String}, number, {@code Boolean},
   * {@code Buffer}, {@code byte[]} or {@code null}. Read bytes with {@code getBuffer} or {@code getBinary}; like every
   * {@code JsonObject}, this one shows them as Base64 otherwise. Other bodies are left out, and so is that of a message
   * of a peer or a broadcast that is given up.
   * <p>
   * It is a copy: a change of it counts when it is {@linkplain #setRawMessage(JsonObject) set}.
   *
   * @return the message, {@code null} for events of streams, and when a broadcast is joined or has ended
   */
  @Override
  @Nullable
  JsonObject getRawMessage();

  /**
   * Replace {@code headers} and {@code body} of the message; its type and address stay. What is not changed arrives as
   * it was, a body with its type and codec: when it is left out, and when it is the same as JSON, read again from text
   * for example. A body of {@code null} is a change. Headers that are left out stay, too; one that is {@code null} is
   * removed. Headers that are no JSON object deny the message.
   * <p>
   * To be called before the event is completed.
   *
   * @param message the new message
   * @return a reference to this, so the API can be used fluently
   */
  @Override
  @Fluent
  ConecBridgeEvent setRawMessage(JsonObject message);
}
