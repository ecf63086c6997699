package io.conec.impl.wire;

import io.conec.impl.wire.BroadcastControl.Count;
import io.conec.impl.wire.BroadcastControl.Counted;
import io.conec.impl.wire.BroadcastControl.CutOff;
import io.conec.impl.wire.BroadcastControl.Join;
import io.conec.impl.wire.BroadcastControl.Joined;
import io.conec.impl.wire.BroadcastControl.Progress;
import io.conec.impl.wire.ControlMessage.Candidates;
import io.conec.impl.wire.ControlMessage.ChannelClosed;
import io.conec.impl.wire.ControlMessage.Claim;
import io.conec.impl.wire.ControlMessage.Failure;
import io.conec.impl.wire.ControlMessage.Greeting;
import io.conec.impl.wire.ControlMessage.Hello;
import io.conec.impl.wire.ControlMessage.Introduce;
import io.conec.impl.wire.ControlMessage.Introduced;
import io.conec.impl.wire.ControlMessage.Observed;
import io.conec.impl.wire.ControlMessage.Open;
import io.conec.impl.wire.ControlMessage.Opened;
import io.conec.impl.wire.ControlMessage.Ping;
import io.conec.impl.wire.ControlMessage.Pong;
import io.conec.impl.wire.ControlMessage.Shutdown;
import io.conec.impl.wire.ControlMessage.StreamAccepted;
import io.conec.impl.wire.ControlMessage.StreamEnded;
import io.conec.impl.wire.ControlMessage.StreamOpen;
import io.conec.impl.wire.ControlMessage.StreamReset;
import io.conec.impl.wire.ControlMessage.Welcome;
import io.conec.impl.wire.PresenceControl.Peers;
import io.conec.impl.wire.PresenceControl.Watch;
import io.conec.impl.wire.PresenceControl.Watching;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Encodes and decodes the body of a control frame: a type byte, then a JSON object.
 */
public final class ControlCodec {

  /** The protocol version of this implementation. */
  public static final int VERSION = 1;

  /**
   * The longest control frame, 64 KiB: the largest message is a welcome with the authorities' certificates, of about
   * 1 KiB each.
   */
  public static final int MAX_FRAME_LENGTH = 64 * 1024;

  private record Entry(int type, Function<Fields, ControlMessage> reader) {
  }

  private static final Map<Class<? extends ControlMessage>, Entry> BY_CLASS = new HashMap<>();
  private static final Entry[] BY_TYPE = new Entry[256];

  static {
    register(0x01, Hello.class, Hello::read);
    register(0x02, Welcome.class, Welcome::read);
    register(0x03, Failure.class, Failure::read);
    register(0x04, Ping.class, Ping::read);
    register(0x05, Pong.class, Pong::read);
    register(0x06, Shutdown.class, Shutdown::read);
    register(0x10, Open.class, Open::read);
    register(0x11, Opened.class, Opened::read);
    register(0x12, Introduce.class, Introduce::read);
    register(0x13, Introduced.class, Introduced::read);
    register(0x14, ChannelClosed.class, ChannelClosed::read);
    register(0x15, Claim.class, Claim::read);
    register(0x16, Observed.class, Observed::read);
    register(0x17, Join.class, Join::read);
    register(0x18, Joined.class, Joined::read);
    register(0x19, CutOff.class, CutOff::read);
    register(0x1a, Count.class, Count::read);
    register(0x1b, Counted.class, Counted::read);
    register(0x1c, Progress.class, Progress::read);
    register(0x1d, Watch.class, Watch::read);
    register(0x1e, Watching.class, Watching::read);
    register(0x1f, Peers.class, Peers::read);
    register(0x20, Greeting.class, Greeting::read);
    register(0x21, StreamOpen.class, StreamOpen::read);
    register(0x22, StreamAccepted.class, StreamAccepted::read);
    register(0x23, StreamEnded.class, StreamEnded::read);
    register(0x24, StreamReset.class, StreamReset::read);
    register(0x25, Candidates.class, Candidates::read);
  }

  private ControlCodec() {
  }

  private static <M extends ControlMessage> void register(int type, Class<M> message, Function<Fields, M> reader) {
    Entry entry = new Entry(type, reader::apply);
    BY_CLASS.put(message, entry);
    BY_TYPE[type] = entry;
  }

  /**
   * @return the message as a complete frame, including its length, in a direct buffer
   */
  public static ByteBuf encode(ByteBufAllocator allocator, ControlMessage message) {
    Fields.Writer json = new Fields.Writer();
    message.write(json);
    ByteBuf body = ((BufferInternal) json.toBuffer()).getByteBuf();
    int length = 1 + body.readableBytes();
    if (length > MAX_FRAME_LENGTH) {
      throw new IllegalArgumentException("a control message of " + length + " bytes is over the limit of "
        + MAX_FRAME_LENGTH + ": " + message.getClass().getSimpleName());
    }
    return allocator.directBuffer(FrameReader.HEADER_LENGTH + length)
      .writeInt(length).writeByte(BY_CLASS.get(message.getClass()).type).writeBytes(body);
  }

  /**
   * @param frame the body of a frame
   * @throws WireException when it is not a message of the protocol
   */
  public static ControlMessage decode(byte[] frame) {
    if (frame.length == 0) {
      throw new WireException("an empty control frame");
    }
    int type = frame[0] & 0xff;
    Entry entry = BY_TYPE[type];
    if (entry == null) {
      throw new WireException(String.format("unknown control message type 0x%02x", type));
    }
    Buffer json = BufferInternal.buffer(Unpooled.wrappedBuffer(frame, 1, frame.length - 1));
    try {
      return entry.reader.apply(Fields.parse(json));
    } catch (WireException e) {
      throw new WireException(String.format("control message type 0x%02x: %s", type, e.getMessage()));
    }
  }
}
