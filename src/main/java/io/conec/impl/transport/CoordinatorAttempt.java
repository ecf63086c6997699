package io.conec.impl.transport;

import io.conec.ConecException;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.util.concurrent.Future;

import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.channels.UnsupportedAddressTypeException;

/**
 * One attempt to connect to a Coordinator. It also observes the datagrams below QUIC, to explain a failure to users.
 * Confined to the event loop.
 */
public final class CoordinatorAttempt {

  /** The responses so far. */
  public enum Seen {
    NOTHING,
    /** The system or a router reports that the address is unreachable. */
    UNREACHABLE,
    /** The host reports that nothing listens on the port. */
    CLOSED_PORT,
    /** A datagram from the address. */
    ANSWER
  }

  /** Notified once that the attempt has succeeded or failed. */
  public interface Listener {

    void established(CoordinatorAttempt attempt, QuicConnection connection);

    /** The attempt has failed; {@link CoordinatorAttempt#failure()} has the reason. */
    void failed(CoordinatorAttempt attempt);

    /** The attempt will hardly succeed, but it goes on in case that changes. */
    void unreachable(CoordinatorAttempt attempt);
  }

  private enum State { UNDER_WAY, ENDED }

  /** Used because the exception of the JDK has no message. */
  private static final String NO_SUCH_FAMILY = "this machine, or the socket, has no addresses of that family";

  private final InetSocketAddress remote;
  private final String where;
  private final Listener listener;
  private final FirstFlight firstFlight;
  private final PortProbe probe;
  private State state = State.UNDER_WAY;
  private Seen seen = Seen.NOTHING;
  private Throwable unreachableCause;
  private QuicChannel channel;
  private ConecException failure;

  CoordinatorAttempt(InetSocketAddress remote, String where, UdpEndpoint endpoint, Listener listener) {
    this.remote = remote;
    this.where = where;
    this.listener = listener;
    this.firstFlight = new FirstFlight(remote, endpoint);
    this.probe = new PortProbe(this::unreachable);
  }

  PortProbe probe() {
    return probe;
  }

  void connecting(QuicChannel channel) {
    this.channel = channel;
  }

  /**
   * QUIC sends a datagram to any address.
   *
   * @param accepted fails when the system refuses the datagram
   */
  void sent(DatagramPacket packet, ChannelPromise accepted) {
    if (!remote.equals(packet.recipient())) {
      return;
    }
    if (isUnderWay() && seen != Seen.ANSWER) {
      firstFlight.sent(packet.content());
    }
    if (!accepted.isVoid()) {
      accepted.addListener(this::written);
    }
  }

  void written(Future<?> accepted) {
    if (!accepted.isSuccess()) {
      unreachable(accepted.cause());
    }
  }

  /** A datagram has arrived from any address. */
  void received(DatagramPacket packet) {
    if (seen != Seen.ANSWER && remote.equals(packet.sender())) {
      seen = Seen.ANSWER;
      stopProbing();
    }
  }

  private void unreachable(Throwable cause) {
    if (isUnderWay() && seen == Seen.NOTHING) {
      seen = cause instanceof PortUnreachableException ? Seen.CLOSED_PORT : Seen.UNREACHABLE;
      unreachableCause = cause;
      listener.unreachable(this);
    }
  }

  void established(QuicConnection connection) {
    if (end()) {
      listener.established(this, connection);
    } else {
      connection.close(0, "");
    }
  }

  void failed(ConecException failure) {
    if (end()) {
      this.failure = failure;
      listener.failed(this);
    }
  }

  /** End the attempt; its result is no longer needed. */
  public void cancel() {
    if (end() && channel != null) {
      channel.close();
    }
  }

  /** The connection was established, but turned out to be useless. */
  public void useless(ConecException reason) {
    failure = reason;
  }

  private boolean end() {
    boolean first = isUnderWay();
    state = State.ENDED;
    stopProbing();
    return first;
  }

  private void stopProbing() {
    firstFlight.end();
    probe.end();
  }

  boolean isUnderWay() {
    return state == State.UNDER_WAY;
  }

  public Seen seen() {
    return seen;
  }

  /** @return whether the attempt will hardly succeed */
  public boolean isUnreachable() {
    return seen == Seen.UNREACHABLE || seen == Seen.CLOSED_PORT;
  }

  /** @return the address for messages to users */
  String where() {
    return where;
  }

  /** @return why the address is unreachable, as the system says */
  String unreachableReason() {
    return unreachableCause instanceof UnsupportedAddressTypeException ? NO_SUCH_FAMILY : unreachableCause.getMessage();
  }

  /** @return the reason, {@code null} while the attempt has not failed */
  public ConecException failure() {
    return failure;
  }
}
