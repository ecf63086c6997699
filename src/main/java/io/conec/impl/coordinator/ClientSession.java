package io.conec.impl.coordinator;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.CoordinatorOptions;
import io.conec.impl.stream.ControlStream;
import io.conec.impl.transport.QuicClose;
import io.conec.impl.transport.QuicConnection;
import io.conec.impl.transport.QuicStream;
import io.conec.impl.util.RateLimit;
import io.conec.impl.wire.ControlMessage.ChannelClosed;
import io.conec.impl.wire.ControlMessage.Failure;
import io.conec.impl.wire.ControlMessage.Hello;
import io.conec.impl.wire.ControlMessage.Introduce;
import io.conec.impl.wire.ControlMessage.Introduced;
import io.conec.impl.wire.ControlMessage.Observed;
import io.conec.impl.wire.ControlMessage;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One connection of a client. It has no registered client until its hello is accepted. Confined to the event loop.
 */
public final class ClientSession implements LocalSession, ControlStream.Listener {

  /** Notified of the events of a session. */
  interface Listener {

    void hello(ClientSession session, Hello hello);

    void message(RegisteredClient client, ControlMessage message);

    /** The client has opened one more stream. */
    void stream(ClientSession session, QuicStream stream);

    void closed(ClientSession session, QuicClose close);
  }

  private enum State {
    AWAITING_HELLO,
    /** The hello is being verified. */
    HELLO_RECEIVED,
    REGISTERED
  }

  /** The most messages read in a second before the client is registered, for which one message is enough. */
  private static final int MAX_MESSAGES_BEFORE_WELCOME = 10;

  /** QUIC streams of a client in addition to those of its subscriptions: some that it has just left, or was refused. */
  static final int SPARE_STREAMS = 16;

  private final EventLoop eventLoop;
  private final CoordinatorOptions options;
  private final QuicConnection connection;
  private final Listener listener;
  private RateLimit controlLimit = new RateLimit(MAX_MESSAGES_BEFORE_WELCOME, System::nanoTime);
  private ScheduledFuture<?> deadline;
  private ControlStream control;
  private State state = State.AWAITING_HELLO;
  private RegisteredClient client;
  private int broadcastStreams;
  private Future<Long> check;

  ClientSession(EventLoop eventLoop, CoordinatorOptions options, QuicConnection connection, Listener listener) {
    this.eventLoop = eventLoop;
    this.options = options;
    this.connection = connection;
    this.listener = listener;
    startDeadline("the client sent no hello");
    connection.streamHandler(this::opened);
    connection.closeHandler(this::connectionClosed);
  }

  private void startDeadline(String missing) {
    long millis = options.getRegistrationTimeout().toMillis();
    deadline = eventLoop.schedule(() -> end(new ConecException(ConecError.TIMEOUT,
      missing + " within registrationTimeout of " + millis + " ms")), millis, TimeUnit.MILLISECONDS);
  }

  private void opened(QuicStream stream) {
    if (control == null) {
      controlStream(stream);
    } else if (state != State.REGISTERED) {
      onControlFailure(new ConecException(ConecError.PROTOCOL_VIOLATION, "a stream was opened before the welcome"));
    } else {
      broadcastStream(stream);
    }
  }

  /**
   * The stream starts with a control message, which counts towards the limit of these: beyond it the stream is read
   * later. All streams that QUIC allows may be open. A stream that the client has left may still be open here, and it
   * stays so if STOP_SENDING came together with its end, because QUIC does not report that.
   */
  private void broadcastStream(QuicStream stream) {
    broadcastStreams++;
    stream.closeHandler(() -> broadcastStreams--);
    int most = 2 * options.getBroadcastLimits().getMaxBroadcastsPerClient() + SPARE_STREAMS;
    if (broadcastStreams > most) {
      onControlFailure(new ConecException(ConecError.LIMIT_EXCEEDED, "the client has more than " + most
        + " broadcast streams that have not ended (twice maxBroadcastsPerClient in broadcastLimits of the "
        + "Coordinator, and " + SPARE_STREAMS + ")"));
      return;
    }
    if (controlLimit.take(1)) {
      listener.stream(this, stream);
    } else {
      eventLoop.schedule(() -> listener.stream(this, stream), controlLimit.nanosUntilPositive(), TimeUnit.NANOSECONDS);
    }
  }

  private void controlStream(QuicStream stream) {
    control = new ControlStream(eventLoop, stream, controlLimit, this);
    control.start();
  }

  @Override
  public void onMessage(ControlMessage message) {
    if (state == State.REGISTERED) {
      // Ignore a session that was replaced: its requests have other numbers.
      if (client.session() == this) {
        listener.message(client, message);
      }
    } else if (message instanceof Hello hello && state == State.AWAITING_HELLO) {
      state = State.HELLO_RECEIVED;
      deadline.cancel(false);
      startDeadline("the hello was not answered");
      listener.hello(this, hello);
    } else {
      onControlFailure(new ConecException(ConecError.PROTOCOL_VIOLATION,
        message.getClass().getSimpleName() + " came before the " + (state == State.AWAITING_HELLO ? "hello"
          : "welcome")));
    }
  }

  @Override
  public void registered(RegisteredClient client, ControlMessage welcome) {
    deadline.cancel(false);
    this.client = client;
    state = State.REGISTERED;
    connection.accepted();
    connection.enableTailLossProbes();
    controlLimit = new RateLimit(options.getMaxControlMessagesPerSecond(), System::nanoTime);
    control.readLimit(controlLimit);
    control.send(welcome);
    connection.migrationHandler(address -> control.send(new Observed(NetUtil.toSocketAddressString(address))));
  }

  @Override
  public void onControlFailure(ConecException failure) {
    end(failure);
  }

  @Override
  public void end(ConecException reason) {
    if (control != null) {
      control.send(new Failure(0, reason.error().code(), reason.getMessage()));
    }
    connection.close(reason.error().code(), reason.getMessage());
  }

  private void connectionClosed(QuicClose close) {
    deadline.cancel(false);
    if (control != null) {
      control.fail(new ConecException(ConecError.PEER_LOST, "the client's connection has ended"));
    }
    listener.closed(this, close);
  }

  @Override
  public void send(ControlMessage message) {
    control.send(message);
  }

  @Override
  public boolean writeQueueFull() {
    return control.writeQueueFull();
  }

  @Override
  public boolean hasSentAll() {
    return control.hasSentAll();
  }

  @Override
  public Future<byte[]> introduce(long channel, String initiator, byte[] certificate) {
    return control.request(Introduced.class, request -> new Introduce(request, channel, initiator, certificate),
      Introducer.ANSWER_TIMEOUT, "the introduction to '" + client.id() + "'", null)
      .map(answer -> CoordinatorIdentity.encode(client.certificate()));
  }

  @Override
  public void channelClosed(ChannelClosed closed) {
    send(closed);
  }

  /** All callers share a ping that is under way: strangers who ask for this id do not use up its allowance. */
  @Override
  public Future<?> checkAlive(Duration timeout) {
    if (check == null || check.isComplete()) {
      check = control.ping(timeout, null);
    }
    return check;
  }

  @Override
  public boolean isOpen() {
    return connection.isOpen();
  }

  /** @return {@code null} while none is registered */
  public RegisteredClient client() {
    return client;
  }

  /**
   * @return whether its client has no later connection
   */
  public boolean isCurrent() {
    return client != null && client.session() == this;
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return connection.remoteAddress();
  }

  @Override
  public List<X509Certificate> certificates() {
    return connection.peerCertificates();
  }
}
