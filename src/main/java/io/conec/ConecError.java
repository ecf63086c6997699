package io.conec;

import io.vertx.codegen.annotations.VertxGen;

/**
 * Why an operation failed, a stream ended or a channel closed.
 * <p>
 * Each value has a {@linkplain #code() wire code}: the application error code of the QUIC connection close
 * (RFC 9000, section 19.19), the {@code code} of a {@code Failure} control message, and the failure code of the
 * {@link io.vertx.core.eventbus.ReplyException} that the event-bus bridge answers with. The codes are part of the
 * protocol and never change their meaning.
 */
@VertxGen
public enum ConecError {

  /** Ended in good order; never the code of a failed operation. */
  NONE(0, "ended in good order"),
  /** A defect or an unexpected condition of this or the other side; the message and the cause tell more. */
  INTERNAL(1, "unexpected failure, see the log of the side that reported it"),
  /** The other side sent something that the protocol does not allow; both sides should run compatible versions. */
  PROTOCOL_VIOLATION(2, "the other side broke the protocol"),
  /** The two sides have no protocol version in common: update the older one. */
  VERSION_MISMATCH(3, "no protocol version in common, update the older side"),
  /** An operation did not finish before its deadline; the message names the option that sets the deadline. */
  TIMEOUT(4, "not done before the deadline"),
  /** The client, coordinator, channel or bridge was closed by this side. */
  CLOSED(5, "closed by this side"),
  /** A limit was reached; the message names the option that sets the limit. */
  LIMIT_EXCEEDED(6, "a limit was reached"),

  /** An id must have 1 to 253 characters, each a letter, a digit, {@code -}, {@code .} or {@code _}. */
  INVALID_ID(16, "not a valid id"),
  /** Another live client holds this id with another certificate: choose another id or stop the other client. */
  NAME_IN_USE(17, "the id is in use by another client"),
  /** The other side showed no certificate. */
  CERTIFICATE_MISSING(18, "a certificate is needed"),
  /** The certificate is expired or not yet valid: check the clocks, issue a new one. */
  CERTIFICATE_EXPIRED(19, "the certificate is not valid at this time"),
  /** The certificate is for other names than the id or host that it is used for. */
  CERTIFICATE_NAME_MISMATCH(20, "the certificate is for another name"),
  /** The certificate is not signed by a trusted authority, or its own signature is wrong. */
  CERTIFICATE_UNTRUSTED(21, "the certificate is not trusted"),

  /** No Coordinator answered at any of the addresses given. */
  COORDINATOR_UNREACHABLE(32, "no Coordinator answered"),
  /** The connection to the Coordinator was lost while the operation was under way; the client reconnects by itself. */
  COORDINATOR_LOST(33, "the connection to the Coordinator was lost"),
  /** The Coordinator is shutting down; the client reconnects by itself. */
  COORDINATOR_SHUTDOWN(34, "the Coordinator is shutting down"),
  /** A newer connection with the same id and the same certificate took the place of this one. */
  REPLACED(35, "a newer connection with the same certificate took over the id"),

  /** No client with that id is connected to the Coordinator now. */
  PEER_UNKNOWN(48, "no such peer is connected"),
  /** The peer does not accept channels ({@code acceptChannels} is {@code false} there). */
  PEER_REFUSED(49, "the peer does not accept channels"),
  /** The peer showed another certificate than the one that the Coordinator introduced: somebody is in between. */
  PEER_MISMATCH(50, "the peer showed another certificate than the one introduced"),
  /** The peer was lost: its process or network ended, or it was started anew. */
  PEER_LOST(51, "the peer was lost"),
  /** The channel was closed by the peer. */
  CHANNEL_CLOSED(52, "the peer closed the channel"),

  /** A stream with this id, opened by the same side, is open on this channel: choose another id or let it be chosen. */
  STREAM_ID_IN_USE(64, "the stream id is in use"),
  /** The peer has no handler for streams of this protocol. */
  STREAM_REFUSED(65, "the peer has no handler for such streams"),
  /** The stream was reset by one of its sides; {@link ConecException#applicationCode()} is the code given there. */
  STREAM_RESET(66, "the stream was reset"),
  /** The stream is closed, or its writing side has ended. */
  STREAM_CLOSED(67, "the stream is closed"),
  /** A message is larger than {@code maxMessageSize} of the side that reads it. */
  MESSAGE_TOO_LARGE(68, "the message is too large"),

  /** Bridge: the address is not exported to this peer. */
  BUS_NOT_PERMITTED(80, "the address is not exported to this peer"),
  /** Bridge: the peer is away; requests work again by themselves when it is back. */
  BUS_PEER_AWAY(81, "the peer is away"),
  /** Bridge: too many messages are in flight to the peer; the message names the option. */
  BUS_OVERLOADED(82, "too many messages in flight"),
  /** Bridge: the message codec of the body is not registered, or it failed. */
  BUS_CODEC(83, "the body can not be encoded or decoded");

  private static final ConecError[] VALUES = values();

  private final int code;
  private final String sentence;

  ConecError(int code, String sentence) {
    this.code = code;
    this.sentence = sentence;
  }

  /**
   * @return the code of this error on the wire
   */
  public int code() {
    return code;
  }

  /**
   * @return what it means, in a few words
   */
  public String sentence() {
    return sentence;
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
