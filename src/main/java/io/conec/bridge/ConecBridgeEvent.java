package io.conec.bridge;

import io.conec.ConecError;
import io.vertx.codegen.annotations.CacheReturn;
import io.vertx.codegen.annotations.Fluent;
import io.vertx.codegen.annotations.Nullable;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;

/**
 * Something that happens on a {@link ConecBridge}; {@link ConecBridgeEventType} says what can happen.
 * <p>
 * A message goes on when the event is completed with {@code true}; {@code false} or a failure denies it, and a request
 * fails with {@link ConecError#BUS_NOT_PERMITTED}. Each message event must be completed, at once or later, on any
 * thread, in any order: the messages of one import, those that a peer sends to one address, and those of one broadcast
 * keep their order. So one that is not decided holds up those behind it, until as many wait as the options of the
 * bridge allow. An event with an {@link #error()} only reports, like those that are not about a message: what it is
 * completed with does not matter. Replies make no events.
 * <p>
 * A broadcast makes an event for each address that it is mapped to. At most 1000 events about messages that were
 * published to a broadcast and dropped wait for this handler; further ones are only counted.
 */
@VertxGen
public interface ConecBridgeEvent extends Promise<Boolean> {

  /**
   * @return what happens
   */
  @CacheReturn
  ConecBridgeEventType type();

  /**
   * @return the id of the peer that the message goes to or comes from, proved by its certificate; {@code null} when it
   * goes to a broadcast, and for an event about a broadcast itself
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
   * @return the name of the broadcast that the event is about; {@code null} for one about an export or an import
   */
  @CacheReturn
  @Nullable
  String broadcast();

  /**
   * @return why the message was given up or the stream closed, or what else is wrong; {@code null} for a message that
   * goes on, and when all is well
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
   * @return the message, {@code null} for an event that is not about messages
   */
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
  @Fluent
  ConecBridgeEvent setRawMessage(JsonObject message);
}
