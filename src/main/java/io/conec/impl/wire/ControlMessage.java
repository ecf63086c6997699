package io.conec.impl.wire;

import io.conec.ConecError;
import io.conec.PathPolicy;
import io.conec.impl.wire.Fields.Writer;

import java.util.List;

/**
 * The messages of control streams, and those that open data streams. The messages for broadcasts are in {@link
 * BroadcastControl}, those for presence in {@link PresenceControl}.
 */
public interface ControlMessage {

  /** Write the fields of this message to its JSON object. */
  void write(Writer json);

  /** The answer to the message with the same request number. */
  interface Reply extends ControlMessage {
    long request();
  }

  /** The first message of a client to the Coordinator. {@code instance} distinguishes a restart from a reconnect. */
  record Hello(int version, String id, String instance, boolean acceptChannels) implements ControlMessage {
    @Override
    public void write(Writer json) {
      json.put("version", version).put("id", id).put("instance", instance).put("acceptChannels", acceptChannels);
    }

    static Hello read(Fields json) {
      return new Hello(json.integer("version"), json.string("id"), json.string("instance"),
        json.bool("acceptChannels"));
    }
  }

  /** The answer to a hello: the observed address of the client, and the authorities of peers (DER; empty for none). */
  record Welcome(int version, String address, List<byte[]> peerTrust) implements ControlMessage {
    @Override
    public void write(Writer json) {
      json.put("version", version).put("address", address).put("peerTrust", peerTrust);
    }

    static Welcome read(Fields json) {
      return new Welcome(json.integer("version"), json.string("address"), json.binaries("peerTrust"));
    }
  }

  /** A request has failed, or, with request 0, the whole connection. */
  record Failure(long request, int code, String message) implements Reply {
    /** @return the reason */
    public ConecError error() {
      return FailureCode.error(code);
    }

    @Override
    public void write(Writer json) {
      json.put("request", request).put("code", code).putText("message", message);
    }

    static Failure read(Fields json) {
      return new Failure(json.number("request"), json.integer("code"), json.text("message"));
    }
  }

  /** Requests a pong with the same request number. */
  record Ping(long request) implements ControlMessage {
    @Override
    public void write(Writer json) {
      json.put("request", request);
    }

    static Ping read(Fields json) {
      return new Ping(json.number("request"));
    }
  }

  record Pong(long request) implements Reply {
    @Override
    public void write(Writer json) {
      json.put("request", request);
    }

    static Pong read(Fields json) {
      return new Pong(json.number("request"));
    }
  }

  /** From a client to the Coordinator: requests an introduction to a peer. */
  record Open(long request, String peer) implements ControlMessage {
    @Override
    public void write(Writer json) {
      json.put("request", request).put("peer", peer);
    }

    static Open read(Fields json) {
      return new Open(json.number("request"), json.string("peer"));
    }
  }

  /** The answer to an open: the peer is ready to accept this channel, and has this certificate (DER). */
  record Opened(long request, long channel, byte[] certificate) implements Reply {
    @Override
    public void write(Writer json) {
      json.put("request", request).put("channel", ChannelId.format(channel)).put("certificate", certificate);
    }

    static Opened read(Fields json) {
      return new Opened(json.number("request"), json.channel("channel"), json.binary("certificate"));
    }
  }

  /** From the Coordinator to a client: a peer with this certificate (DER) is about to connect. */
  record Introduce(long request, long channel, String peer, byte[] certificate) implements ControlMessage {
    @Override
    public void write(Writer json) {
      json.put("request", request).put("channel", ChannelId.format(channel)).put("peer", peer)
        .put("certificate", certificate);
    }

    static Introduce read(Fields json) {
      return new Introduce(json.number("request"), json.channel("channel"), json.string("peer"),
        json.binary("certificate"));
    }
  }

  /** The answer to an introduction: the client is ready. */
  record Introduced(long request) implements Reply {
    @Override
    public void write(Writer json) {
      json.put("request", request);
    }

    static Introduced read(Fields json) {
      return new Introduced(json.number("request"));
    }
  }

  /** The channel has ended: its datagrams are no longer forwarded. */
  record ChannelClosed(long channel, int code) implements ControlMessage {
    @Override
    public void write(Writer json) {
      json.put("channel", ChannelId.format(channel)).put("code", code);
    }

