package io.conec.impl.wire;

import io.netty.buffer.ByteBufUtil;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

import java.util.Map;

/**
 * Writes frames of bus streams. The methods for frames with a body return a buffer that ends before the codec: {@link
 * #systemCodec} or {@link #namedCodec} comes next, then the bytes that the codec writes, in the same buffer.
 */
public final class BusFrameWriter {

  /** The bytes of a frame without headers and body, rounded up: a buffer of the right size need not grow. */
  private static final int OVERHEAD = 64;

  private static final int BYTES_PER_HEADER = 48;

  /** The most bytes before the headers: a type, two ids and a time-out. */
  private static final int HEAD = 1 + 3 * Long.BYTES;

  private BusFrameWriter() {
  }

  public static Buffer attach(String address) {
    Buffer buffer = Buffer.buffer(OVERHEAD);
    buffer.appendByte((byte) BusFrame.ATTACH);
    varint(buffer, BusFrame.VERSION);
    string(buffer, address);
    return buffer;
  }

  /**
   * @param type     {@link BusFrame#SEND} or {@link BusFrame#PUBLISH}
   * @param bodySize an estimate of the size of the body in bytes
   */
  public static Buffer message(int type, MultiMap headers, int bodySize) {
    Buffer buffer = allocate(headers, bodySize).appendByte((byte) type);
    headers(buffer, headers);
    return buffer;
  }

  /**
   * A message to the consumers of all readers of a broadcast.
   *
   * @param bodySize an estimate of the size of the body in bytes
   */
  public static Buffer broadcast(MultiMap headers, int bodySize) {
    Buffer buffer = allocate(headers, bodySize);
    buffer.appendInt(BusFrame.BROADCAST_MAGIC);
    buffer.appendByte((byte) BusFrame.PUBLISH);
    headers(buffer, headers);
    return buffer;
  }

  public static Buffer request(long id, long timeout, MultiMap headers, int bodySize) {
    Buffer buffer = allocate(headers, bodySize);
    requestHead(buffer, id, timeout);
    headers(buffer, headers);
    return buffer;
  }

  private static void requestHead(Buffer buffer, long id, long timeout) {
    buffer.appendByte((byte) BusFrame.REQUEST);
    varint(buffer, id);
    varint(buffer, timeout);
  }

  /**
   * @param next    the id of the requested answer to this answer, {@link BusFrame#NO_ID} for none
   * @param timeout how long the sender waits for that answer; ignored without one
   */
  public static Buffer answer(long id, long next, long timeout, MultiMap headers, int bodySize) {
    Buffer buffer = allocate(headers, bodySize);
    answerHead(buffer, id, next, timeout);
    headers(buffer, headers);
    return buffer;
  }

  private static void answerHead(Buffer buffer, long id, long next, long timeout) {
    buffer.appendByte((byte) BusFrame.ANSWER);
    varint(buffer, id);
    varint(buffer, next);
    if (next != BusFrame.NO_ID) {
      varint(buffer, timeout);
    }
  }

  /**
   * A message that gets its id later: {@link #deliver}, {@link #request(long, long, Buffer)} or {@link #answer(long,
   * long, long, Buffer)} complete the frame, once, after its body was written.
   *
   * @param bodySize an estimate of the size of the body in bytes
   */
  public static Buffer unnumbered(MultiMap headers, int bodySize) {
    Buffer buffer = allocate(headers, bodySize).appendBytes(new byte[HEAD]);
    headers(buffer, headers);
    return buffer;
  }

  public static Buffer consumers(BusConsumers consumers) {
    Buffer buffer = Buffer.buffer(OVERHEAD);
    buffer.appendByte((byte) BusFrame.CONSUMERS).appendByte((byte) consumers.state().code());
    varint(buffer, consumers.destinations().size());
    consumers.destinations().forEach((id, hops) -> {
      string(buffer, id);
      buffer.appendByte(hops.byteValue());
    });
    return buffer;
  }

  public static Buffer deliver(long id, boolean publish, Buffer unnumbered) {
    Buffer head = Buffer.buffer(HEAD).appendByte((byte) BusFrame.DELIVER);
    varint(head, id);
    head.appendByte((byte) (publish ? BusFrame.PUBLISH : BusFrame.SEND));
    return complete(head, unnumbered);
  }

  public static Buffer request(long id, long timeout, Buffer unnumbered) {
    Buffer head = Buffer.buffer(HEAD);
    requestHead(head, id, timeout);
    return complete(head, unnumbered);
  }

  public static Buffer answer(long id, long next, long timeout, Buffer unnumbered) {
    Buffer head = Buffer.buffer(HEAD);
    answerHead(head, id, next, timeout);
    return complete(head, unnumbered);
  }

  /** In place, because a message may have megabytes. */
  private static Buffer complete(Buffer head, Buffer unnumbered) {
    int start = HEAD - head.length();
    return unnumbered.setBuffer(start, head).slice(start, unnumbered.length());
  }

  public static void systemCodec(Buffer buffer, int codecId) {
    buffer.appendByte((byte) codecId);
  }

  public static void namedCodec(Buffer buffer, String name) {
    buffer.appendByte((byte) BusCodecId.NAMED);
    string(buffer, name);
  }

  private static Buffer allocate(MultiMap headers, int bodySize) {
    int headerSize = headers == null ? 0 : headers.size() * BYTES_PER_HEADER;
    return Buffer.buffer(OVERHEAD + headerSize + bodySize);
  }

  private static void headers(Buffer buffer, MultiMap headers) {
    if (headers == null || headers.isEmpty()) {
      varint(buffer, 0);
      return;
    }
    int count = 0;
    for (Map.Entry<String, String> ignored : headers) {
      count++;
    }
    if (count > BusFrame.MAX_HEADERS) {
      throw new WireException(count + " headers, at most " + BusFrame.MAX_HEADERS + " are allowed");
    }
    varint(buffer, count);
    for (Map.Entry<String, String> header : headers) {
      string(buffer, header.getKey());
      string(buffer, header.getValue());
    }
  }

  private static void string(Buffer buffer, String value) {
    varint(buffer, ByteBufUtil.utf8Bytes(value));
    buffer.appendString(value);
  }

  /** A variable-length integer of RFC 9000, section 16, in its shortest form. */
  private static void varint(Buffer buffer, long value) {
    if (value < 1L << 6) {
      buffer.appendByte((byte) value);
    } else if (value < 1L << 14) {
      buffer.appendShort((short) (value | 0x4000));
    } else if (value < 1L << 30) {
      buffer.appendInt((int) value | 0x8000_0000);
    } else {
      buffer.appendLong(value | 0xC000_0000_0000_0000L);
    }
  }
}
