package io.conec.impl.bridge;

import io.vertx.core.eventbus.EventBus;
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

  private final EventBusImpl bus;

  Codecs(EventBus bus) {
    this.bus = (EventBusImpl) bus;
  }

  /** The codec that the event bus takes for a body, {@code null} when it has none. */
  MessageCodec<Object, Object> of(Object body) {
    return lookup(body, null);
  }

  MessageCodec<Object, Object> named(String name) {
    return lookup("", name);
  }

  /** The system codec with an id, {@code null} when there is none, or it is one of those for serialized objects. */
  static MessageCodec<Object, Object> system(int id) {
    return id < STATELESS.length ? STATELESS[id] : null;
  }

  private MessageCodec<Object, Object> lookup(Object body, String name) {
    try {
      return bus.createMessage(true, true, "conec", null, body, name).codec();
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