    static ChannelClosed read(Fields json) {
      return new ChannelClosed(json.channel("channel"), json.integer("code"));
    }
  }

  /** From a client to the Coordinator after a reconnect: this channel is still open. */
  record Claim(long channel, String peer, boolean initiator) implements ControlMessage {
    @Override
    public void write(Writer json) {
      json.put("channel", ChannelId.format(channel)).put("peer", peer).put("initiator", initiator);
    }

    static Claim read(Fields json) {
      return new Claim(json.channel("channel"), json.string("peer"), json.bool("initiator"));
    }
  }

  /** From the Coordinator to a client: the Coordinator is shutting down. */
  record Shutdown() implements ControlMessage {
    @Override
    public void write(Writer json) {
      // has no fields
    }

    static Shutdown read(Fields json) {
      return new Shutdown();
    }
  }

  /** From the Coordinator to a client: the present source address of its datagrams. */
  record Observed(String address) implements ControlMessage {
    @Override
    public void write(Writer json) {
      json.put("address", address);
    }

    static Observed read(Fields json) {
      return new Observed(json.string("address"));
    }
  }

  /**
   * The first message of each side on the control stream of a peer channel.
   *
   * @param paths       the paths that this side allows
   * @param idleTimeout its idle time-out in milliseconds
   */
  record Greeting(int version, PathPolicy paths, long idleTimeout) implements ControlMessage {

    /** The minimum of the option. */
    private static final long MIN_IDLE_TIMEOUT_MILLIS = 1000;

    @Override
    public void write(Writer json) {
      json.put("version", version).put("paths", WireWords.of(paths)).put("idleTimeout", idleTimeout);
    }

    static Greeting read(Fields json) {
      return new Greeting(json.integer("version"), json.constant("paths", PathPolicy.values(), WireWords::of),
        json.number("idleTimeout", MIN_IDLE_TIMEOUT_MILLIS));
    }
  }

  /** The candidates of the sender, with the id and the key of probes to it. The message starts a round of checks. */
  record Candidates(long id, byte[] key, List<String> addresses) implements ControlMessage {
    @Override
    public void write(Writer json) {
      json.put("id", ChannelId.format(id)).put("key", key).putTexts("addresses", addresses);
    }

    static Candidates read(Fields json) {
      return new Candidates(json.channel("id"), json.binary("key"), json.strings("addresses"));
    }
  }

  /** The first frame of a data stream, from the side that opens it. */
  record StreamOpen(long stream, String protocol, int maxMessageSize) implements ControlMessage {
    @Override
    public void write(Writer json) {
      json.put("stream", stream).put("protocol", protocol).put("maxMessageSize", maxMessageSize);
    }

    static StreamOpen read(Fields json) {
      return new StreamOpen(json.number("stream"), json.string("protocol"), json.integer("maxMessageSize"));
    }
  }

  /** The first frame of a data stream in the other direction: the stream is accepted. */
  record StreamAccepted(int maxMessageSize) implements ControlMessage {
    @Override
    public void write(Writer json) {
      json.put("maxMessageSize", maxMessageSize);
    }

    static StreamAccepted read(Fields json) {
      return new StreamAccepted(json.integer("maxMessageSize"));
    }
  }

  /**
   * The sender has finished reading the stream with this QUIC stream id: its handlers have taken all messages and the
   * end, or it knows that the receiver has reset the stream.
   */
  record StreamEnded(long stream) implements ControlMessage {
    @Override
    public void write(Writer json) {
      json.put("stream", stream);
    }

    static StreamEnded read(Fields json) {
      return new StreamEnded(json.number("stream"));
    }
  }

  /**
   * The stream with this QUIC stream id is reset; {@code code} is the reason, {@code application} a number of the
   * application.
   */
  record StreamReset(long stream, int code, long application, String message) implements ControlMessage {
    /** @return the reason */
    public ConecError error() {
      return FailureCode.error(code);
    }

    @Override
    public void write(Writer json) {
      json.put("stream", stream).put("code", code).put("application", application).putText("message", message);
    }

    static StreamReset read(Fields json) {
      return new StreamReset(json.number("stream"), json.integer("code"), json.number("application"),
        json.text("message"));
    }
  }
}
