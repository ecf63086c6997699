package io.conec.impl.bridge;

import io.conec.ConecException;
import io.conec.impl.util.Printable;
import io.conec.impl.wire.BusCodecId;
import io.conec.impl.wire.BusFrame;
import io.conec.impl.wire.BusFrameWriter;
import io.conec.impl.wire.BusPayload;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.ReplyException;

import java.io.IOException;
import java.util.List;

/**
 * Encodes and decodes bodies with the codecs of the event bus. It fails with a {@link ConecException} with {@code
 * BUS_CODEC}.
 */
@SuppressWarnings("unchecked")
public final class BodyCodec {

  private static final int DEFAULT_SIZE = 256;

  /** The body of a message without one. */
  static final Body NOTHING = new Body(null, BusInternals.systemCodec(BusCodecId.NULL));

  private final BusInternals bus;
  private final SerializedObjects serialized;

  /**
   * @param serializableTypes the classes of serialized objects that may be read
   */
  BodyCodec(BusInternals bus, List<String> serializableTypes) {
    this.bus = bus;
    this.serialized = new SerializedObjects(serializableTypes);
  }

  /** Estimate the size of a body in bytes; an estimate that is too small costs a copy. */
  public static int size(Object body) {
    if (body instanceof Buffer buffer) {
      return buffer.length() + Integer.BYTES;
    } else if (body instanceof String string) {
      return string.length() + Integer.BYTES;
    } else if (body instanceof byte[] bytes) {
      return bytes.length + Integer.BYTES;
    }
    return DEFAULT_SIZE;
  }

  /** Estimate the size of the body of a message in bytes. */
  public static int size(Message<?> message) {
    if (message instanceof ConsumerReply reply) {
      return reply.encoded().length();
    }
    Buffer wire = ClusterWire.body(message);
    return wire == null ? size(message.body()) : wire.length();
  }

  public void write(Buffer frame, Message<?> message) {
    if (message instanceof ConsumerReply reply) {
      frame.appendBuffer(reply.encoded());
      return;
    }
    MessageCodec<Object, Object> codec = BusInternals.codec(message);
    Buffer wire = ClusterWire.body(message);
    if (wire != null) {
      codec(frame, codec);
      frame.appendBuffer(wire);
      return;
    }
    Object sent = codec.systemCodecID() == -1 ? BusInternals.sentBody(message) : null;
    writeSent(frame, message, sent == null ? message.body() : sent);
  }

  /**
   * @param sent the body as the sender passed it
   */
  public void writeSent(Buffer frame, Message<?> message, Object sent) {
    MessageCodec<Object, Object> codec = BusInternals.codec(message);
    boolean checked = codec.systemCodecID() != BusCodecId.CLUSTER_SERIALIZABLE
      && codec.systemCodecID() != BusCodecId.SERIALIZABLE;
    write(frame, sent, sent != null && checked ? codec : codec(sent));
  }

  /** Encode a body without a frame, as {@link #writeSent} does. */
  Buffer encode(Message<?> message, Object sent) {
    Buffer body = Buffer.buffer(size(sent));
    writeSent(body, message, sent);
    return body;
  }

  public void write(Buffer frame, Object body) {
    write(frame, body, codec(body));
  }

  /** A body that this side creates. */
  public Body of(Object body) {
    return new Body(body, codec(body));
  }

  private MessageCodec<Object, Object> codec(Object body) {
    try {
      return bus.codec(body, null);
    } catch (RuntimeException e) {
      throw Failures.codec("the body cannot leave this event bus, see registerDefaultCodec, serializableChecker and"
        + " clusterSerializableChecker there", e);
    }
  }

  /** Never fails: a failure whose codec fails is sent as a plain {@link ReplyException}. */
  Buffer failure(long id, ReplyException failure) {
    Buffer frame = BusFrameWriter.answer(id, BusFrame.NO_ID, 0, null, DEFAULT_SIZE);
    int start = frame.length();
    try {
      write(frame, failure);
      return frame;
    } catch (ConecException e) {
      Buffer plain = frame.getBuffer(0, start);
      write(plain, failure, BusInternals.systemCodec(BusCodecId.REPLY_EXCEPTION));
      return plain;
    }
  }

  private static void write(Buffer frame, Object body, MessageCodec<Object, Object> codec) {
    try {
      codec(frame, codec);
      codec.encodeToWire(frame, body);
    } catch (RuntimeException | StackOverflowError e) {
      throw Failures.codec("codec '" + codec.name() + "' cannot encode the body", e);
    }
  }

  private static void codec(Buffer frame, MessageCodec<Object, Object> codec) {
    if (codec.systemCodecID() == -1) {
      BusFrameWriter.namedCodec(frame, codec.name());
    } else {
      BusFrameWriter.systemCodec(frame, codec.systemCodecID());
    }
  }

  /**
   * @throws ConecException when it cannot be decoded
   */
  public ReceivedBody read(BusFrame.WithBody frame) {
    return new ReceivedBody(this, frame.payload());
  }

  /** Anything that a codec throws, including errors, is a failure of this message only. */
  Object decode(BusPayload payload) {
    boolean named = payload.codecId() == BusCodecId.NAMED;
    String name = named ? "'" + Printable.reason(payload.codecName()) + "'" : "number " + payload.codecId();
    try {
      if (named) {
        return registered(bus.namedCodec(payload.codecName()), name)
          .decodeFromWire(payload.bodyStart(), payload.frame());
      }
      checkLength(payload);
      return readSystem(payload, name);
    } catch (ConecException e) {
      throw e;
    } catch (Throwable e) {
      throw Failures.codec("codec " + name + " cannot decode the body", e);
    }
  }

  private Object readSystem(BusPayload payload, String name) throws IOException, ReflectiveOperationException {
    return switch (payload.codecId()) {
      case BusCodecId.CLUSTER_SERIALIZABLE -> serialized.readClusterSerializable(payload.frame(), payload.bodyStart());
      case BusCodecId.SERIALIZABLE -> serialized.readSerializable(payload.frame(), payload.bodyStart());
      default -> registered(BusInternals.systemCodec(payload.codecId()), name)
        .decodeFromWire(payload.bodyStart(), payload.frame());
    };
  }

  private static MessageCodec<Object, Object> registered(MessageCodec<Object, Object> codec, String name) {
    if (codec == null) {
      throw Failures.codec("no message codec " + name + " is registered at the receiver", null);
    }
    return codec;
  }

  /** The codecs of the event bus trust the length in the message, and would allocate gigabytes for a few bytes. */
  private static void checkLength(BusPayload payload) {
    int position = payload.bodyStart();
    if (payload.codecId() == BusCodecId.REPLY_EXCEPTION) {
      boolean hasMessage = payload.frame().getByte(position + 5) != 0;
      position = hasMessage ? position + 6 : -1;
    } else if (payload.codecId() < BusCodecId.STRING || payload.codecId() == BusCodecId.CHAR) {
      position = -1;
    }
    if (position >= 0) {
      int length = payload.frame().getInt(position);
      int available = payload.frame().length() - position - Integer.BYTES;
      if (length < 0 || length > available) {
        throw new IndexOutOfBoundsException(
          Integer.toUnsignedString(length) + " bytes announced, " + available + " left");
      }
    }
  }
}
