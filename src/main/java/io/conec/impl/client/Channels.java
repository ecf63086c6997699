package io.conec.impl.client;

import io.conec.ClientOptions;
import io.conec.ConecChannel;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.ConecStream;
import io.conec.impl.channel.ChannelImpl;
import io.conec.impl.channel.ChannelOwner;
import io.conec.impl.channel.Handshake;
import io.conec.impl.channel.Handshake.Expected;
import io.conec.impl.identity.Admission;
import io.conec.impl.identity.PeerId;
import io.conec.impl.path.PathTable;
import io.conec.impl.path.Route;
import io.conec.impl.transport.QuicConnection;
import io.conec.impl.transport.UdpEndpoint;
import io.conec.impl.wire.ControlMessage.ChannelClosed;
import io.conec.impl.wire.ControlMessage.Claim;
import io.conec.impl.wire.ControlMessage.Failure;
import io.conec.impl.wire.ControlMessage.Introduce;
import io.conec.impl.wire.ControlMessage.Introduced;
import io.conec.impl.wire.ControlMessage.Open;
import io.conec.impl.wire.ControlMessage.Opened;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The channels of a client: opens them, accepts those introduced, claims them again at a new Coordinator connection.
 * On the event loop, but for what only looks.
 */
final class Channels implements ChannelOwner {

  private record Introduction(Expected expected, Route route, ScheduledFuture<?> deadline) {
  }

  private final ContextInternal context;
  private final ClientOptions options;
  private final UdpEndpoint endpoint;
  private final PathTable paths;
  private final CoordinatorLink link;
  private final Function<String, Handler<ConecStream>> streamHandlers;
  private final Supplier<Handler<ConecChannel>> channelHandler;
  private final Runnable idle;
  private final Set<ChannelImpl> open = ConcurrentHashMap.newKeySet();
  private final Map<String, Promise<ConecChannel>> opening = new HashMap<>();
  private final Map<InetSocketAddress, Introduction> introduced = new HashMap<>();
  /** Ends of channels that the Coordinator has not been told of. */
  private final List<ChannelClosed> unsent = new ArrayList<>();
  private Admission admission;
  private int accepting;
  private boolean closed;
  private ConecException refusal;

  /**
   * @param idle called when the last open channel has no stream any more
   */
  Channels(ContextInternal context, ClientOptions options, UdpEndpoint endpoint, PathTable paths, CoordinatorLink link,
           Function<String, Handler<ConecStream>> streamHandlers, Supplier<Handler<ConecChannel>> channelHandler,
           Runnable idle) {
    this.context = context;
    this.options = options;
    this.endpoint = endpoint;
    this.paths = paths;
    this.link = link;
    this.streamHandlers = streamHandlers;
    this.channelHandler = channelHandler;
    this.idle = idle;
  }

  /** What certificates have to prove, as the Coordinator or our options say. */
  void admission(Admission admission) {
    this.admission = admission;
  }

  /** Open and accept no more channels. */
  void refuse(ConecException reason) {
    refusal = reason;
  }

  ChannelImpl find(String peer) {
    for (ChannelImpl channel : open) {
      if (channel.peer().equals(peer) && !channel.isClosed()) {
        return channel;
      }
    }
    return null;
  }

  List<ConecChannel> list() {
    return new ArrayList<>(open);
  }

  boolean isIdle() {
    return opening.isEmpty() && introduced.isEmpty() && accepting == 0 && open.stream().allMatch(ChannelImpl::isIdle);
  }

  Future<ConecChannel> open(String peer) {
    if (refusal != null) {
      return Future.failedFuture(refusal);
    }
    if (!PeerId.isValid(peer)) {
      return Future.failedFuture(new ConecException(ConecError.INVALID_ID, "the peer's id must have 1 to "
        + PeerId.MAX_LENGTH + " letters, digits, '-', '.' or '_'"));
    }
    ChannelImpl existing = find(peer);
    if (existing != null) {
      return Future.succeededFuture(existing);
    }
    Promise<ConecChannel> underWay = opening.get(peer);
    if (underWay != null) {
      return underWay.future();
    }
    if (isFull()) {
      return Future.failedFuture(tooMany());
    }
    Promise<ConecChannel> promise = Promise.promise();
    opening.put(peer, promise);
    long deadline = System.nanoTime() + options.getOpenTimeout().toNanos();
    link.request(Opened.class, request -> new Open(request, peer), "the introduction to '" + peer + "'")
      .compose(answer -> connect(peer, (Opened) answer, deadline))
      .onComplete(result -> {
        opening.remove(peer);
        if (result.succeeded()) {
          promise.tryComplete(result.result());
        } else {
          promise.tryFail(result.cause());
        }
      });
    return promise.future();
  }

