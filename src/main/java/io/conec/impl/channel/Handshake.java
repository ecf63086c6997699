package io.conec.impl.channel;

import io.conec.ClientOptions;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.PathKind;
import io.conec.PathPolicy;
import io.conec.impl.identity.Certificates;
import io.conec.impl.identity.PeerCertificateVerifier;
import io.conec.impl.path.ClientDatagramRouter;
import io.conec.impl.path.Route;
import io.conec.impl.stream.ControlStream;
import io.conec.impl.transport.QuicConnection;
import io.conec.impl.transport.QuicStream;
import io.conec.impl.wire.ControlCodec;
import io.conec.impl.wire.ControlMessage;
import io.conec.impl.wire.ControlMessage.Greeting;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Makes a channel of a new QUIC connection between two peers. Each checks that the other's certificate is the
 * introduced one and proves the id, then both greet on the control stream. A channel that must not be relayed then
 * waits for its direct path. Confined to the event loop.
 */
public final class Handshake implements ControlStream.Listener {

  /**
   * What the other end has to prove.
   *
   * @param peer        the id
   * @param certificate the certificate that the Coordinator introduced
   * @param verifier   verifies the certificate
   * @param policy      the paths that this end allows
   */
  public record Expected(String peer, X509Certificate certificate, PeerCertificateVerifier verifier,
    PathPolicy policy) {
  }

  private final ContextInternal context;
  private final ClientOptions options;
  private final ChannelOwner owner;
  private final Expected expected;
  private final ClientDatagramRouter router;
  private final Route route;
  private final QuicConnection connection;
  private final Promise<ChannelImpl> promise;
  private final ScheduledFuture<?> deadline;
  /** Streams of the other side that arrived before the channel was open here. */
  private final List<QuicStream> heldStreams = new ArrayList<>();
  private ControlStream control;
  private ChannelImpl channel;

  private Handshake(ContextInternal context, ClientOptions options, ChannelOwner owner, Expected expected,
                    ClientDatagramRouter router, Route route, QuicConnection connection, Duration timeout) {
    this.context = context;
    this.options = options;
    this.owner = owner;
    this.expected = expected;
    this.router = router;
    this.route = route;
    this.connection = connection;
    this.promise = Promise.promise();
    this.deadline = context.nettyEventLoop().schedule(() -> onHandshakeFailure(timedOut()), timeout.toMillis(),
      TimeUnit.MILLISECONDS);
  }

  /**
   * @return the channel, which the caller has to {@linkplain ChannelImpl#open() open} on the event loop; when it fails,
   * the connection is closed
   */
  public static Future<ChannelImpl> run(ContextInternal context, ClientOptions options, ChannelOwner owner,
                                        Expected expected, ClientDatagramRouter router, Route route,
                                        QuicConnection connection, Duration timeout) {
    Handshake handshake = new Handshake(context, options, owner, expected, router, route, connection, timeout);
    connection.closeHandler(close -> handshake.fail(close.toException("'" + expected.peer() + "'")));
    handshake.start();
    return handshake.promise.future();
  }

  private void start() {
    connection.streamHandler(this::streamArrived);
    List<X509Certificate> chain = connection.peerCertificates();
    if (chain.isEmpty() || !Certificates.same(chain.get(0), expected.certificate())) {
      onControlFailure(new ConecException(ConecError.PEER_MISMATCH,
        "'" + expected.peer() + "' showed another certificate than the one that the Coordinator introduced"));
      return;
    }
    owner.verifications().verify(expected.peer(), this::isPending, expected.verifier(), expected.peer(), chain)
      .onSuccess(verified -> {
        if (isPending()) {
          greet();
        }
      })
      .onFailure(failure -> onControlFailure((ConecException) failure));
  }

  private boolean isPending() {
    return !promise.future().isComplete();
  }

  /**
   * Nothing is read before the peer is verified, and only the initiator's control stream may arrive before the greeting
   * of this end.
   */
  private void streamArrived(QuicStream stream) {
    if (route.isInitiator() || heldStreams.isEmpty()) {
      heldStreams.add(stream);
    } else {
      refuseEarlyStream();
    }
  }

  private void refuseEarlyStream() {
    onControlFailure(new ConecException(ConecError.PROTOCOL_VIOLATION, "a stream was opened before the greeting"));
  }

