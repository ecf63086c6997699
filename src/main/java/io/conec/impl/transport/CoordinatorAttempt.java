package io.conec.impl.transport;

import io.conec.ConecException;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.util.concurrent.Future;

import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.channels.UnsupportedAddressTypeException;

/**
 * One attempt to connect to a Coordinator, and what is seen of it below QUIC, which tells people why it failed. On the
 * event loop.
 */
public final class CoordinatorAttempt {

  /** What has come back. */
  public enum Seen {
    NOTHING,
    /** The system, or a router, says that nothing gets there. */
    OBSTACLE,
    /** The machine says that nothing listens to the port. */
    CLOSED_PORT,
    /** A datagram of whoever is there. */
    ANSWER
  }

  /** Hears one of the first two, and then nothing more. */
  public interface Listener {

    void established(CoordinatorAttempt attempt, QuicConnection connection);

    /** {@link #failure()} says why. */
    void failed(CoordinatorAttempt attempt);

    /** It will hardly succeed; but it goes on, in case that changes. */
    void obstructed(CoordinatorAttempt attempt);
  }

  private enum State { UNDER_WAY, ENDED }

  /** The JDK's exception has no text. */
  private static final String NO_SUCH_FAMILY = "this machine, or the socket, has no addresses of that family";

  private final InetSocketAddress remote;
  private final String where;
  private final Listener listener;
  private final FirstFlight firstFlight;
  private final PortProbe probe;
  private State state = State.UNDER_WAY;
  private Seen seen = Seen.NOTHING;
  private Throwable obstacle;
  private QuicChannel channel;
  private ConecException failure;

  CoordinatorAttempt(InetSocketAddress remote, String where, UdpEndpoint endpoint, Listener listener) {
    this.remote = remote;
    this.where = where;
    this.listener = listener;
    this.firstFlight = new FirstFlight(remote, endpoint);
    this.probe = new PortProbe(this::obstructed);
  }

  PortProbe probe() {
    return probe;
  }

  void connecting(QuicChannel channel) {
    this.channel = channel;
  }

  /** QUIC sends a datagram there. */
  void sent(DatagramPacket packet) {
    if (isUnderWay() && seen != Seen.ANSWER) {
      firstFlight.sent(packet.content());
    }
  }

  /** The system has taken a datagram, or not. */
  void written(Future<?> written) {
    if (!written.isSuccess()) {
      obstructed(written.cause());
    }
  }

  void received() {
    if (seen != Seen.ANSWER) {
      seen = Seen.ANSWER;
      stopLooking();
    }
  }

  private void obstructed(Throwable cause) {
    if (isUnderWay() && seen == Seen.NOTHING) {
      seen = cause instanceof PortUnreachableException ? Seen.CLOSED_PORT : Seen.OBSTACLE;
      obstacle = cause;
      listener.obstructed(this);
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

  /** It is not wanted any more. */
  public void cancel() {
    if (end() && channel != null) {
      channel.close();
    }
  }

  /** The connection came about, and was of no use. */
  public void useless(ConecException reason) {
    failure = reason;
  }

  private boolean end() {
    boolean first = isUnderWay();
    state = State.ENDED;
    stopLooking();
    return first;
  }

  private void stopLooking() {
    firstFlight.end();
    probe.end();
  }

  boolean isUnderWay() {
    return state == State.UNDER_WAY;
  }

  boolean isTo(InetSocketAddress address) {
    return remote.equals(address);
  }

  public Seen seen() {
    return seen;
  }

  /** @return whether it will hardly succeed */
  public boolean isObstructed() {
    return seen == Seen.OBSTACLE || seen == Seen.CLOSED_PORT;
  }

  /** @return the address for people */
  String where() {
    return where;
  }

  /** @return why nothing gets there, in words of the system */
  String obstacle() {
    return obstacle instanceof UnsupportedAddressTypeException ? NO_SUCH_FAMILY : obstacle.getMessage();
  }

  /** @return {@code null} while it has not failed */
  public ConecException failure() {
    return failure;
  }
}
