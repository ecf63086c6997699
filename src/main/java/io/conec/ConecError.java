package io.conec;

import io.vertx.codegen.annotations.VertxGen;

/**
 * Why an operation failed, a stream ended, or a channel closed.
 * <p>
 * Each value has a {@linkplain #code() wire code}. It is the application error code of the QUIC connection close (RFC
 * 9000, section 19.19), the {@code code} of a {@code Failure} control message, and the failure code of the
 * {@link io.vertx.core.eventbus.ReplyException} that the event-bus bridge answers with. The codes are part of the
 * protocol and never change their meaning. The message of a {@link ConecException} tells more about the case.
 */
@VertxGen
public enum ConecError {

  /** Code 0. The normal end; no operation fails with this code. Nothing to do. */
  NONE(0, "ended in good order"),
  /**
   * Code 1. A defect or an unexpected condition at this or the other side. Read the message, the cause, and the log of
   * the side that reported it.
   */
  INTERNAL(1, "unexpected failure, see the log of the side that reported it"),
  /**
   * Code 2. The other side sent something that the protocol does not allow. Run compatible versions. If you do, report
   * the message as a bug.
   */
  PROTOCOL_VIOLATION(2, "the other side broke the protocol"),
  /** Code 3. The two sides have no protocol version in common. Update the older one. */
  VERSION_MISMATCH(3, "no protocol version in common, update the older side"),
  /** Code 4. An operation did not finish before its deadline. Try again, or raise the option that the message names. */
  TIMEOUT(4, "not done before the deadline"),
  /**
   * Code 5. This side has closed the client, Coordinator, channel or bridge. Create or open a new one if you still need
   * it.
   */
  CLOSED(5, "closed by this side"),
  /** Code 6. A limit was reached. Use less, or raise the option that the message names, at the side that it names. */
  LIMIT_EXCEEDED(6, "a limit was reached"),
  /**
   * Code 7. An option of this side cannot be used: a file is missing, of the wrong kind or accessible to other users, a
   * port is in use, or the native library of QUIC cannot be loaded. Trying again does not help: change the option that
   * the message names, then create another client or Coordinator.
   */
  CONFIGURATION(7, "an option of this side cannot be used"),

  /**
   * Code 16. The id is not valid. It must have 1 to 253 characters, each a letter, a digit, {@code -}, {@code .} or
   * {@code _}. Choose another id.
   */
  INVALID_ID(16, "not a valid id"),
  /**
   * Code 17. Another connected client has this id with another certificate. Choose another id, or stop the other
   * client. If both are the same client, give both the same {@code keyCertOptions}.
   */
  ID_IN_USE(17, "the id is in use by another client"),
  /**
   * Code 18. The other side showed no certificate. A client of this library always shows one, and the TLS handshake
   * refuses a client without one, so only other implementations cause this error. Set a certificate there.
   */
  CERTIFICATE_MISSING(18, "a certificate is needed"),
  /**
   * Code 19. The certificate, or one of its chain, has expired or is not valid yet. Check the clocks of both machines,
   * or issue a new certificate.
   */
  CERTIFICATE_EXPIRED(19, "the certificate is not valid at this time"),
  /**
   * Code 20. The certificate does not name the id or host that it is used for. Use the id in the certificate, address
   * the Coordinator by a name in its certificate ({@code serverNames} of a self-signed one), or issue a certificate for
   * this name.
   */
  CERTIFICATE_NAME_MISMATCH(20, "the certificate is for another name"),
  /**
   * Code 21. No trusted authority has signed the certificate (or it is not self-signed where no authority is
   * configured), its signature is wrong, or it breaks another rule for certificates: a weak key or signature, a chain
   * that is too long or not in order, or a usage or name that is not permitted. Set {@code trustOptions} of the client
   * to the certificate or authority of the Coordinator. Use a certificate of the authority in
   * {@code clientTrustOptions} or {@code peerTrustOptions}. For a weak key issue a new certificate (EC P-256, RSA 2048
   * or more).
   */
  CERTIFICATE_UNTRUSTED(21, "the certificate is not trusted"),
  /**
   * Code 23. The Coordinator no longer admits this client: its id or certificate is in {@code denyListPath}, or its
   * certificate in {@code crlPaths}, of the Coordinator. Ask the operator of the Coordinator, and use another
   * certificate.
   */
  CERTIFICATE_REVOKED(23, "the certificate or the id was revoked"),

  /**
   * Code 32. No Coordinator answered at any of the addresses; the message says what went wrong last. Check
   * {@code coordinators}, that the Coordinator runs, and that its UDP port is open.
   */
  COORDINATOR_UNREACHABLE(32, "no Coordinator answered"),
  /**
   * Code 33. The client is not connected to the Coordinator, or lost the connection during the operation. Try again
   * later: the client reconnects by itself.
   */
  COORDINATOR_LOST(33, "the connection to the Coordinator was lost"),
  /** Code 34. The Coordinator is shutting down. Try again later: the client reconnects by itself. */
  COORDINATOR_SHUTDOWN(34, "the Coordinator is shutting down"),
  /**
   * Code 35. A newer connection with the same id and the same certificate has replaced this one, and this client does
   * not reconnect. Run one process for each id, or close this client and create a new one to take the id back.
   */
  REPLACED(35, "a newer connection with the same certificate took over the id"),

