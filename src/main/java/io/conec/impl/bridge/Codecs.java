package io.conec.impl.bridge;

import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.impl.CodecManager;
import io.vertx.core.eventbus.impl.EventBusImpl;

/**
 * The codecs of an event bus. It does not hand out its codec manager, but a message made by it shows its codec.
 */
@SuppressWarnings({"unchecked", "rawtypes"})
final class Codecs {

  /** Those that belong to no event bus, in the order of their ids. */
  private static final MessageCodec[] STATELESS = {
    CodecManager.NULL_MESSAGE_CODEC, CodecManager.PING_MESSAGE_CODEC, CodecManager.BYTE_MESSAGE_CODEC,
    CodecManager.BOOLEAN_MESSAGE_CODEC, CodecManager.SHORT_MESSAGE_CODEC, CodecManager.INT_MESSAGE_CODEC,
    CodecManager.LONG_MESSAGE_CODEC, CodecManager.FLOAT_MESSAGE_CODEC, CodecManager.DOUBLE_MESSAGE_CODEC,
    CodecManager.STRING_MESSAGE_CODEC, CodecManager.CHAR_MESSAGE_CODEC, CodecManager.BUFFER_MESSAGE_CODEC,
    CodecManager.BYTE_ARRAY_MESSAGE_CODEC, CodecManager.JSON_OBJECT_MESSAGE_CODEC,
    CodecManager.JSON_ARRAY_MESSAGE_CODEC, CodecManager.REPLY_EXCEPTION_MESSAGE_CODEC
  };

  private Codecs() {
  }

  /**
   * The codec that the event bus takes for a body that leaves it.
   *
   * @param name of the codec, {@code null} for that of the type
   * @throws IllegalArgumentException when there is none, or its checkers do not let a serialized object out
   */
  static MessageCodec<Object, Object> of(EventBusImpl bus, Object body, String name) {
    return bus.createMessage(true, false, "conec", null, body, name).codec();
  }

  /** The codec that is registered under a name, {@code null} when there is none. */
  static MessageCodec<Object, Object> named(EventBusImpl bus, String name) {
    try {
      return of(bus, "", name);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** The system codec with an id, {@code null} when there is none, or it is one of those for serialized objects. */
  static MessageCodec<Object, Object> system(int id) {
    return id < STATELESS.length ? STATELESS[id] : null;
  }
}
