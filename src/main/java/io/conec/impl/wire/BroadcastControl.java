package io.conec.impl.wire;

import io.conec.BroadcastRole;
import io.conec.ConecError;
import io.conec.OverflowPolicy;
import io.conec.impl.wire.Fields.Writer;

/**
 * The control messages for broadcasts, between a client and the Coordinator.
 */
public interface BroadcastControl {

  /** The value of {@link Join#broadcast()} when the client was not in the broadcast before. */
  long NO_BROADCAST = 0;

  /**
   * The first frame of a broadcast stream, from the client: the request to join.
   *
   * @param bufferSize how many messages may wait for a reader with {@link OverflowPolicy#DROP_OLDEST}
   * @param sequence   the number of the last message of this sender
   * @param broadcast  the broadcast that this reader had joined before it lost its connection, {@link #NO_BROADCAST}
   *                   for none
   * @param position   the last position in it that this reader knows
   */
  record Join(String name, BroadcastRole role, boolean ownMessages, OverflowPolicy overflow, int bufferSize,
              long sequence, long broadcast, long position) implements ControlMessage {
    @Override
    public void write(Writer json) {
      json.put("name", name).put("role", WireWords.of(role)).put("ownMessages", ownMessages)
        .put("overflow", WireWords.of(overflow)).put("bufferSize", bufferSize).put("sequence", sequence)
        .put("broadcast", ChannelId.format(broadcast)).put("position", position);
    }

    static Join read(Fields json) {
      return new Join(json.string("name"), json.constant("role", BroadcastRole.values(), WireWords::of),
        json.bool("ownMessages"), json.constant("overflow", OverflowPolicy.values(), WireWords::of),
        json.integer("bufferSize"), json.number("sequence"), json.channel("broadcast"), json.number("position"));
    }
  }

  /**
   * The first frame of a broadcast stream in the other direction: the client has joined.
   *
   * @param broadcast    the id of the broadcast; another one if the broadcast was created again
   * @param position     how many messages were sent so far
   * @param dropped      how many of them were dropped for the client since it lost its connection
   * @param stallTimeout how many milliseconds without progress a reader may hold up the senders before it is cut off
   */
  record Joined(long broadcast, long position, long dropped, int maxMessageSize, int stallTimeout)
    implements ControlMessage {
    @Override
    public void write(Writer json) {
      json.put("broadcast", ChannelId.format(broadcast)).put("position", position).put("dropped", dropped)
        .put("maxMessageSize", maxMessageSize).put("stallTimeout", stallTimeout);
    }

    static Joined read(Fields json) {
      return new Joined(json.channel("broadcast"), json.number("position"), json.number("dropped"),
        json.integer("maxMessageSize"), json.integer("stallTimeout"));
    }
  }

  /**
   * From a client to the Coordinator: the reader on the stream with this QUIC stream id is slow, but takes messages.
   * QUIC alone would show this only after half a window.
   *
   * @param taken how many messages it has taken since it joined, including those that waited from before
   */
  record Progress(long stream, long taken) implements ControlMessage {
    @Override
    public void write(Writer json) {
      json.put("stream", stream).put("taken", taken);
    }

    static Progress read(Fields json) {
      return new Progress(json.number("stream"), json.number("taken"));
    }
  }

  /** From the Coordinator to a client: it has ended the subscription on the stream with this QUIC stream id. */
  record CutOff(long stream, int code, String message) implements ControlMessage {
    /** @return the reason */
    public ConecError error() {
      return FailureCode.error(code);
    }

    @Override
    public void write(Writer json) {
      json.put("stream", stream).put("code", code).putText("message", message);
    }

    static CutOff read(Fields json) {
      return new CutOff(json.number("stream"), json.integer("code"), json.text("message"));
    }
  }

  /** From a client to the Coordinator: asks for the number of senders and readers. */
  record Count(long request, String name) implements ControlMessage {
    @Override
    public void write(Writer json) {
      json.put("request", request).put("name", name);
    }

    static Count read(Fields json) {
      return new Count(json.number("request"), json.string("name"));
    }
  }

  /** The answer to a count. */
  record Counted(long request, int senders, int readers) implements ControlMessage.Reply {
    @Override
    public void write(Writer json) {
      json.put("request", request).put("senders", senders).put("readers", readers);
    }

    static Counted read(Fields json) {
      return new Counted(json.number("request"), json.integer("senders"), json.integer("readers"));
    }
  }
}
