package io.conec.impl.coordinator;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.CoordinatorOptions;
import io.conec.impl.stream.ControlStream;
import io.conec.impl.transport.QuicClose;
import io.conec.impl.transport.QuicConnection;
import io.conec.impl.transport.QuicStream;
import io.conec.impl.util.RateLimit;
import io.conec.impl.wire.ControlMessage;
import io.conec.impl.wire.ControlMessage.Failure;
import io.conec.impl.wire.ControlMessage.Hello;
import io.conec.impl.wire.ControlMessage.Observed;
import io.conec.impl.wire.ControlMessage.Reply;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/**
 * One client connection: until its hello it is nobody's, then a member's. On the event loop.
 */
public final class Session implements ControlStream.Listener {

  /** What the Coordinator hears from its sessions. */
  interface Listener {

    void hello(Session session, Hello hello);

    void message(RegisteredClient member, ControlMessage message);

    /** The client has opened one more stream. */
    void stream(Session session, QuicStream stream);

    void closed(Session session, QuicClose close);
  }

  /** Messages that are read in a second before the client is registered: it has to send one. */
  private static final int MAX_MESSAGES_BEFORE_WELCOME = 10;

  /** QUIC streams of a client beside those of its broadcasts: of some that it has left, or may not join, just now. */
  static final int SPARE_STREAMS = 16;

  private final EventLoop eventLoop;
  private final CoordinatorOptions options;
  private final QuicConnection connection;
  private final Listener listener;
  private RateLimit controlLimit = new RateLimit(MAX_MESSAGES_BEFORE_WELCOME, System::nanoTime);
  private ScheduledFuture<?> deadline;
  private ControlStream control;
  private RegisteredClient member;
  private boolean helloReceived;
  private int broadcastStreams;

  Session(EventLoop eventLoop, CoordinatorOptions options, QuicConnection connection, Listener listener) {
    this.eventLoop = eventLoop;
    this.options = options;
    this.connection = connection;
    this.listener = listener;
    startDeadline("no hello came");
    connection.streamHandler(this::opened);
    connection.closeHandler(this::connectionClosed);
  }

  private void startDeadline(String missing) {
    long millis = options.getHelloTimeout().toMillis();
    deadline = eventLoop.schedule(() -> end(new ConecException(ConecError.TIMEOUT,
      missing + " within helloTimeout of " + millis + " ms")), millis, TimeUnit.MILLISECONDS);
  }

  private void opened(QuicStream stream) {
    if (control == null) {
      controlStream(stream);
    } else if (member == null) {
      onControlFailure(new ConecException(ConecError.PROTOCOL_VIOLATION, "a stream was opened before the welcome"));
    } else {
      broadcastStream(stream);
    }
  }

  /**
   * It brings a control message, which counts like others: what is too much is read later. Those that QUIC allows at a
   * time may all be open. One that the client has left may not be over yet, and with STOP_SENDING together with its end
   * it never is: nothing tells.
   */
  private void broadcastStream(QuicStream stream) {
    broadcastStreams++;
    stream.closeHandler(() -> broadcastStreams--);
    int most = 2 * options.getBroadcastLimits().getMaxPerClient() + SPARE_STREAMS;
    if (broadcastStreams > most) {
      onControlFailure(new ConecException(ConecError.LIMIT_EXCEEDED, "the client has more than " + most
        + " broadcast streams that are not over (twice maxPerClient in broadcastLimits of the Coordinator, and "
        + SPARE_STREAMS + ")"));
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
    if (member != null) {
      // One that was replaced has no say any more: its requests have numbers of their own.
      if (member.session() == this) {
        listener.message(member, message);
      }
    } else if (message instanceof Hello hello && !helloReceived) {
      helloReceived = true;
      deadline.cancel(false);
      startDeadline("the hello was not answered");
      listener.hello(this, hello);
    } else {
      onControlFailure(new ConecException(ConecError.PROTOCOL_VIOLATION,
        message.getClass().getSimpleName() + " came " + (helloReceived ? "before the welcome" : "before the hello")));
    }
  }

  /** The client is registered as this member from now on. */
  void registered(RegisteredClient member, ControlMessage welcome) {
    deadline.cancel(false);
    this.member = member;
    connection.accepted();
    connection.repeatUnanswered();
    controlLimit = new RateLimit(options.getMaxControlMessagesPerSecond(), System::nanoTime);
    control.readLimit(controlLimit);
    control.send(welcome);
    connection.migrationHandler(address -> control.send(new Observed(NetUtil.toSocketAddressString(address))));
  }

  @Override
  public void onControlFailure(ConecException failure) {
    end(failure);
  }

  /** Tell the client why and close. */
  void end(ConecException reason) {
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

  void send(ControlMessage message) {
    control.send(message);
  }

  boolean writeQueueFull() {
    return control.writeQueueFull();
  }

  /**
   * @return whether nothing that was sent waits for the client
   */
  boolean hasSentAll() {
    return control.hasSentAll();
  }

  Future<ControlMessage> request(Class<? extends Reply> answer, LongFunction<ControlMessage> message, Duration timeout,
                                 String what) {
    return control.request(answer, message, timeout, what, null);
  }

  Future<Long> ping(Duration timeout) {
    return control.ping(timeout, null);
  }

  boolean isOpen() {
    return connection.isOpen();
  }

  public RegisteredClient member() {
    return member;
  }

  InetSocketAddress remoteAddress() {
    return connection.remoteAddress();
  }

  List<X509Certificate> certificates() {
    return connection.peerCertificates();
  }
}
