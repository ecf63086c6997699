package io.conec.impl.wire;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

import java.nio.ByteBuffer;

/**
 * A message of a bus stream, read: the event-bus message itself stays in the buffer until its codec takes it from
 * there.
 */
public final class BusFrame {

  /** The protocol name of bus streams. */
  public static final String PROTOCOL = "conec/bus";

  /**
   * How much longer than {@code maxMessageSize} a frame may be, which is a limit for bodies: headers, names and numbers
   * of usual size fit in.
   */
  public static final int MAX_OVERHEAD = 64 * 1024;

  /** The version of the frames, in {@link #ATTACH}. */
  public static final int VERSION = 1;

  /** Opens the conversation: which address of the peer this stream is for. */
  public static final int ATTACH = 1;
  /** A message to one consumer, without an answer. */
  public static final int SEND = 2;
  /** A message to all consumers. */
  public static final int PUBLISH = 3;
  /** A message to one consumer, with an answer. */
  public static final int REQUEST = 4;
  /** The answer to a request, or to an answer that asked for one. */
  public static final int ANSWER = 5;
  /** A message to one consumer or to all, answered when they have taken it. */
  public static final int DELIVER = 7;

  /** Whether the address has consumers, told by the side that exports. */
  public static final int CONSUMERS = 6;

  /** What a message of an event bus begins with in a broadcast, where other members may send what they like. */
  public static final int BROADCAST_MAGIC = 0x00627573;

  /** The codec byte of a codec that has no number of its own and is known by its name. */
  public static final int NAMED_CODEC = 0xFF;

  /** Failures have no limit of their own: that a body is too large must be said, too. */
  private static final int FAILURE_CODEC = 15;

  /** Correlation ids start at 1; 0 says that there is none. */
  public static final long NO_ID = 0;

  /** An address is matched against regular expressions, so its length in bytes is bounded. */
  public static final int MAX_ADDRESS_LENGTH = 1024;

  /** Each is kept for as long as the stream is open, so their number is bounded. */
  public static final int MAX_DESTINATIONS = 64;

  /** How often a message is passed on from a bridge to a bridge at most: enough for what a person lays out. */
  public static final int MAX_HOPS = 8;

  /** Each header costs many times its bytes in memory, so their number is bounded. */
  public static final int MAX_HEADERS = 1000;

  /** About what a header takes in memory beside its characters. */
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

  /** Whether the message is for all consumers. */
  public boolean isPublish() {
    return publish;
  }

  /** What this frame asks an answer under, or answers to. */
  public long id() {
    return id;
  }

  /** What the answer to this answer shall be sent under, {@link #NO_ID} when none is wanted. */
  public long next() {
    return next;
  }

  /** How long the sender still waits for an answer, in milliseconds. */
  public long timeout() {
    return timeout;
  }

  public int version() {
    return version;
  }

  public String address() {
    return address;
  }

  /** What {@link #CONSUMERS} tells. */
  public BusConsumers consumers() {
    return consumers;
  }

  /** Where a message comes from and goes to. */
  public BusRoute route() {
    return route;
  }

  /** The headers without those of the reserved prefix, {@code null} when there are none. */
  public MultiMap headers() {
    return headers;
  }

  /** About how many bytes the headers take in memory beside those of the frame. */
  public int headerSize() {
    return headerCount * HEADER_SIZE;
  }

  public int codecId() {
    return codecId;
  }

  /** The name of the codec when {@link #codecId()} is {@link #NAMED_CODEC}. */
  public String codecName() {
    return codecName;
  }

  /** The whole frame; the bytes of the body go from {@link #bodyStart()} to its end. */
  public Buffer buffer() {
    return buffer;
  }

  public int bodyStart() {
    return bodyStart;
  }

  /** How many bytes count against {@code maxMessageSize}: the body, and of the rest what is over the usual. */
  int countedSize() {
    int lengthField = codecId == NAMED_CODEC ? 0 : Integer.BYTES;
    int bodySize = codecId == FAILURE_CODEC ? 0 : buffer.length() - bodyStart - lengthField;
    return Math.max(bodySize, buffer.length() - MAX_OVERHEAD);
  }

  /** The longest frame where bodies have at most so many bytes. */
  public static int maxLength(int maxMessageSize) {
    return (int) Math.min((long) maxMessageSize + MAX_OVERHEAD, Integer.MAX_VALUE - Long.BYTES);
  }

  /** Whether a message of a broadcast says that it is one of an event bus. */
  public static boolean isBroadcast(byte[] message) {
    return message.length >= Integer.BYTES && ByteBuffer.wrap(message).getInt() == BROADCAST_MAGIC;
  }
}