  private void greet() {
    if (!route.isInitiator()) {
      acceptGreeting();
      return;
    }
    connection.openStream((stream, failure) -> {
      if (failure == null) {
        startControl(stream);
        control.send(greeting());
      } else {
        onControlFailure(
          new ConecException(ConecError.INTERNAL, "no control stream: " + failure.getMessage(), failure));
      }
    });
  }

  private Greeting greeting() {
    return new Greeting(ControlCodec.VERSION, expected.policy(), options.getIdleTimeout().toMillis());
  }

  private void acceptGreeting() {
    Consumer<QuicStream> first = stream -> {
      connection.streamHandler(second -> refuseEarlyStream());
      startControl(stream);
    };
    if (heldStreams.isEmpty()) {
      connection.streamHandler(first);
    } else {
      first.accept(heldStreams.remove(0));
    }
  }

  private void startControl(QuicStream stream) {
    control = new ControlStream(context.nettyEventLoop(), stream, null, this);
    control.start();
  }

  @Override
  public void onMessage(ControlMessage message) {
    if (channel != null) {
      channel.onMessage(message);
    } else if (message instanceof Greeting greeting) {
      greetingReceived(greeting);
    } else {
      onControlFailure(new ConecException(ConecError.PROTOCOL_VIOLATION,
        message.getClass().getSimpleName() + " came before the greeting"));
    }
  }

  private void greetingReceived(Greeting greeting) {
    if (greeting.version() != ControlCodec.VERSION) {
      onControlFailure(new ConecException(ConecError.VERSION_MISMATCH, "'" + expected.peer() + "' speaks version "
        + greeting.version() + " of the protocol, this side " + ControlCodec.VERSION));
      return;
    }
    if (route.isInitiator()) {
      control.keepAlive(KeepAlive.interval(options, Duration.ofMillis(greeting.idleTimeout())));
    } else {
      control.send(greeting());
      connection.streamHandler(heldStreams::add);
    }
    NegotiatedSettings settings = NegotiatedSettings.of(options, expected.policy(), greeting);
    if (settings.policy() == null) {
      onHandshakeFailure(new ConecException(ConecError.NO_DIRECT_PATH, "'" + expected.peer() + "' allows "
        + greeting.paths() + " and this side " + expected.policy() + ": change 'pathPolicy' of one", null,
          "pathPolicy"));
      return;
    }
    channel = new ChannelImpl(context, options, owner,
      PeerIdentity.of(expected.peer(), connection.peerCertificates()), route, settings, connection, control);
    waitForPath(settings.policy());
  }

  private void waitForPath(PathPolicy policy) {
    if (policy == PathPolicy.DIRECT_ONLY) {
      route.pathHandler(path -> {
        if (path.getKind() == PathKind.DIRECT) {
          succeed();
        }
      });
    }
    router.start(route, connection, policy, control::send);
    if (policy != PathPolicy.DIRECT_ONLY) {
      succeed();
    }
  }

  private void succeed() {
    if (promise.tryComplete(channel)) {
      deadline.cancel(false);
      heldStreams.forEach(stream -> StreamAcceptor.accept(channel, stream));
    }
  }

  private ConecException timedOut() {
    String limit = "within openTimeout of " + options.getOpenTimeout().toMillis() + " ms";
    return channel == null
      ? new ConecException(ConecError.TIMEOUT, "'" + expected.peer() + "' did not greet " + limit, null, "openTimeout")
      : new ConecException(ConecError.NO_DIRECT_PATH, "no direct path to '" + expected.peer() + "' was found " + limit
        + " (" + route.describeChecks() + "), and pathPolicy is DIRECT_ONLY", null, "pathPolicy");
  }

  @Override
  public void onControlFailure(ConecException failure) {
    if (promise.future().succeeded()) {
      channel.onControlFailure(failure);
    } else {
      onHandshakeFailure(failure);
    }
  }

  private void onHandshakeFailure(ConecException failure) {
    // Close first: when the owner is notified of the failure, it removes the route.
    connection.closeHandler(close -> { });
    connection.close(failure.error().code(), failure.getMessage());
    fail(failure);
  }

  private void fail(ConecException failure) {
    deadline.cancel(false);
    if (control != null) {
      control.fail(failure);
    }
    promise.tryFail(failure);
  }
}
