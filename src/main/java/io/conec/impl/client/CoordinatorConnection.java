package io.conec.impl.client;

import io.conec.ClientOptions;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.impl.channel.KeepAlive;
import io.conec.impl.path.ClientDatagramRouter;
import io.conec.impl.stream.ControlStream;
import io.conec.impl.transport.QuicClose;
import io.conec.impl.transport.QuicConnection;
import io.conec.impl.transport.QuicStream;
import io.conec.impl.transport.UdpEndpoint;
import io.conec.impl.wire.ControlCodec;
import io.conec.impl.wire.ControlMessage.Failure;
import io.conec.impl.wire.ControlMessage.Hello;
import io.conec.impl.wire.ControlMessage.Reply;
import io.conec.impl.wire.ControlMessage.Shutdown;
import io.conec.impl.wire.ControlMessage.Welcome;
import io.conec.impl.wire.ControlMessage;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;

import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * The connection to the Coordinator. It connects again after a loss. Confined to the event loop.
 */
public final class CoordinatorConnection implements ControlStream.Listener {

  /** Notified of the events of the connection. */
  interface Listener {

    /** @param coordinatorAddress its address */
    void registered(Welcome welcome, InetSocketAddress coordinatorAddress);

    void lost(ConecException reason, ConnectionLoss loss);

    void message(ControlMessage message);
  }

  private enum State {
    /** There is no connection; the connector makes attempts. */
    CONNECTING,
    /** There is a connection, and the Coordinator has not answered the hello. */
    GREETING,
    REGISTERED,
    /** The client was closed, or has given up. */
    CLOSED
  }

  private final ContextInternal context;
  private final ClientOptions options;
  private final Listener listener;
  private final CoordinatorConnector connector;
  private final ConnectionCheck check;
  private final String instance = HexFormat.of().toHexDigits(new SecureRandom().nextLong());
  /** Changed on the event loop, read from any thread. */
  private volatile State state = State.CONNECTING;
  private QuicConnection connection;
  private ControlStream control;
  private ScheduledFuture<?> welcomeTimeout;
  private ConecException lastFailure;
  private long lastHeard;

  CoordinatorConnection(ContextInternal context, ClientOptions options, UdpEndpoint endpoint,
                        ClientDatagramRouter router, Supplier<ClientIdentity> identity, Listener listener) {
    this.context = context;
    this.options = options;
    this.listener = listener;
    this.check = new ConnectionCheck(context.nettyEventLoop(), router, this::useless);
    this.connector =
      new CoordinatorConnector(context, options, endpoint, router, identity, this::established, this::attemptFailed);
  }

  boolean isRegistered() {
    return state == State.REGISTERED;
  }

  /** @return why there is no connection after {@code connectTimeout} */
  ConecException timedOut() {
    return connector.timedOut(lastFailure);
  }

  void connect() {
    connector.startRound();
  }

