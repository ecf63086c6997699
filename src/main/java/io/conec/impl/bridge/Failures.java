package io.conec.impl.bridge;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.impl.util.Printable;
import io.conec.impl.wire.WireException;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;

import java.util.List;

/**
 * The only class that translates errors of this library to failures of the event bus.
 */
public final class Failures {

  private Failures() {
  }

  public static ReplyException of(ConecError error, String message) {
    ReplyFailure type = error == ConecError.BUS_NOT_PERMITTED ? ReplyFailure.RECIPIENT_FAILURE : ReplyFailure.ERROR;
    return new ReplyException(type, error.code(), message);
  }

  public static ReplyException of(Throwable failure) {
    if (failure instanceof ReplyException reply) {
      return reply;
    }
    return of(error(failure), failure.getMessage() == null ? failure.toString() : failure.getMessage());
  }

  public static ConecError error(Throwable failure) {
    if (failure instanceof ConecException conec) {
      return conec.error();
    }
    return failure instanceof WireException ? ConecError.LIMIT_EXCEEDED : ConecError.INTERNAL;
  }

  /** A stream to the peer could not be opened. */
  static ConecException noStream(String peer, Throwable reason) {
    return error(reason) == ConecError.LIMIT_EXCEEDED
      ? new ConecException(ConecError.LIMIT_EXCEEDED, "no stream to peer '" + peer + "': " + reason.getMessage())
      : peerAway(peer, reason);
  }

  static ConecException peerAway(String peer, Throwable reason) {
    if (reason != null && error(reason) == ConecError.STREAM_REFUSED) {
      return new ConecException(ConecError.BUS_PEER_AWAY,
        "peer '" + peer + "' is away: it has no bridge, start a ConecBridge there, or run 'conec serve'");
    }
    String why = reason == null ? "its stream has ended" : reason.getMessage();
    return new ConecException(ConecError.BUS_PEER_AWAY, "peer '" + peer + "' is away: " + why);
  }

  /** A write has failed. */
  static Throwable notSent(String peer, Throwable failure) {
    return error(failure) == ConecError.MESSAGE_TOO_LARGE ? failure : peerAway(peer, failure);
  }

  static ConecException notPermitted(String address, String peer) {
    return new ConecException(ConecError.BUS_NOT_PERMITTED,
      "address '" + Printable.reason(address) + "' is not exported to peer '" + peer
        + "' for such messages: see exports of the bridge there");
  }

  static ConecException notExported(String address, String peer, String id) {
    return new ConecException(ConecError.BUS_NOT_PERMITTED, "address '" + Printable.reason(address) + "' of peer '"
      + peer + "' is not exported to '" + id + "': see exports of the bridge there");
  }

  static ReplyException noConsumer(String address, String peer) {
    return new ReplyException(ReplyFailure.NO_HANDLERS,
      "address '" + Printable.reason(address) + "' has no consumer at peer '" + peer + "'");
  }

  static ConecException loop(String address, String id) {
    return new ConecException(ConecError.BUS_NOT_PERMITTED,
      "a message for address '" + Printable.reason(address) + "' has passed '" + id + "' before");
  }

  static ConecException noRoute(String address, List<String> ids) {
    return new ConecException(ConecError.BUS_PEER_AWAY, "no import with localAddress '" + Printable.reason(address)
      + "' leads to all of " + ids + " now");
  }

  /**
   * @param reason the refusal of an {@link Events.Decision}
   */
  static ConecException denied(ConecError reason, String address, String peer) {
    return new ConecException(reason, "the event handler of the bridge "
      + (reason == ConecError.CLOSED ? "had not decided in time on" : "denied") + " a message between peer '"
      + peer + "' and address '" + Printable.reason(address) + "'");
  }

  static ConecException overloaded(String what, String option, String owner) {
    return new ConecException(ConecError.BUS_OVERLOADED,
      what + ": send slower, or raise " + option + " of the " + owner, null, option);
  }

  public static ConecException codec(String message, Throwable cause) {
    String why = cause == null ? "" : ": " + (cause.getMessage() == null ? cause : cause.getMessage());
    return new ConecException(ConecError.BUS_CODEC, Printable.reason(message + why), cause);
  }

  /** A codec could not copy the body for a consumer, or its type has no codec. */
  public static ConecException undeliverable(Throwable cause) {
    return cause instanceof ConecException conec ? conec
      : codec("the event bus of the receiver does not accept the body", cause);
  }

  static ConecException discarded(String address) {
    return new ConecException(ConecError.BUS_OVERLOADED, "a consumer of address '" + Printable.reason(address)
      + "' has not buffered the message: send slower, or raise its maxBufferedMessages");
  }

  static ConecException closed(String address) {
    return new ConecException(ConecError.CLOSED, "the import of address '" + address + "' is closed");
  }

  static ConecException bridgeClosed() {
    return new ConecException(ConecError.CLOSED, "the bridge is closed");
  }
}
