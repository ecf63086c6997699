package io.conec.impl.wire;

import io.conec.bridge.BusHeaders;
import io.conec.impl.config.Require;
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
  public static BusFrame.Publish readBroadcast(Buffer buffer) {
    if (buffer.length() < Integer.BYTES || buffer.getInt(0) != BusFrame.BROADCAST_MAGIC) {
      return null;
    }
    BusFrame frame = new BusFrameReader(buffer, Integer.BYTES).frame();
    if (!(frame instanceof BusFrame.Publish publish)) {
      throw new WireException("bus frame of type " + frame.type() + " in a broadcast");
    }
    return publish;
  }

  /**
   * @return how many bytes of a frame count against {@code maxMessageSize}: all if it is not valid
   */
  public static int countedSize(Buffer buffer) {
    try {
      return countedSize(read(buffer), buffer);
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
      return frame == null ? buffer.length() : countedSize(frame, buffer);
    } catch (WireException e) {
      return buffer.length();
    }
  }

  /** The body counts, and the overhead beyond the usual. */
  private static int countedSize(BusFrame frame, Buffer buffer) {
    int bodySize = frame instanceof BusFrame.WithBody withBody ? withBody.payload().countedSize() : 0;
    return Math.max(bodySize, buffer.length() - BusFrame.MAX_OVERHEAD);
  }

  private BusFrame frame() {
    int type = unsignedByte("type");
    return switch (type) {
      case BusFrame.ATTACH -> attach();
      case BusFrame.SEND -> new BusFrame.Send(payload());
      case BusFrame.PUBLISH -> new BusFrame.Publish(payload());
      case BusFrame.REQUEST -> new BusFrame.Request(id("id"), varint("timeout"), payload());
      case BusFrame.ANSWER -> answer();
      case BusFrame.CONSUMERS -> consumers();
      case BusFrame.DELIVER -> new BusFrame.Deliver(id("id"), isPublish(unsignedByte("kind")), payload());
      default -> throw new WireException("bus frame of unknown type " + type);
    };
  }

  private BusFrame.Answer answer() {
    long id = id("id");
    long next = varint("next");
    long timeout = next == BusFrame.NO_ID ? 0 : varint("timeout");
    return new BusFrame.Answer(id, next, timeout, payload());
  }

  private static boolean isPublish(int kind) {
    if (kind != BusFrame.SEND && kind != BusFrame.PUBLISH) {
      throw new WireException("bus frame that delivers a message of unknown kind " + kind);
    }
    return kind == BusFrame.PUBLISH;
  }

  private BusFrame.Attach attach() {
    int version = (int) Math.min(varint("version"), Integer.MAX_VALUE);
    if (version != BusFrame.VERSION) {
      return new BusFrame.Attach(version, null);
    }
    String address = string("address");
    int length = ByteBufUtil.utf8Bytes(address);
    if (length == 0 || length > Require.MAX_ADDRESS_LENGTH) {
      throw new WireException("bus frame with an address of " + length + " bytes, 1 to " + Require.MAX_ADDRESS_LENGTH
        + " are allowed");
    }
    return new BusFrame.Attach(version, address);
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

  private BusPayload payload() {
    long count = varint("header count");
    if (count > BusFrame.MAX_HEADERS) {
      throw new WireException("bus frame with " + count + " headers, at most " + BusFrame.MAX_HEADERS + " are allowed");
    }
    MultiMap headers = count == 0 ? null : MultiMap.caseInsensitiveMultiMap();
    BusRoute route = BusRoute.NONE;
    for (long i = 0; i < count; i++) {
      String name = string("header name");
      String value = string("header value");
      if (!BusHeaders.isReserved(name)) {
        headers.add(name, value);
      } else if (BusHeaders.VIA.equalsIgnoreCase(name)) {
        route = route.withVia(BusRoute.read(name, value, BusFrame.MAX_HOPS - 1));
      } else if (BusRoute.TO.equalsIgnoreCase(name)) {
        route = route.withTo(BusRoute.read(name, value, BusFrame.MAX_DESTINATIONS + 1));
      }
    }
    int codecId = unsignedByte("codec");
    String codecName = codecId == BusCodecId.NAMED ? string("codec name") : null;
    return new BusPayload(route, headers, (int) count, codecId, codecName, buffer, position);
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
