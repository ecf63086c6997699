package io.conec.impl.wire;

import io.conec.bridge.BusHeaders;
import io.netty.buffer.ByteBufUtil;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

import java.util.HashMap;
import java.util.Map;

/**
 * Parses frames of bus streams; throws a {@link WireException} when a frame is not as in SPEC.md.
 */
public final class BusFrameReader {

  private final Buffer buffer;
  private int position;

  private BusFrameReader(Buffer buffer, int position) {
    this.buffer = buffer;
    this.position = position;
  }

  public static BusFrame read(Buffer buffer) {
    return new BusFrameReader(buffer, 0).frame();
  }

  /**
   * @return the message of an event bus, {@code null} when the message is not marked as one
   */
  public static BusFrame readBroadcast(Buffer buffer) {
    if (buffer.length() < Integer.BYTES || buffer.getInt(0) != BusFrame.BROADCAST_MAGIC) {
      return null;
    }
    BusFrame frame = new BusFrameReader(buffer, Integer.BYTES).frame();
    if (frame.type != BusFrame.PUBLISH) {
      throw new WireException("bus frame of type " + frame.type + " in a broadcast");
    }
    return frame;
  }

  /**
   * @return how many bytes of a frame count against {@code maxMessageSize}: all if it is not valid
   */
  public static int countedSize(Buffer buffer) {
    try {
      return read(buffer).countedSize();
    } catch (WireException e) {
      return buffer.length();
    }
  }

  /**
   * @return how many bytes of a message of a broadcast count against {@code maxMessageSize}: all when it is not of an
   * event bus
   */
  public static int countedBroadcastSize(Buffer buffer) {
    try {
      BusFrame frame = readBroadcast(buffer);
      return frame == null ? buffer.length() : frame.countedSize();
    } catch (WireException e) {
      return buffer.length();
    }
  }

  private BusFrame frame() {
    BusFrame frame = new BusFrame(buffer, unsignedByte("type"));
    switch (frame.type) {
      case BusFrame.ATTACH -> attach(frame);
      case BusFrame.SEND, BusFrame.PUBLISH -> {
        frame.publish = frame.type == BusFrame.PUBLISH;
        payload(frame);
      }
      case BusFrame.REQUEST -> {
        frame.id = id("id");
        frame.timeout = varint("timeout");
        payload(frame);
      }
      case BusFrame.ANSWER -> {
        frame.id = id("id");
        frame.next = varint("next");
        frame.timeout = frame.next == BusFrame.NO_ID ? 0 : varint("timeout");
        payload(frame);
      }
      case BusFrame.CONSUMERS -> frame.consumers = consumers();
      case BusFrame.DELIVER -> {
        frame.id = id("id");
        frame.publish = isPublish(unsignedByte("kind"));
        payload(frame);
      }
      default -> throw new WireException("bus frame of unknown type " + frame.type);
    }
    return frame;
  }

  private static boolean isPublish(int kind) {
    if (kind != BusFrame.SEND && kind != BusFrame.PUBLISH) {
      throw new WireException("bus frame that delivers a message of unknown kind " + kind);
    }
    return kind == BusFrame.PUBLISH;
  }

  private void attach(BusFrame frame) {
    frame.version = (int) Math.min(varint("version"), Integer.MAX_VALUE);
    if (frame.version != BusFrame.VERSION) {
      // Other versions may have an unknown format after this.
      return;
    }
    frame.address = string("address");
    int length = ByteBufUtil.utf8Bytes(frame.address);
    if (length == 0 || length > BusFrame.MAX_ADDRESS_LENGTH) {
      throw new WireException("bus frame with an address of " + length + " bytes, 1 to " + BusFrame.MAX_ADDRESS_LENGTH
        + " are allowed");
    }
  }

  private BusConsumers consumers() {
    BusConsumers.State state = BusConsumers.State.of(unsignedByte("state"));
    long count = varint("destination count");
    if (count > BusFrame.MAX_DESTINATIONS) {
      throw new WireException("bus frame with " + count + " destinations, at most " + BusFrame.MAX_DESTINATIONS
        + " are allowed");
    }
    Map<String, Integer> destinations = new HashMap<>();
    for (long i = 0; i < count; i++) {
      String id = string("destination");
      int hops = unsignedByte("hops");
      if (hops < 1 || hops >= BusFrame.MAX_HOPS) {
        throw new WireException("bus frame with a destination after " + hops + " hops");
      }
      destinations.put(id, hops);
    }
    return new BusConsumers(state, destinations);
  }

  private void payload(BusFrame frame) {
    headers(frame);
    frame.codecId = unsignedByte("codec");
    if (frame.codecId == BusFrame.NAMED_CODEC) {
      frame.codecName = string("codec name");
    }
    frame.bodyStart = position;
  }

  private void headers(BusFrame frame) {
    long count = varint("header count");
    if (count > BusFrame.MAX_HEADERS) {
      throw new WireException("bus frame with " + count + " headers, at most " + BusFrame.MAX_HEADERS + " are allowed");
    }
    if (count == 0) {
      return;
    }
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    for (long i = 0; i < count; i++) {
      String name = string("header name");
      String value = string("header value");
      if (!BusHeaders.isReserved(name)) {
        headers.add(name, value);
      } else if (BusHeaders.VIA.equalsIgnoreCase(name)) {
        frame.route = frame.route.withVia(BusRoute.read(name, value, BusFrame.MAX_HOPS - 1));
      } else if (BusRoute.TO.equalsIgnoreCase(name)) {
        frame.route = frame.route.withTo(BusRoute.read(name, value, BusFrame.MAX_DESTINATIONS + 1));
      }
    }
    frame.headers = headers;
    frame.headerCount = (int) count;
  }

  private long id(String field) {
    long id = varint(field);
    if (id == BusFrame.NO_ID) {
      throw new WireException("bus frame with " + field + " 0");
    }
    return id;
  }

  private String string(String field) {
    long length = varint(field);
    require(length, field);
    String value = buffer.getString(position, position + (int) length);
    position += (int) length;
    return value;
  }

  /** A variable-length integer of RFC 9000, section 16. */
  private long varint(String field) {
    int first = unsignedByte(field);
    int more = (1 << (first >> 6)) - 1;
    require(more, field);
    long value = first & 0x3F;
    for (int i = 0; i < more; i++) {
      value = value << 8 | buffer.getUnsignedByte(position++);
    }
    return value;
  }

  private int unsignedByte(String field) {
    require(1, field);
    return buffer.getUnsignedByte(position++);
  }

  private int remaining() {
    return buffer.length() - position;
  }

  private void require(long bytes, String field) {
    if (bytes > remaining()) {
      throw new WireException("bus frame of " + buffer.length() + " bytes ends inside " + field);
    }
  }
}
