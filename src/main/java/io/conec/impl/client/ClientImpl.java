package io.conec.impl.client;

import io.conec.BroadcastInfo;
import io.conec.BroadcastOptions;
import io.conec.ChannelOptions;
import io.conec.ClientOptions;
import io.conec.ConecBroadcast;
import io.conec.ConecChannel;
import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.ConecStream;
import io.conec.CoordinatorOptions;
import io.conec.PathOptions;
import io.conec.PeerEvent;
import io.conec.StreamOptions;
import io.conec.impl.client.broadcast.BroadcastClient;
import io.conec.impl.config.Require;
import io.conec.impl.path.ClientDatagramRouter;
import io.conec.impl.transport.BindAddress;
import io.conec.impl.transport.EndpointLifecycle;
import io.conec.impl.transport.PendingLimits;
import io.conec.impl.transport.QuicSettings;
import io.conec.impl.transport.UdpEndpoint;
import io.conec.impl.wire.ControlMessage;
import io.conec.impl.wire.ControlMessage.Welcome;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The API of a client. It moves calls to the event loop, and events to the context of the user.
 */
public final class ClientImpl extends EndpointLifecycle implements ConecClient, CoordinatorConnection.Listener {

  /** What works on the socket. */
  private record Parts(CoordinatorConnection coordinator, Channels channels, BroadcastClient broadcasts,
                       ChannelOpener opener, ChannelAcceptor acceptor, CoordinatorMessages messages) {
  }

  private final ClientOptions options;
  private final OwnAddresses addresses;
  private final PeerWatch peers;
  private final StreamHandlerRegistry streamHandlers = new StreamHandlerRegistry();
  private final Set<Runnable> registrationListeners = new LinkedHashSet<>();
  private volatile Handler<Void> connectedHandler;
  private volatile Handler<Throwable> disconnectedHandler;
  private volatile Handler<ConecChannel> channelHandler;
  private volatile Handler<PeerEvent> peerHandler;
  private volatile ClientCertificateMonitor certificates;
  /** {@code null} before the socket is bound. */
  private volatile Parts parts;
  private ConnectAttempt attempt;

  public ClientImpl(Vertx vertx, ClientOptions options) {
    super(vertx);
    this.options = new ClientOptions(options);
    this.addresses = new OwnAddresses(this.options.getPathOptions());
    this.peers = new PeerWatch(this.options);
    check(this.options);
  }

  private static void check(ClientOptions options) {
    CoordinatorAddresses.check(options);
    PathOptions paths = options.getPathOptions();
    Require.notMore("pathOptions.retryDelay", paths.getRetryDelay(), "maxRetryDelay", paths.getMaxRetryDelay());
  }

  @Override
  public String id() {
    return options.getId();
  }

  @Override
  public Future<Void> connect() {
    ContextInternal context = startOnce();
    if (context == null) {
      return Future.failedFuture(new IllegalStateException("connect() was called before: a client connects once, and "
        + "then comes back by itself; create another client to start anew"));
    }
    Promise<Void> promise = context.promise();
    onLoop(() -> {
      attempt = new ConnectAttempt(context, options, promise, this::close);
      attempt.limit(() -> parts == null ? null : parts.coordinator.timedOut());
      peerHandlerChanged();
    });
    certificates = new ClientCertificateMonitor(vertx(), context, options);
    certificates.update(options)
      .onSuccess(read -> start())
      .onFailure(failure -> attempt.fail(failure));
    return promise.future();
  }

  private void start() {
    ClientDatagramRouter router = new ClientDatagramRouter(options.getPathOptions(), options.getMaxDatagramSize(),
      addresses.candidates());
    // Only introduced peers connect, each from its own virtual address, so the limits of channels apply.
    PendingLimits pending = new PendingLimits(options.getMaxChannels(), options.getMaxChannels(),
      CoordinatorOptions.DEFAULT_MAX_NEW_CONNECTIONS_PER_SECOND, options.getOpenTimeout(), "openTimeout",
      "maxChannels");
    // QUIC has no idle time-out here: the Coordinator ends idle connections, and channels have their own time-out.
    QuicSettings settings = new QuicSettings(BindAddress.of(options), false, Duration.ZERO,
      options.getMaxStreamsPerChannel(), pending);
    UdpEndpoint.bind(context(), options, certificates.identity().credentials(), settings, router,
        incoming -> parts.acceptor.incoming(incoming))
      .onFailure(failure -> attempt.bindFailed(failure, this::start))
      .onSuccess(bound -> {
        if (adopt(bound)) {
          connect(bound, router);
        }
      });
  }

