package io.conec.impl.channel;

import io.conec.ChannelPath;
import io.conec.ClientOptions;
import io.conec.ConecChannel;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.ConecStream;
import io.conec.PathKind;
import io.conec.PathPolicy;
import io.conec.PathStatistics;
import io.conec.StreamOptions;
import io.conec.impl.path.Route;
import io.conec.impl.stream.ControlStream;
import io.conec.impl.transport.QuicClose;
import io.conec.impl.transport.QuicConnection;
import io.conec.impl.util.EventLoops;
import io.conec.impl.wire.ControlMessage.Candidates;
import io.conec.impl.wire.ControlMessage.Failure;
import io.conec.impl.wire.ControlMessage.StreamEnded;
import io.conec.impl.wire.ControlMessage.StreamReset;
import io.conec.impl.wire.ControlMessage;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;

/**
 * An open channel to a verified peer. Its state is confined to the event loop.
 */
public final class ChannelImpl implements ConecChannel, ControlStream.Listener {

  private static final Logger LOG = LoggerFactory.getLogger(ChannelImpl.class);

  private final ContextInternal context;
  private final EventLoop eventLoop;
  private final ClientOptions options;
  private final ChannelOwner owner;
  private final PeerIdentity identity;
  private final Route route;
  private final NegotiatedSettings settings;
  private final QuicConnection connection;
  private final ControlStream control;
  private final StreamTable streams;
  private PeerIdleTimer idleTimer;

  private volatile ConecException closeReason;
  private volatile Handler<ConecStream> streamHandler;
  private volatile Handler<ChannelPath> pathHandler;
  private Handler<Void> closeHandler;

  ChannelImpl(ContextInternal context, ClientOptions options, ChannelOwner owner, PeerIdentity identity,
              Route route, NegotiatedSettings settings, QuicConnection connection, ControlStream control) {
    this.context = context;
    this.eventLoop = context.nettyEventLoop();
    this.options = options;
    this.owner = owner;
    this.identity = identity;
    this.route = route;
    this.settings = settings;
    this.connection = connection;
    this.control = control;
    this.streams = new StreamTable(options.getMaxStreamsPerChannel());
  }

  /** Accept streams; called once, after the owner has registered the channel. */
  public void open() {
    idleTimer = new PeerIdleTimer(eventLoop, settings.idleTimeout(), route, connection,
      silence -> onControlFailure(explained(silence)));
    connection.streamHandler(stream -> StreamAcceptor.accept(this, stream));
    route.pathHandler(this::pathTaken);
    connection.closeHandler(this::connectionClosed);
  }

  private void pathTaken(ChannelPath path) {
    LOG.debug("channel to '" + peer() + "': " + path);
    Handler<ChannelPath> handler = pathHandler;
    if (handler != null) {
      context.emit(path, handler);
    }
  }

  @Override
  public Future<ConecStream> openStream(StreamOptions streamOptions) {
    StreamOptions copy = new StreamOptions(streamOptions);
    Promise<ConecStream> promise = context.promise();
    execute(() -> StreamOpener.open(this, copy, promise));
    return promise.future();
  }

  @Override
  public Future<Long> ping() {
    Promise<Long> promise = context.promise();
    execute(() -> control.ping(options.getOpenTimeout(), "openTimeout").onComplete(promise));
    return promise.future();
  }

  @Override
  public Future<Void> close() {
    return close(ConecError.NONE, "");
  }

  /** Close with an error, which is sent to the peer. */
  public Future<Void> close(ConecError error, String reason) {
    Promise<Void> promise = context.promise();
    execute(() -> {
      connection.close(error.code(), reason);
      promise.complete();
    });
    return promise.future();
  }

  private void connectionClosed(QuicClose close) {
    ConecException end = close.toException("'" + peer() + "'");
    ConecException reason = close.cause() == QuicClose.Cause.TIMEOUT ? explained(end) : end;
    closeReason = reason;
    idleTimer.stop();
    control.fail(reason);
    streams.closeAll(reason);
    owner.channelClosed(this);
    Handler<Void> handler = closeHandler;
    if (handler != null) {
      context.emit(null, handler);
    }
  }