  /**
   * Code 48. No client with this id is connected to the Coordinator. Check the id, start the peer, and check that both
   * use the same Coordinator.
   */
  PEER_UNKNOWN(48, "no such peer is connected"),
  /** Code 49. The peer does not accept channels. Set {@code acceptChannels} there, or let the peer open the channel. */
  CHANNEL_REFUSED(49, "the peer does not accept channels"),
  /**
   * Code 50. The peer showed another certificate than the one that the Coordinator introduced: somebody may intercept
   * the channel. Do not trust this network or this Coordinator until you know the cause. With {@code peerTrustOptions}
   * a client does not depend on the word of the Coordinator.
   */
  PEER_MISMATCH(50, "the peer showed another certificate than the one introduced"),
  /**
   * Code 51. The peer was lost: its process or network ended, or it has restarted. Open a new channel when the peer is
   * back.
   */
  PEER_LOST(51, "the peer was lost"),
  /** Code 52. The peer has closed the channel. Open a new channel, or the next stream, if the peer still runs. */
  CHANNEL_CLOSED(52, "the peer closed the channel"),
  /**
   * Code 53. The path policy is {@link PathPolicy#DIRECT_ONLY}, and the channel found no direct path to the peer within
   * {@code openTimeout}, or had none for {@code idleTimeout}; the message says what was tried. Or one end has
   * {@link PathPolicy#DIRECT_ONLY} and the other {@link PathPolicy#RELAY_ONLY}. Use {@link PathPolicy#AUTO}, or open a
   * UDP port at one of the two sides.
   */
  NO_DIRECT_PATH(53, "there is no direct path to the peer"),
  /**
   * Code 54. The Coordinator lets this client see no peers: no rule permits it, or there are no rules and no client
   * authority. Add a rule to {@code peerRules} of the Coordinator.
   */
  PEERS_NOT_PERMITTED(54, "the Coordinator lets this client see no peers"),

  /**
   * Code 64. The same side has an open stream with this id on this channel. Choose another id, or let the library
   * choose one.
   */
  STREAM_ID_IN_USE(64, "the stream id is in use"),
  /**
   * Code 65. The peer has no handler for streams of this protocol. Set a {@code streamHandler} there, for the
   * {@code protocol} of the stream.
   */
  STREAM_REFUSED(65, "the peer has no handler for such streams"),
  /**
   * Code 66. One side has reset the stream; {@link ConecException#applicationCode()} is the number that it gave. Ask
   * that application; messages that were not acknowledged may not have arrived.
   */
  STREAM_RESET(66, "the stream was reset"),
  /** Code 67. The stream is closed, or its writing side has ended. Open another stream. */
  STREAM_CLOSED(67, "the stream is closed"),
  /**
   * Code 68. The message is larger than {@code maxMessageSize} of the side that reads it. Send smaller messages, or
   * raise that option. For broadcasts it is in {@code broadcastLimits} of the Coordinator. A client cannot join a
   * broadcast as a reader while its own {@code maxMessageSize} is smaller than that.
   */
  MESSAGE_TOO_LARGE(68, "the message is too large"),

  /**
   * Code 80. Bridge: the address is not exported to this peer, or the event handler of a bridge denied the message. Add
   * the address to {@code exports} of the bridge there, check {@code peers} and {@code match} of that export, or let
   * the {@code bridgeEventHandler} permit the message.
   */
  BUS_NOT_PERMITTED(80, "the address is not exported to this peer"),
  /**
   * Code 81. Bridge: the peer is away. Try again later: the bridge opens its stream again by itself when the peer is
   * back.
   */
  BUS_PEER_AWAY(81, "the peer is away"),
  /**
   * Code 82. Bridge: too many messages are in flight to the peer. Send slower, or raise the option that the message
   * names.
   */
  BUS_OVERLOADED(82, "too many messages in flight"),
  /**
   * Code 83. Bridge: the body cannot be encoded or decoded. Register the same {@code MessageCodec} at both ends. If it
   * is registered, it has failed, and the message says why. For serialized objects list their classes in
   * {@code serializableTypes} of the bridge that reads them.
   */
  BUS_CODEC(83, "the body cannot be encoded or decoded"),

  /**
   * Code 96. No client is in a broadcast with this name, so there is nothing to count, or this client may not create
   * it. Check the name, wait until another client has joined, or add a rule with {@code create} to {@code rules} in
   * {@code broadcastLimits} of the Coordinator.
   */
  BROADCAST_UNKNOWN(96, "there is no such broadcast"),
  /**
   * Code 97. No rule of the Coordinator permits this client to read, or to write, this broadcast. Join with the other
   * {@code role}, or add a rule to {@code rules} in {@code broadcastLimits} of the Coordinator.
   */
  BROADCAST_NOT_PERMITTED(97, "the broadcast is not open to this client"),
  /**
   * Code 98. This reader has blocked the senders for {@code stallTimeout} of the Coordinator without taking a message,
   * so the Coordinator cut it off. Read faster, or join with {@link OverflowPolicy#DROP_OLDEST}; then join again.
   */
  BROADCAST_STALLED(98, "the reader has stalled and was cut off"),
  /**
   * Code 99. This client has joined the broadcast already. Share the {@link ConecBroadcast} inside the application, or
   * use another client.
   */
  BROADCAST_ALREADY_JOINED(99, "this client is in the broadcast already");

  private static final ConecError[] VALUES = values();

  private final int code;
  private final String description;

  ConecError(int code, String description) {
    this.code = code;
    this.description = description;
  }

  /**
   * @return the code of this error on the wire
   */
  public int code() {
    return code;
  }

  /**
   * @return the meaning of this error in a few words
   */
  public String description() {
    return description;
  }

  /**
   * The error with the given wire code.
   *
   * @param code a code read from the wire
   * @return the error, {@link #INTERNAL} when the code is not known to this version
   */
  public static ConecError of(long code) {
    for (ConecError error : VALUES) {
      if (error.code == code) {
        return error;
      }
    }
    return INTERNAL;
  }
}
