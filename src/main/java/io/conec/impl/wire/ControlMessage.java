package io.conec.impl.wire;

import io.conec.ConecError;
import io.conec.PathPolicy;
import io.conec.impl.wire.Fields.Writer;

import java.util.List;

/**
 * The messages of control streams, and those that open data streams. Those about broadcasts are in
 * {@link BroadcastControl}, those about who is connected in {@link PresenceControl}.
 */
public interface ControlMessage {

  /** Put the fields of this message into its JSON object. */
  void write(Writer json);

  /** The answer to the message that carried the same request number. */
  interface Reply extends ControlMessage {
    long request();
  }

  /** First message of a client to the Coordinator: who it is. {@code instance} tells a restart from a reconnect. */
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

  /** Answer to a hello: the address seen, and the authorities that peers must be signed by (DER; empty for none). */
  record Welcome(int version, String address, List<byte[]> peerTrust) implements ControlMessage {
    @Override
    public void write(Writer json) {
      json.put("version", version).put("address", address).put("peerTrust", peerTrust);
    }

    static Welcome read(Fields json) {
      return new Welcome(json.integer("version"), json.string("address"), json.binaries("peerTrust"));
    }
  }

  /** A request failed, or, with request 0, the whole connection did. */
  record Failure(long request, int code, String message) implements Reply {
    /** Why. */
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

  /** Asks for a pong with the same request number. */
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

  /** Client to Coordinator: introduce me to that peer. */
  record Open(long request, String peer) implements ControlMessage {
    @Override
    public void write(Writer json) {
      json.put("request", request).put("peer", peer);
    }

    static Open read(Fields json) {
      return new Open(json.number("request"), json.string("peer"));
    }
  }

  /** Answer to an open: the peer is ready to accept this channel with this certificate (DER). */
  record Opened(long request, long channel, byte[] certificate) implements Reply {
    @Override
    public void write(Writer json) {
      json.put("request", request).put("channel", ChannelId.format(channel)).put("certificate", certificate);
    }

    static Opened read(Fields json) {
      return new Opened(json.number("request"), json.channel("channel"), json.binary("certificate"));
    }
  }

  /** Coordinator to client: that peer is about to connect to you, with this certificate (DER). */
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

  /** Answer to an introduction: ready. */
  record Introduced(long request) implements Reply {
    @Override
    public void write(Writer json) {
      json.put("request", request);
    }

    static Introduced read(Fields json) {
      return new Introduced(json.number("request"));
    }
  }

  /** The channel is over: nothing is forwarded for it any more. */
  record ChannelClosed(long channel, int code) implements ControlMessage {
    @Override
    public void write(Writer json) {
      json.put("channel", ChannelId.format(channel)).put("code", code);
    }

    static ChannelClosed read(Fields json) {
      return new ChannelClosed(json.channel("channel"), json.integer("code"));
    }
  }

  /** Client to Coordinator after a reconnect: this channel still lives. */
  record Claim(long channel, String peer, boolean initiator) implements ControlMessage {
    @Override
    public void write(Writer json) {
      json.put("channel", ChannelId.format(channel)).put("peer", peer).put("initiator", initiator);
    }

    static Claim read(Fields json) {
      return new Claim(json.channel("channel"), json.string("peer"), json.bool("initiator"));
    }
  }

  /** Coordinator to client: it is going away. */
  record Shutdown() implements ControlMessage {
    @Override
    public void write(Writer json) {
      // has no fields
    }

    static Shutdown read(Fields json) {
      return new Shutdown();
    }
  }

  /** Coordinator to client: your datagrams come from this address now. */
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
   * First message of each side on the control stream of a peer channel.
   *
   * @param paths       which paths it allows
   * @param idleTimeout how many milliseconds the channel may be silent for it
   */
  record Greeting(int version, PathPolicy paths, long idleTimeout) implements ControlMessage {

    /** As of the option. */
    private static final long MIN_IDLE_TIMEOUT = 1000;

    @Override
    public void write(Writer json) {
      json.put("version", version).put("paths", WireWords.of(paths)).put("idleTimeout", idleTimeout);
    }

    static Greeting read(Fields json) {
      return new Greeting(json.integer("version"), json.constant("paths", PathPolicy.values(), WireWords::of),
        json.number("idleTimeout", MIN_IDLE_TIMEOUT));
    }
  }

  /**
   * Where the sender may be reached without the Coordinator, and how probes for it are addressed and authenticated. It
   * starts a round of checks.
   */
  record Candidates(long id, byte[] key, List<String> addresses) implements ControlMessage {
    @Override
    public void write(Writer json) {
      json.put("id", ChannelId.format(id)).put("key", key).putTexts("addresses", addresses);
    }

    static Candidates read(Fields json) {
      return new Candidates(json.channel("id"), json.binary("key"), json.strings("addresses"));
    }
  }

  /** First frame of a data stream, from the side that opens it. */
  record StreamOpen(long stream, String protocol, int maxMessageSize) implements ControlMessage {
    @Override
    public void write(Writer json) {
      json.put("stream", stream).put("protocol", protocol).put("maxMessageSize", maxMessageSize);
    }

    static StreamOpen read(Fields json) {
      return new StreamOpen(json.number("stream"), json.string("protocol"), json.integer("maxMessageSize"));
    }
  }

  /** First frame of a data stream in the other direction: accepted. */
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
   * The sender is done with what it reads from this stream, by its QUIC stream id: its handlers have taken all messages
   * and the end, or it has seen that the receiver gave the stream up.
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
   * The stream, by its QUIC stream id, is given up; {@code code} says why, {@code application} is the application's own
   * number.
   */
  record StreamReset(long stream, int code, long application, String message) implements ControlMessage {
    /** Why. */
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