  /** A silent peer may still be connected, but without a direct path to it. */
  private ConecException explained(ConecException silence) {
    return path().getKind() != PathKind.NONE ? silence
      : new ConecException(ConecError.NO_DIRECT_PATH, "the direct path to '" + peer() + "' was lost and no other was "
        + "found within idleTimeout (" + route.describeChecks() + "), and pathPolicy is DIRECT_ONLY", silence,
        "pathPolicy");
  }

  @Override
  public void onMessage(ControlMessage message) {
    if (message instanceof StreamEnded ended) {
      streams.endedByPeer(ended.stream());
    } else if (message instanceof StreamReset reset) {
      resetByPeer(reset);
    } else if (message instanceof Candidates candidates) {
      route.remoteCandidates(candidates);
    } else if (message instanceof Failure failure) {
      connection.close(failure.code(), failure.message());
    } else {
      onControlFailure(new ConecException(ConecError.PROTOCOL_VIOLATION,
        message.getClass().getSimpleName() + " does not belong on a peer channel"));
    }
  }

  private void resetByPeer(StreamReset reset) {
    ConecError error = reset.error();
    ConecException reason = new ConecException(error, error == ConecError.STREAM_RESET
      ? "'" + peer() + "' reset the stream with code " + reset.application()
      : "'" + peer() + "' reset the stream: " + reset.message(), null, reset.application());
    streams.resetByPeer(reset.stream(), reason);
    control.send(new StreamEnded(reset.stream()));
  }

  @Override
  public void onControlFailure(ConecException failure) {
    connection.close(failure.error().code(), failure.getMessage());
  }

  /** A stream has ended for this side. */
  void streamClosed(long quicId) {
    streams.remove(quicId);
    if (streams.isEmpty()) {
      owner.channelIdle();
    }
  }

  /** Run on the event loop, immediately if the caller is on it. */
  void execute(Runnable task) {
    EventLoops.run(context, task);
  }

  Handler<ConecStream> streamHandlerFor(String protocol) {
    Handler<ConecStream> own = streamHandler;
    return own != null && protocol.equals(StreamOptions.DEFAULT_PROTOCOL) ? own : owner.streamHandler(protocol);
  }

  ChannelOwner owner() {
    return owner;
  }

  ContextInternal context() {
    return context;
  }

  ClientOptions options() {
    return options;
  }

  QuicConnection connection() {
    return connection;
  }

  ControlStream control() {
    return control;
  }

  StreamTable streams() {
    return streams;
  }

  /**
   * @return whether no stream is open; on the event loop
   */
  public boolean isIdle() {
    return streams.isEmpty();
  }

  public Route route() {
    return route;
  }

  /**
   * @return the verified identity of the peer
   */
  public PeerIdentity identity() {
    return identity;
  }

  @Override
  public String peer() {
    return identity.id();
  }

  @Override
  public String peerFingerprint() {
    return identity.fingerprint();
  }

  @Override
  public boolean isIncoming() {
    return !route.isInitiator();
  }

  @Override
  public ChannelPath path() {
    return route.describe();
  }

  @Override
  public PathPolicy pathPolicy() {
    return settings.policy();
  }

  @Override
  public ConecChannel pathHandler(Handler<ChannelPath> handler) {
    pathHandler = handler;
    return this;
  }

  @Override
  public PathStatistics pathStatistics() {
    return route.statistics();
  }

  @Override
  public ConecChannel streamHandler(Handler<ConecStream> handler) {
    streamHandler = handler;
    return this;
  }

  @Override
  public boolean isClosed() {
    return closeReason != null;
  }

  @Override
  public Throwable closeReason() {
    return closeReason;
  }

  @Override
  public ConecChannel closeHandler(Handler<Void> handler) {
    execute(() -> {
      closeHandler = handler;
      if (closeReason != null && handler != null) {
        context.emit(null, handler);
      }
    });
    return this;
  }
}