  private void connect(UdpEndpoint bound, ClientDatagramRouter router) {
    router.bound(bound, context().nettyEventLoop());
    CoordinatorConnection coordinator = new CoordinatorConnection(context(), options, bound, router,
      certificates::identity, this);
    Channels channels = new Channels(context(), options, router, coordinator, streamHandlers::of, this::closeIfIdle);
    router.listener(channels.claims());
    BroadcastClient broadcasts = new BroadcastClient(context(), options, coordinator, this::closeIfIdle);
    ChannelOpener opener = new ChannelOpener(options, bound, router, coordinator, channels);
    ChannelAcceptor acceptor = new ChannelAcceptor(context(), options, router, coordinator, channels,
      () -> channelHandler);
    certificates.start(bound, coordinator, channels, acceptor);
    peers.start(coordinator, context().nettyEventLoop());
    CoordinatorMessages messages = new CoordinatorMessages(coordinator, acceptor, channels, broadcasts, peers,
      certificates, addresses);
    parts = new Parts(coordinator, channels, broadcasts, opener, acceptor, messages);
    addresses.start(context(), coordinator, channels);
    coordinator.connect();
  }

  @Override
  public void registered(Welcome welcome, InetSocketAddress coordinatorAddress) {
    if (!certificates.registered(welcome.peerTrust())) {
      return;
    }
    // Before any handler runs, because one that joins a broadcast has to use this connection.
    parts.channels.claim();
    parts.broadcasts.registered();
    peers.registered();
    addresses.registered(coordinatorAddress, welcome.address());
    attempt.succeed();
    emit(connectedHandler, null);
    List.copyOf(registrationListeners).forEach(listener -> context().emit(v -> listener.run()));
  }

  @Override
  public void lost(ConecException reason, ConnectionLoss loss) {
    if (loss == ConnectionLoss.PERMANENT && attempt.fail(reason)) {
      return;
    }
    if (reason.error() == ConecError.REPLACED) {
      parts.channels.refuse(reason);
      closeChannels(reason);
    } else if (loss == ConnectionLoss.CUT_OFF) {
      parts.channels.end(reason);
    }
    parts.broadcasts.lost(reason);
    peers.lost(reason);
    emit(disconnectedHandler, reason);
  }

  @Override
  public void message(ControlMessage message) {
    parts.messages.dispatch(message);
  }

  @Override
  public Future<Boolean> updateCertificates(ClientOptions newOptions) {
    ClientOptions copy = new ClientOptions(newOptions);
    return whenConnected(started -> certificates.update(copy));
  }

  @Override
  public Future<ConecChannel> openChannel(String peer, ChannelOptions channelOptions) {
    ChannelOptions copy = new ChannelOptions(channelOptions);
    return whenConnected(started -> started.opener.open(peer, copy));
  }

  @Override
  public Future<ConecStream> openStream(String peer, StreamOptions streamOptions) {
    return whenConnected(started ->
      started.opener.open(peer, new ChannelOptions()).compose(channel -> channel.openStream(streamOptions)));
  }

  @Override
  public Future<ConecBroadcast> joinBroadcast(String name, BroadcastOptions broadcastOptions) {
    BroadcastOptions copy = new BroadcastOptions(broadcastOptions);
    return whenConnected(started -> started.broadcasts.join(name, copy));
  }

  /**
   * Notify a listener of each registration with the Coordinator from now on; on the context of the client.
   *
   * @return ends the notifications
   */
  public Runnable addRegistrationListener(Runnable listener) {
    onLoop(() -> registrationListeners.add(listener));
    return () -> onLoop(() -> registrationListeners.remove(listener));
  }

  /**
   * @return the longest pause between two attempts
   */
  public Duration maxReconnectDelay() {
    return options.getMaxReconnectDelay();
  }

  @Override
  public Future<BroadcastInfo> broadcastInfo(String name) {
    return whenConnected(started -> started.broadcasts.count(name));
  }

  @Override
  public Future<List<String>> peers() {
    return whenConnected(started -> peers.list());
  }

  private void peerHandlerChanged() {
    if (context() != null) {
      onLoop(() -> peers.handler(context(), peerHandler));
    }
  }

