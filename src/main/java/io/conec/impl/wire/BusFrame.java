package io.conec.impl.wire;

import io.vertx.core.MultiMap;

import java.nio.ByteBuffer;

/**
 * A frame of a bus stream. {@link BusFrameReader} reads them; {@link BusFrameWriter} writes them without such an
 * object, because a codec appends the body to the bytes.
 */
public sealed interface BusFrame permits BusFrame.Attach, BusFrame.WithBody, BusConsumers {

  /** The protocol of bus streams. */
  String PROTOCOL = "conec/bus";

  /**
   * How much longer than {@code maxMessageSize}, the limit of bodies, a frame may be: enough for usual headers, names
   * and numbers.
   */
  int MAX_OVERHEAD = 64 * 1024;

  /** The version of the frames, in {@link #ATTACH}. */
  int VERSION = 1;

  /** The first frame of a stream, with the address of the peer. */
  int ATTACH = 1;
  /** A message to one consumer, without an answer. */
  int SEND = 2;
  /** A message to all consumers. */
  int PUBLISH = 3;
  /** A message to one consumer, with an answer. */
  int REQUEST = 4;
  /** The answer to a request, or to an answer that requested another one. */
  int ANSWER = 5;
  /** A message to one consumer or to all, which is answered when they have taken it. */
  int DELIVER = 7;

  /** The consumers of the address, reported by the exporter. */
  int CONSUMERS = 6;

  /** The first bytes of a message of an event bus in a broadcast, where other clients may send arbitrary bytes. */
  int BROADCAST_MAGIC = 0x00627573;

  /** Correlation ids start at 1; 0 stands for no id. */
  long NO_ID = 0;

  /** The most destinations: each is kept as long as the stream is open. */
  int MAX_DESTINATIONS = 64;

  /** The most bridges that pass a message on: enough for any sensible topology. */
  int MAX_HOPS = 8;

  /** The most headers: each costs many times its bytes in memory. */
  int MAX_HEADERS = 1000;

  /** The byte on the wire. */
  int type();

  /**
   * The first frame of a stream, with the address of the peer.
   *
   * @param address {@code null} in other versions, which may have an unknown format
   */
  record Attach(int version, String address) implements BusFrame {
    @Override
    public int type() {
      return ATTACH;
    }
  }

  /** A frame with a body. */
  sealed interface WithBody extends BusFrame {
    BusPayload payload();

    default MultiMap headers() {
      return payload().headers();
    }
  }

  /** A message for consumers. */
  sealed interface Message extends WithBody {
    /** Whether it is for all consumers. */
    boolean isPublish();

    /** The id of the requested answer, {@link #NO_ID} when none is requested. */
    long id();

    default BusRoute route() {
      return payload().route();
    }
  }

  record Send(BusPayload payload) implements Message {
    @Override
    public int type() {
      return SEND;
    }

    @Override
    public boolean isPublish() {
      return false;
    }

    @Override
    public long id() {
      return NO_ID;
    }
  }

  record Publish(BusPayload payload) implements Message {
    @Override
    public int type() {
      return PUBLISH;
    }

    @Override
    public boolean isPublish() {
      return true;
    }

    @Override
    public long id() {
      return NO_ID;
    }
  }

  /** {@code timeout} is how long the sender still waits for the answer, in milliseconds. */
  record Request(long id, long timeout, BusPayload payload) implements Message {
    @Override
    public int type() {
      return REQUEST;
    }

    @Override
    public boolean isPublish() {
      return false;
    }
  }

  record Deliver(long id, boolean isPublish, BusPayload payload) implements Message {
    @Override
    public int type() {
      return DELIVER;
    }
  }

  /**
   * The answer to the request with this id.
   *
   * @param next    the id of the answer to this answer, {@link #NO_ID} when none is requested
   * @param timeout how long the sender waits for that answer, in milliseconds
   */
  record Answer(long id, long next, long timeout, BusPayload payload) implements WithBody {
    @Override
    public int type() {
      return ANSWER;
    }
  }

  /** @return the longest frame when bodies have at most this many bytes */
  static int maxLength(int maxMessageSize) {
    return (int) Math.min((long) maxMessageSize + MAX_OVERHEAD, Integer.MAX_VALUE - Long.BYTES);
  }

  /** @return whether a message of a broadcast is marked as a message of an event bus */
  static boolean isBroadcast(byte[] message) {
    return message.length >= Integer.BYTES && ByteBuffer.wrap(message).getInt() == BROADCAST_MAGIC;
  }
}