  private void established(QuicConnection established) {
    state = State.GREETING;
    connection = established;
    established.closeHandler(this::connectionClosed);
    established.streamHandler(stream -> onControlFailure(new ConecException(ConecError.PROTOCOL_VIOLATION,
      "a Coordinator opens no streams")));
    welcomeTimeout = context.nettyEventLoop().schedule(() -> onControlFailure(new ConecException(
      ConecError.COORDINATOR_UNREACHABLE, "the Coordinator does not answer the hello")),
      CoordinatorConnector.ATTEMPT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    established.openStream((stream, failure) -> {
      if (connection == established && state == State.GREETING) {
        greet(stream, failure);
      }
    });
  }

  private void greet(QuicStream stream, Throwable failure) {
    if (failure != null) {
      onControlFailure(new ConecException(ConecError.INTERNAL, "no control stream: " + failure.getMessage(), failure));
      return;
    }
    control = new ControlStream(context.nettyEventLoop(), stream, null, this);
    control.start();
    control.send(new Hello(ControlCodec.VERSION, options.getId(), instance, options.isAcceptChannels()));
  }

  @Override
  public void onMessage(ControlMessage message) {
    if (message instanceof Failure failure) {
      onControlFailure(new ConecException(failure.error(), failure.message()));
    } else if (message instanceof Shutdown) {
      onControlFailure(new ConecException(ConecError.COORDINATOR_SHUTDOWN, "the Coordinator is shutting down"));
    } else if (isRegistered()) {
      listener.message(message);
    } else if (message instanceof Welcome welcome && welcome.version() == ControlCodec.VERSION) {
      welcome(welcome);
    } else if (message instanceof Welcome welcome) {
      onControlFailure(new ConecException(ConecError.VERSION_MISMATCH, "the Coordinator speaks version "
        + welcome.version() + " of the protocol, the client " + ControlCodec.VERSION));
    } else {
      onControlFailure(new ConecException(ConecError.PROTOCOL_VIOLATION,
        message.getClass().getSimpleName() + " came before the welcome"));
    }
  }

  private void welcome(Welcome welcome) {
    welcomeTimeout.cancel(false);
    state = State.REGISTERED;
    heard();
    check.begin(control, connection);
    control.watch(KeepAlive.interval(options, connection.peerIdleTimeout()), () -> lastHeard,
      connection.stats()::packetsReceived);
    listener.registered(welcome, connection.remoteAddress());
    if (isRegistered()) {
      connector.succeeded();
    }
  }

  /** Data has arrived on a stream of the connection. */
  public void heard() {
    lastHeard = System.nanoTime();
  }

  @Override
  public void onControlFailure(ConecException failure) {
    boolean gone = failure.error() == ConecError.PEER_LOST || failure.error() == ConecError.CHANNEL_CLOSED;
    lost(gone ? new ConecException(ConecError.COORDINATOR_LOST, failure.getMessage(), failure) : failure);
  }

  private void connectionClosed(QuicClose close) {
    if (connection != null && close.cause() != QuicClose.Cause.LOCAL) {
      onControlFailure(close.toException("the Coordinator"));
    }
  }

  private void lost(ConecException reason) {
    QuicConnection lost = connection;
    if (lost == null) {
      return;
    }
    connection = null;
    welcomeTimeout.cancel(false);
    if (control != null) {
      control.fail(new ConecException(ConecError.COORDINATOR_LOST, reason.getMessage(), reason));
      control = null;
    }
    lost.close(reason.error().code(), reason.getMessage());
    attemptFailed(reason);
  }

  private void attemptFailed(ConecException reason) {
    if (state == State.CLOSED) {
      return;
    }
    boolean wasRegistered = isRegistered();
    if (wasRegistered) {
      connector.lost(reason.error() == ConecError.COORDINATOR_SHUTDOWN);
    }
    lastFailure = reason;
    ConnectionLoss loss =
      ConnectionLoss.of(reason.error(), wasRegistered, wasRegistered || connector.hasSucceeded(), options);
    state = loss == ConnectionLoss.PERMANENT ? State.CLOSED : State.CONNECTING;
    if (loss != ConnectionLoss.TRANSIENT || wasRegistered) {
      listener.lost(reason, loss);
    }
    if (loss == ConnectionLoss.PERMANENT) {
      connector.close();
    } else if (reason.error() == ConecError.CERTIFICATE_REVOKED) {
      connector.retryAfterRevocation();
    } else {
      connector.tryNext(reason);
    }
  }

  /** Connect again to register another certificate; channels go on. */
  void reconnect(ConecException reason) {
    lost(reason);
    if (state != State.CLOSED) {
      connector.restartNow();
    }
  }

  /**
   * Check whether the Coordinator still knows this client: its address has refused to relay, or relays again.
   *
   * @param known called when it knows this client
   * @return {@code false} when the last check was too recent, or there is no connection
   */
  boolean probe(Runnable known) {
    return isRegistered() && check.hint(control, known);
  }

  /**
   * Peers do not answer over the relay. If there may be another Coordinator, check whether this one still answers.
   */
  void suspect() {
    if (isRegistered() && connector.mayReachAnother()) {
      check.suspect(control);
    }
  }

  /** The Coordinator's address is alive: end the delay before the next attempt. */
  void heardRelay() {
    if (state == State.CONNECTING || state == State.GREETING) {
      connector.skipDelay();
    }
  }

  /** The client's address has changed: a connection moves with the next packet, and an attempt starts again. */
  void addressChanged() {
    if (isRegistered()) {
      check(() -> { });
    } else if (state == State.CONNECTING) {
      connector.restartNow();
    }
  }

  /**
   * @param answered called when the Coordinator has read everything before; otherwise the client connects again
   */
  void check(Runnable answered) {
    check.check(control, answered);
  }

  private void useless(ControlStream checked, ConecException reason) {
    if (checked == control) {
      lost(reason);
    }
  }

  public void send(ControlMessage message) {
    if (isRegistered()) {
      control.send(message);
    }
  }

  public Future<ControlMessage> request(Class<? extends Reply> answer, LongFunction<ControlMessage> message,
    String what) {
    if (!isRegistered()) {
      return Future.failedFuture(notConnected());
    }
    return control.request(answer, message, options.getOpenTimeout(), what, "openTimeout");
  }

  /**
   * Open a stream on the connection, for a broadcast.
   *
   * @param handler called with the stream, or with the failure
   */
  public void openStream(BiConsumer<QuicStream, ConecException> handler) {
    if (!isRegistered()) {
      handler.accept(null, notConnected());
    } else if (!connection.canOpenStream()) {
      handler.accept(null, new ConecException(ConecError.LIMIT_EXCEEDED, "the Coordinator allows this client no more "
        + "broadcasts at a time (maxBroadcastsPerClient in broadcastLimits there)"));
    } else {
      QuicConnection asked = connection;
      connection.openStream((stream, failure) -> {
        if (asked != connection) {
          handler.accept(null, notConnected());
        } else {
          handler.accept(stream, failure == null ? null : new ConecException(ConecError.INTERNAL,
            "no QUIC stream can be opened: " + failure.getMessage(), failure));
        }
      });
    }
  }

  ConecException notConnected() {
    return new ConecException(ConecError.COORDINATOR_LOST,
      "the client is not connected to a Coordinator" + (lastFailure == null ? "" : ": " + lastFailure.getMessage()));
  }

  /** @return completed when the close was sent */
  Future<Void> close() {
    state = State.CLOSED;
    connector.close();
    if (connection == null) {
      return Future.succeededFuture();
    }
    welcomeTimeout.cancel(false);
    QuicConnection last = connection;
    ControlStream lastControl = control;
    // A check that fails with the stream must not take this for a lost connection.
    connection = null;
    control = null;
    if (lastControl != null) {
      lastControl.ask();
      lastControl.fail(new ConecException(ConecError.CLOSED, "the client was closed"));
    }
    return last.closeWhenAnswered(ConecError.NONE.code(), "");
  }
}