  /**
   * Notify a listener of peers from now on.
   *
   * @param option  the name of the option that has the pattern
   * @param pattern a pattern of the ids of these peers
   * @param target  the context of the listener
   * @return ends the notifications
   */
  public Runnable watchPeers(String option, Pattern pattern, ContextInternal target, PeerListener listener) {
    PeerEventQueue queue = new PeerEventQueue(context(), target, listener);
    FilteredPeerListener filtered = new FilteredPeerListener(option, pattern, queue);
    onLoop(() -> peers.add(filtered));
    return () -> {
      queue.close();
      onLoop(() -> peers.remove(filtered));
    };
  }

  private <T> Future<T> whenConnected(Function<Parts, Future<T>> action) {
    ContextInternal current = context();
    Parts started = parts;
    if (current == null) {
      return vertx().getOrCreateContext().failedFuture(
        new IllegalStateException("the client '" + id() + "' is not connected: call connect() first"));
    } else if (started == null) {
      return vertx().getOrCreateContext().failedFuture(
        new ConecException(ConecError.COORDINATOR_LOST, "the client is not connected yet"));
    }
    Promise<T> promise = current.promise();
    onLoop(() -> action.apply(started).onComplete(promise));
    return promise.future();
  }

  // Handlers

  @Override
  public ConecClient connectedHandler(Handler<Void> handler) {
    connectedHandler = handler;
    return this;
  }

  @Override
  public ConecClient disconnectedHandler(Handler<Throwable> handler) {
    disconnectedHandler = handler;
    return this;
  }

  @Override
  public ConecClient channelHandler(Handler<ConecChannel> handler) {
    channelHandler = handler;
    return this;
  }

  @Override
  public ConecClient peerHandler(Handler<PeerEvent> handler) {
    peerHandler = handler;
    peerHandlerChanged();
    return this;
  }

  @Override
  public ConecClient streamHandler(Handler<ConecStream> handler) {
    return streamHandler(StreamOptions.DEFAULT_PROTOCOL, handler);
  }

  @Override
  public ConecClient streamHandler(String protocol, Handler<ConecStream> handler) {
    streamHandlers.set(protocol, handler);
    return this;
  }

  /**
   * Reserve all streams of a protocol.
   *
   * @throws IllegalStateException when the protocol has a handler already, or this client is not open; the message says
   * what to do
   */
  public ProtocolReservation reserveProtocol(String protocol) {
    if (context() == null) {
      throw new IllegalStateException("the client '" + id() + "' is not connected: call connect() before the start of "
        + "its ConecBridge");
    } else if (isShuttingDown()) {
      throw new IllegalStateException("the client '" + id() + "' is closed: create another one");
    }
    return streamHandlers.reserve(protocol);
  }

  // The end

  @Override
  protected void beginShutdown() {
    ConecException reason = closedException();
    if (attempt != null) {
      attempt.cancel(reason);
    }
    if (parts != null) {
      parts.channels.refuse(reason);
      parts.broadcasts.leave(reason);
    }
  }

  private ConecException closedException() {
    return new ConecException(ConecError.CLOSED, "the client '" + options.getId() + "' was closed");
  }

  @Override
  protected boolean isIdle() {
    return parts == null || parts.channels.isIdle() && parts.broadcasts.isIdle();
  }

  @Override
  protected Future<Void> release() {
    if (certificates != null) {
      certificates.close();
    }
    if (parts == null) {
      return Future.succeededFuture();
    }
    addresses.close();
    closeChannels(parts.channels.refusal());
    return parts.coordinator.close();
  }

  private void closeChannels(ConecException reason) {
    parts.broadcasts.close(reason);
    peers.close(reason);
    parts.opener.close(reason);
    parts.channels.close();
    parts.acceptor.close();
  }

  @Override
  public boolean isConnected() {
    Parts current = parts;
    return current != null && current.coordinator.isRegistered();
  }

  @Override
  public ConecChannel channel(String peer) {
    Parts current = parts;
    return current == null ? null : current.channels.find(peer, null);
  }

  @Override
  public List<ConecChannel> channels() {
    Parts current = parts;
    return current == null ? List.of() : current.channels.list();
  }

  @Override
  public List<ConecBroadcast> broadcasts() {
    Parts current = parts;
    return current == null ? List.of() : current.broadcasts.list();
  }
}
