package io.conec.impl.transport;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.impl.wire.FailureCode;

/**
 * The end of a QUIC connection.
 *
 * @param cause  which side or event ended it
 * @param code   the code of the close frame (RFC 9000, section 19.19), 0 when there was none
 * @param reason the reason phrase of the close frame, or a local one
 */
public record QuicClose(Cause cause, long code, String reason) {

  /** The causes of the end of a connection. */
  public enum Cause {
    /** This side closed it. */
    LOCAL,
    /** The other side closed it with an application error code. */
    PEER,
    /** The QUIC or TLS layer of the other side closed it. */
    PEER_TRANSPORT,
    /** Nothing was received within the idle time-out. */
    TIMEOUT,
    /** The socket was closed, or the QUIC or TLS layer of this side closed it. */
    TRANSPORT
  }

  /**
   * @param peer the other end, for the message
   * @return the failure of the pending operations
   */
  public ConecException toException(String peer) {
    return switch (cause) {
      case LOCAL -> code == ConecError.NONE.code()
        ? new ConecException(ConecError.CLOSED, "closed by this side")
        : new ConecException(ConecError.of(code), reason);
      case PEER -> code == ConecError.NONE.code()
        ? new ConecException(ConecError.CHANNEL_CLOSED, peer + " closed the connection")
        : new ConecException(FailureCode.error(code),
          reason.isEmpty() ? peer + ": " + FailureCode.error(code).description() : reason);
      case TIMEOUT -> new ConecException(ConecError.PEER_LOST, "nothing was heard from " + peer + " for idleTimeout");
      case PEER_TRANSPORT -> new ConecException(ConecError.PROTOCOL_VIOLATION,
        peer + " ended the connection with QUIC error 0x" + Long.toHexString(code)
          + (reason.isEmpty() ? "" : ": " + reason));
      case TRANSPORT -> new ConecException(ConecError.PEER_LOST, "the connection to " + peer + " ended: " + reason);
    };
  }
}
