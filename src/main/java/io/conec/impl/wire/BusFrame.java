package io.conec.impl.wire;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

import java.nio.ByteBuffer;

/**
 * A parsed frame of a bus stream. The body stays in the buffer until its codec decodes it.
 */
public final class BusFrame {

  /** The protocol of bus streams. */
  public static final String PROTOCOL = "conec/bus";

  /**
   * How much longer than {@code maxMessageSize}, the limit of bodies, a frame may be: enough for usual headers, names
   * and numbers.
   */
  public static final int MAX_OVERHEAD = 64 * 1024;

  /** The version of the frames, in {@link #ATTACH}. */
  public static final int VERSION = 1;

  /** The first frame of a stream, with the address of the peer. */
  public static final int ATTACH = 1;
  /** A message to one consumer, without an answer. */
  public static final int SEND = 2;
  /** A message to all consumers. */
  public static final int PUBLISH = 3;
  /** A message to one consumer, with an answer. */
  public static final int REQUEST = 4;
  /** The answer to a request, or to an answer that requested another one. */
  public static final int ANSWER = 5;
  /** A message to one consumer or to all, which is answered when they have taken it. */
  public static final int DELIVER = 7;

  /** The consumers of the address, reported by the exporter. */
  public static final int CONSUMERS = 6;

  /** The first bytes of a message of an event bus in a broadcast, where other clients may send arbitrary bytes. */
  public static final int BROADCAST_MAGIC = 0x00627573;

  /** The codec byte of a codec that is identified by its name. */
  public static final int NAMED_CODEC = 0xFF;

  /** Failures do not count against the limit, because the failure of a body that is too large must arrive, too. */
  private static final int FAILURE_CODEC = 15;

  /** Correlation ids start at 1; 0 stands for no id. */
  public static final long NO_ID = 0;

  /** The most bytes of an address: it is matched with regular expressions. */
  public static final int MAX_ADDRESS_LENGTH = 1024;

  /** The most destinations: each is kept as long as the stream is open. */
  public static final int MAX_DESTINATIONS = 64;

  /** The most bridges that pass a message on: enough for any sensible topology. */
  public static final int MAX_HOPS = 8;

  /** The most headers: each costs many times its bytes in memory. */
  public static final int MAX_HEADERS = 1000;

  /** An estimate of the memory of a header in addition to its characters. */
  private static final int HEADER_SIZE = 128;

  final Buffer buffer;
  final int type;
  boolean publish;
  long id;
  long next;
  long timeout;
  int version;
  String address;
  BusConsumers consumers;
  BusRoute route = BusRoute.NONE;
  MultiMap headers;
  int headerCount;
  int codecId;
  String codecName;
  int bodyStart;

  BusFrame(Buffer buffer, int type) {
    this.buffer = buffer;
    this.type = type;
  }

  public int type() {
    return type;
  }

  /** @return whether the message is for all consumers */
  public boolean isPublish() {
    return publish;
  }

  /** @return the id of the requested answer, or of the request that this frame answers */
  public long id() {
    return id;
  }

  /** @return the id of the answer to this answer, {@link #NO_ID} when none is requested */
  public long next() {
    return next;
  }

  /** @return how long the sender still waits for an answer, in milliseconds */
  public long timeout() {
    return timeout;
  }

  public int version() {
    return version;
  }

  public String address() {
    return address;
  }

  /** @return the content of {@link #CONSUMERS} */
  public BusConsumers consumers() {
    return consumers;
  }

  /** @return the origin and the destinations of a message */
  public BusRoute route() {
    return route;
  }

  /** @return the headers without those of the reserved prefix, {@code null} when there are none */
  public MultiMap headers() {
    return headers;
  }

  /** @return an estimate of the memory of the headers in addition to the frame, in bytes */
  public int headerSize() {
    return headerCount * HEADER_SIZE;
  }

  public int codecId() {
    return codecId;
  }

  /** @return the name of the codec when {@link #codecId()} is {@link #NAMED_CODEC} */
  public String codecName() {
    return codecName;
  }

  /** @return the whole frame; the body is from {@link #bodyStart()} to its end */
  public Buffer buffer() {
    return buffer;
  }

  public int bodyStart() {
    return bodyStart;
  }

  /** @return how many bytes count against {@code maxMessageSize}: the body, and the overhead beyond the usual */
  int countedSize() {
    int lengthField = codecId == NAMED_CODEC ? 0 : Integer.BYTES;
    int bodySize = codecId == FAILURE_CODEC ? 0 : buffer.length() - bodyStart - lengthField;
    return Math.max(bodySize, buffer.length() - MAX_OVERHEAD);
  }

  /** @return the longest frame when bodies have at most this many bytes */
  public static int maxLength(int maxMessageSize) {
    return (int) Math.min((long) maxMessageSize + MAX_OVERHEAD, Integer.MAX_VALUE - Long.BYTES);
  }

  /** @return whether a message of a broadcast is marked as a message of an event bus */
  public static boolean isBroadcast(byte[] message) {
    return message.length >= Integer.BYTES && ByteBuffer.wrap(message).getInt() == BROADCAST_MAGIC;
  }
}
