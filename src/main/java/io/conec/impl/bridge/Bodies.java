package io.conec.impl.bridge;

import io.conec.ConecException;
import io.conec.impl.wire.BusFrame;
import io.conec.impl.wire.BusFrameWriter;
import io.conec.impl.wire.Printable;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.impl.CodecManager;
import io.vertx.core.eventbus.impl.MessageImpl;

import java.io.IOException;
import java.util.List;

/**
 * Bodies of messages to bytes and back, by the codecs of the event bus. What cannot be done is a
 * {@link ConecException} with {@code BUS_CODEC}.
 */
@SuppressWarnings("unchecked")
final class Bodies {

  private static final int DEFAULT_SIZE = 256;

  private static final int STRING = 9;
  private static final int REPLY_EXCEPTION = 15;
  private static final int CLUSTER_SERIALIZABLE = 16;
  private static final int SERIALIZABLE = 17;

  private final EventBus bus;
  private final Codecs codecs;
  private final SerializedObjects serialized;

  /**
   * @param serializableTypes the classes of serialized objects that are read
   */
  Bodies(EventBus bus, List<String> serializableTypes) {
    this.bus = bus;
    this.codecs = new Codecs(bus);
    this.serialized = new SerializedObjects(serializableTypes);
  }

  /** About how many bytes the body takes: a guess that is too small costs a copy. */
  static int size(Object body) {
    if (body instanceof Buffer buffer) {
      return buffer.length() + Integer.BYTES;
    } else if (body instanceof String string) {
      return string.length() + Integer.BYTES;
    } else if (body instanceof byte[] bytes) {
      return bytes.length + Integer.BYTES;
    }
    return DEFAULT_SIZE;
  }

  void write(Buffer frame, Message<?> message) {
    MessageImpl<Object, Object> impl = (MessageImpl<Object, Object>) message;
    writeSent(frame, message, impl.codec().systemCodecID() == -1 ? SentBody.of(impl) : message.body());
  }

  /**
   * @param sent the body as the sender has given it
   */
  void writeSent(Buffer frame, Message<?> message, Object sent) {
    MessageCodec<Object, Object> codec = ((MessageImpl<Object, Object>) message).codec();
    if (codec instanceof AsReceivedCodec received) {
      codec = received.original();
    }
    write(frame, sent, sent == null ? codecs.of(null) : codec);
  }

  void write(Buffer frame, Object body) {
    MessageCodec<Object, Object> codec = codecs.of(body);
    if (codec == null) {
      throw Failures.codec("no message codec for " + body.getClass().getName(), null);
    }
    write(frame, body, codec);
  }

  /** Never fails: a subclass whose codec does is sent as what it extends. */
  Buffer failure(long id, ReplyException failure) {
    Buffer frame = BusFrameWriter.answer(id, BusFrame.NO_ID, 0, null, DEFAULT_SIZE);
    int start = frame.length();
    try {
      write(frame, failure);
      return frame;
    } catch (ConecException e) {
      Buffer plain = frame.getBuffer(0, start);
      MessageCodec<?, ?> codec = CodecManager.REPLY_EXCEPTION_MESSAGE_CODEC;
      write(plain, failure, (MessageCodec<Object, Object>) codec);
      return plain;
    }
  }

  private static void write(Buffer frame, Object body, MessageCodec<Object, Object> codec) {
    try {
      if (codec.systemCodecID() == -1) {
        BusFrameWriter.namedCodec(frame, codec.name());
      } else {
        BusFrameWriter.systemCodec(frame, codec.systemCodecID());
      }
      codec.encodeToWire(frame, body);
    } catch (RuntimeException | StackOverflowError e) {
      throw Failures.codec("codec '" + codec.name() + "' cannot encode the body", e);
    }
  }

  /** Whatever a codec throws, errors included, is a failure of this message alone. */
  Body read(BusFrame frame) {
    boolean named = frame.codecId() == BusFrame.NAMED_CODEC;
    String name = named ? "'" + Printable.reason(frame.codecName()) + "'" : "number " + frame.codecId();
    try {
      if (named) {
        MessageCodec<Object, Object> codec = registered(codecs.named(frame.codecName()), name);
        Object value = codec.decodeFromWire(frame.bodyStart(), frame.buffer());
        return new Body(value, value == null ? null : AsReceivedCodec.nameFor(codec, value, bus));
      }
      checkLength(frame);
      return new Body(readSystem(frame, name), null);
    } catch (ConecException e) {
      throw e;
    } catch (Throwable e) {
      throw Failures.codec("codec " + name + " cannot decode the body", e);
    }
  }

  private Object readSystem(BusFrame frame, String name) throws IOException, ReflectiveOperationException {
    return switch (frame.codecId()) {
      case CLUSTER_SERIALIZABLE -> serialized.readClusterSerializable(frame.buffer(), frame.bodyStart());
      case SERIALIZABLE -> serialized.readSerializable(frame.buffer(), frame.bodyStart());
      default -> registered(Codecs.system(frame.codecId()), name).decodeFromWire(frame.bodyStart(), frame.buffer());
    };
  }

  private static MessageCodec<Object, Object> registered(MessageCodec<Object, Object> codec, String name) {
    if (codec == null) {
      throw Failures.codec("no message codec " + name + " is registered at the receiver", null);
    }
    return codec;
  }

  /** The codecs of the event bus trust a length that they read, and would allocate gigabytes for a few bytes. */
  private static void checkLength(BusFrame frame) {
    int position = frame.bodyStart();
    if (frame.codecId() == REPLY_EXCEPTION) {
      boolean hasMessage = frame.buffer().getByte(position + 5) != 0;
      position = hasMessage ? position + 6 : -1;
    } else if (frame.codecId() < STRING || frame.codecId() == CodecManager.CHAR_MESSAGE_CODEC.systemCodecID()) {
      position = -1;
    }
    if (position >= 0) {
      int length = frame.buffer().getInt(position);
      int available = frame.buffer().length() - position - Integer.BYTES;
      if (length < 0 || length > available) {
        throw new IndexOutOfBoundsException(
          Integer.toUnsignedString(length) + " bytes announced, " + available + " there");
      }
    }
  }

  /** What the sender gave: a message shows the receiver only what the codec makes of it, but a subclass sees both. */
  private static final class SentBody extends MessageImpl<Object, Object> {

    private SentBody(MessageImpl<Object, Object> message) {
      super(message);
    }

    static Object of(MessageImpl<Object, Object> message) {
      Object sent = new SentBody(message).sentBody;
      return sent != null ? sent : message.body();
    }
  }
}
