package io.conec.impl.bridge;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.impl.CodecManager;
import io.vertx.core.eventbus.impl.EventBusImpl;
import io.vertx.core.shareddata.ClusterSerializable;

import java.io.Serializable;

/**
 * The codecs of an event bus. It does not hand out its codec manager, but a message made by it shows its codec.
 */
@SuppressWarnings({"unchecked", "rawtypes"})
final class Codecs {

  private static final int CLUSTER_SERIALIZABLE = 16;
  private static final int SERIALIZABLE = 17;

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

  /** The system codec with an id; those of this event bus, with its checks of class names, for serialized objects. */
  MessageCodec<Object, Object> system(int id) {
    if (id < STATELESS.length) {
      return STATELESS[id];
    }
    Object probe = id == CLUSTER_SERIALIZABLE ? new ClusterProbe() : id == SERIALIZABLE ? new Probe() : null;
    MessageCodec<Object, Object> codec = probe == null ? null : lookup(probe, null);
    return codec != null && codec.systemCodecID() == id ? codec : null;
  }

  private MessageCodec<Object, Object> lookup(Object body, String name) {
    try {
      return bus.createMessage(true, true, "conec", null, body, name).codec();
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private record Probe() implements Serializable {
  }

  private record ClusterProbe() implements ClusterSerializable {

    @Override
    public void writeToBuffer(Buffer buffer) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int readFromBuffer(int pos, Buffer buffer) {
      throw new UnsupportedOperationException();
    }
  }
}
