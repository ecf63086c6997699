package io.conec.bridge;

import io.conec.ConecError;
import io.vertx.codegen.annotations.CacheReturn;
import io.vertx.codegen.annotations.Fluent;
import io.vertx.codegen.annotations.Nullable;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;

/**
 * An event of a {@link ConecBridge}; {@link ConecBridgeEventType} lists the kinds.
 * <p>
 * A message goes on when its event is completed with {@code true}. {@code false} or a failure denies the message; a
 * request fails with {@link ConecError#BUS_NOT_PERMITTED} then. Each event about a message must be completed,
 * immediately or later, on any thread, in any order. The messages of one import, those that a peer sends to one
 * address, and those of one broadcast keep their order: an undecided message delays those behind it, up to the limits
 * in the options of the bridge. An event with an {@link #error()}, and one that is not about a message, only reports;
 * its completion has no effect. Replies cause no events.
 * <p>
 * A message of a broadcast causes one event for each address that the broadcast is mapped to. At most 1000 events about
 * messages that were published to a broadcast and dropped wait for the handler; further ones are only counted.
 */
@VertxGen
public interface ConecBridgeEvent extends Promise<Boolean> {

  /**
   * @return the kind of this event
   */
  @CacheReturn
  ConecBridgeEventType type();

  /**
   * @return the id of the peer that sends or receives the message, which its certificate proves; {@code null} for a
   * message to a broadcast, and for an event about a broadcast itself
   */
  @CacheReturn
  @Nullable
  String peer();

  /**
   * @return the address at the side that exports it; for a broadcast the address here
   */
  @CacheReturn
  String address();

  /**
   * @return the name of the broadcast; {@code null} for an event about an export or an import
   */
  @CacheReturn
  @Nullable
  String broadcast();

  /**
   * @return why the message was dropped, the stream was closed, or the import or broadcast is not available;
   * {@code null} when there is no error
   */
  @Nullable
  ConecError error();

  /**
   * The message as JSON: {@code type} ({@code send} or {@code publish}), {@code address}, {@code headers} (each with
   * one value or an array of values) and {@code body}. A message to or from a broadcast also has its name as
   * {@code broadcast}. An event about dropped messages has only {@code broadcast} and, as {@code dropped}, their
   * number.
   * <p>
   * The JSON has the body when it is a {@code JsonObject}, {@code JsonArray}, {@code String}, number, {@code Boolean},
   * {@code Buffer}, {@code byte[]} or {@code null}. Read bytes with {@code getBuffer} or {@code getBinary}; other
   * methods of {@code JsonObject} return them as Base64. Other bodies are left out, and so is the body of a dropped
   * message from a peer or a broadcast.
   * <p>
   * The JSON is a copy: call {@link #setRawMessage(JsonObject)} to change the message.
   *
   * @return the message, {@code null} for an event that is not about messages
   */
  @Nullable
  JsonObject getRawMessage();

  /**
   * Replace {@code headers} and {@code body} of the message. Its type and address stay. A body that is left out, or
   * equal as JSON, keeps its value, type and codec; {@code null} is a change. Headers that are left out stay; a header
   * that is {@code null} is removed. The bridge denies the message when {@code headers} is not a JSON object.
   * <p>
   * Call this before completing the event.
   *
   * @param message the new message
   * @return a reference to this, so the API can be used fluently
   */
  @Fluent
  ConecBridgeEvent setRawMessage(JsonObject message);
}
