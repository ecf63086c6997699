package io.conec.impl.wire;

import io.conec.BroadcastRole;
import io.conec.ConecError;
import io.conec.OverflowPolicy;
import io.conec.impl.wire.Fields.Writer;

/**
 * The control messages about broadcasts, between a client and the Coordinator.
 */
public interface BroadcastControl {

  /** What {@link Join#broadcast()} is when the client was not in the broadcast before. */
  long NO_BROADCAST = 0;

  /**
   * First frame of a broadcast stream, from the client: let me in.
   *
   * @param bufferSize how many messages may wait for a reader that lets the oldest be dropped
   * @param sequence   how many messages this sender has numbered so far
   * @param broadcast  the broadcast that this reader was in before it lost its connection, {@link #NO_BROADCAST} for
   *                   none
   * @param position   the last position there that this reader knows of
   */
  record Join(String name, BroadcastRole role, boolean ownMessages, OverflowPolicy overflow, int bufferSize,
    long sequence,
              long broadcast, long position) implements ControlMessage {
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
   * First frame of a broadcast stream in the other direction: you are in.
   *
   * @param broadcast    another one when the broadcast has begun anew
   * @param position     how many messages were sent there so far
   * @param dropped      how many of them were dropped for the client since it lost its connection
   * @param stallTimeout after how many milliseconds without progress a reader that holds up the senders is cut
   *                     off
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
   * Client to Coordinator: the reader on this stream, by its QUIC stream id, is slow, but takes messages. QUIC itself
   * would say so only after half a window.
   *
   * @param taken how many messages it has taken since it joined, those included that waited from before
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

  /** Coordinator to client: you are not in the broadcast any more that this stream, by its QUIC stream id, was for. */
  record CutOff(long stream, int code, String message) implements ControlMessage {
    /** Why. */
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

  /** Client to Coordinator: how many are in there? */
  record Count(long request, String name) implements ControlMessage {
    @Override
    public void write(Writer json) {
      json.put("request", request).put("name", name);
    }

    static Count read(Fields json) {
      return new Count(json.number("request"), json.string("name"));
    }
  }

  /** Answer to a count. */
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