  private Future<ConecChannel> connect(String peer, Opened opened, long deadline) {
    Expected expected = new Expected(peer, ClientIdentity.certificate(opened.certificate()), admission);
    Route route = paths.add(opened.channel(), true);
    Promise<QuicConnection> connected = Promise.promise();
    endpoint.connectPeer(route.virtualAddress(), until(deadline), connected::complete, connected::fail);
    return connected.future()
      .compose(connection -> Handshake.run(context, options, this, expected, route, connection, until(deadline)))
      .<ConecChannel>map(channel -> {
        add(channel);
        return channel;
      })
      .onFailure(failure -> release(route, failure));
  }

  private static Duration until(long deadline) {
    return Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
  }

  /** A peer is about to connect. */
  void introduce(Introduce introduce) {
    ConecException refused = refusal != null ? refusal
      : !options.isAcceptChannels() ? new ConecException(ConecError.PEER_REFUSED,
        "'" + options.getId() + "' does not accept channels (acceptChannels there)")
      : isFull() ? tooMany() : null;
    if (refused != null) {
      link.send(new Failure(introduce.request(), refused.error().code(), refused.getMessage()));
      return;
    }
    Expected expected;
    try {
      expected = new Expected(introduce.peer(), ClientIdentity.certificate(introduce.certificate()), admission);
    } catch (ConecException e) {
      link.onControlFailure(e);
      return;
    }
    Route route = paths.add(introduce.channel(), false);
    ScheduledFuture<?> deadline = context.nettyEventLoop().schedule(() -> {
      introduced.remove(route.virtualAddress());
      release(route, new ConecException(ConecError.TIMEOUT, "'" + introduce.peer() + "' did not connect"));
    }, options.getOpenTimeout().toMillis(), TimeUnit.MILLISECONDS);
    introduced.put(route.virtualAddress(), new Introduction(expected, route, deadline));
    link.send(new Introduced(introduce.request()));
  }

  /** A peer has connected. */
  void incoming(QuicConnection connection) {
    Introduction introduction = introduced.remove(connection.remoteAddress());
    if (introduction == null) {
      connection.close(ConecError.PROTOCOL_VIOLATION.code(), "no channel was introduced from here");
      return;
    }
    introduction.deadline.cancel(false);
    Route route = introduction.route;
    accepting++;
    Handshake.run(context, options, this, introduction.expected, route, connection, options.getOpenTimeout())
      .onComplete(done -> accepting--)
      .onSuccess(channel -> {
        add(channel);
        Handler<ConecChannel> handler = channelHandler.get();
        if (handler != null) {
          context.emit(channel, handler);
        }
      })
      .onFailure(failure -> release(route, failure));
  }

  private void add(ChannelImpl channel) {
    open.add(channel);
    channel.open();
    if (closed) {
      channel.close();
    }
  }

  private void release(Route route, Throwable reason) {
    paths.remove(route);
    int code = reason instanceof ConecException failure ? failure.error().code() : ConecError.INTERNAL.code();
    ChannelClosed closed = new ChannelClosed(route.channel(), code);
    if (link.isRegistered()) {
      link.send(closed);
    } else if (unsent.size() < options.getMaxChannels()) {
      unsent.add(closed);
    }
  }

  private boolean isFull() {
    return open.size() + opening.size() + introduced.size() + accepting >= options.getMaxChannels();
  }

  private ConecException tooMany() {
    return new ConecException(ConecError.LIMIT_EXCEEDED,
      "'" + options.getId() + "' has " + options.getMaxChannels() + " channels already (maxChannels there)");
  }

  /** The Coordinator says that a channel is over. */
  void closedByCoordinator(ChannelClosed closed) {
    // What the peer calls closed by itself is closed by the peer here.
    ConecError code = ConecError.of(closed.code());
    ConecError error = code == ConecError.NONE || code == ConecError.CLOSED ? ConecError.CHANNEL_CLOSED : code;
    for (ChannelImpl channel : open) {
      if (channel.route().channel() == closed.channel()) {
        channel.close(error, "'" + channel.peer() + "': " + error.sentence());
      }
    }
  }

  /** A new Coordinator connection knows nothing of our channels, or of the old ones only. */
  void claim() {
    unsent.forEach(link::send);
    unsent.clear();
    open.forEach(channel ->
      link.send(new Claim(channel.route().channel(), channel.peer(), channel.route().isInitiator())));
  }

  @Override
  public Handler<ConecStream> streamHandler(String protocol) {
    return refusal != null ? null : streamHandlers.apply(protocol);
  }

  @Override
  public ConecException refusal() {
    return refusal;
  }

  @Override
  public void channelClosed(ChannelImpl channel) {
    open.remove(channel);
    release(channel.route(), channel.closeReason());
    idle.run();
  }

  @Override
  public void channelIdle() {
    idle.run();
  }

  /** Close everything at once, after {@link #refuse}. */
  void close() {
    closed = true;
    List.copyOf(opening.values()).forEach(promise -> promise.tryFail(refusal));
    List.copyOf(open).forEach(ChannelImpl::close);
    introduced.values().forEach(introduction -> {
      introduction.deadline.cancel(false);
      paths.remove(introduction.route);
    });
    introduced.clear();
  }
}
