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
 * a peer; a request is a {@code SEND}, too.</li>
 * <li>{@link BridgeEventType#RECEIVE}: a message of a peer, which an export permits, is about to be delivered
 * here.</li>
 * <li>{@link BridgeEventType#SOCKET_CREATED}, {@link BridgeEventType#SOCKET_CLOSED}: a stream to or from a peer for one
 * address has been opened, has closed.</li>
 * </ul>
 * A message goes on when the event is completed with {@code true}; {@code false} or a failure denies it, and a request
 * fails with {@link ConecError#BUS_NOT_PERMITTED}. Each message event must be completed, in the order of the events if
 * the messages are to keep theirs. An event with an {@link #error()} only reports, like those of streams: what it is
 * completed with does not matter. Replies make no events.
 */
@VertxGen
public interface ConecBridgeEvent extends BaseBridgeEvent {

  /**
   * @return the id of the peer that the message goes to or comes from, proved by its certificate
   */
  @CacheReturn
  String peer();

  /**
   * @return the address at the side that exports it
   */
  @CacheReturn
  String address();

  /**
   * @return why the message was given up, or why the stream closed; {@code null} for a message that is not given up and
   * for a stream that opens
   */
  @Nullable
  ConecError error();

  /**
   * The message as JSON, made when it is asked for: {@code type} ({@code send} or {@code publish}), {@code address},
   * {@code headers} (a value, or an array of them) and {@code body}, which is left out when its type has no JSON form,
   * and from a message of a peer that is given up.
   *
   * @return the message, {@code null} for events of streams
   */
  @Override
  @Nullable
  JsonObject getRawMessage();

  /**
   * Replace {@code headers} and {@code body} of the message; its type and address stay.
   *
   * @param message the new message
   * @return a reference to this, so the API can be used fluently
   */
  @Override
  @Fluent
  ConecBridgeEvent setRawMessage(JsonObject message);
}
