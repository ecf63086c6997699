package io.conec.impl.client;

import io.conec.ClientOptions;
import io.conec.ConecChannel;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.ConecStream;
import io.conec.PathKind;
import io.conec.PathPolicy;
import io.conec.impl.channel.ChannelImpl;
import io.conec.impl.channel.ChannelOwner;
import io.conec.impl.channel.Handshake;
import io.conec.impl.channel.Handshake.Expected;
import io.conec.impl.identity.PeerCertificateVerifier;
import io.conec.impl.identity.VerificationQueue;
import io.conec.impl.path.ClientDatagramRouter;
import io.conec.impl.path.Route;
import io.conec.impl.transport.QuicConnection;
import io.conec.impl.util.FairShare;
import io.conec.impl.wire.ControlMessage.ChannelClosed;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The channels of a client, from their handshake to their end; claims them again at a new Coordinator connection. On
 * the event loop, but for what only looks.
 */
final class Channels implements ChannelOwner {

  private record UnderWay(String peer, Consumer<ConecException> end) {
  }

  private final ContextInternal context;
  private final ClientOptions options;
  private final ClientDatagramRouter paths;
  private final CoordinatorConnection link;
  private final Function<String, Handler<ConecStream>> streamHandlers;
  private final Runnable idle;
  private final VerificationQueue verifications;
  /** Each with the policy that this end has asked for; the peer may have asked for a stricter one. */
  private final Map<ChannelImpl, PathPolicy> open = new ConcurrentHashMap<>();
  /** How to end the channels that are under way, should the Coordinator call them off. */
  private final Map<Route, UnderWay> underWay = new HashMap<>();
  /** Ends of channels that the Coordinator has not been told of. */
  private final List<ChannelClosed> unsent = new ArrayList<>();
  private final ChannelReview review;
  private final ChannelClaims claims;
  private PeerCertificateVerifier admission;
  private int pending;
  private boolean closed;
  private ConecException refusal;

  /**
   * @param idle called when something that a shutdown waits for has ended
   */
  Channels(ContextInternal context, ClientOptions options, ClientDatagramRouter paths, CoordinatorConnection link,
           Function<String, Handler<ConecStream>> streamHandlers, Runnable idle) {
    this.context = context;
    this.options = options;
    this.paths = paths;
    this.link = link;
    this.streamHandlers = streamHandlers;
    this.idle = idle;
    this.verifications = new VerificationQueue(context);
    this.review = new ChannelReview(context.nettyEventLoop(), this);
    this.claims = new ChannelClaims(link, open.keySet());
  }

  /** What certificates have to prove, as the Coordinator or our options say. */
  void admission(PeerCertificateVerifier admission) {
    this.admission = admission;
  }

  PeerCertificateVerifier admission() {
    return admission;
  }

  /** Those that are open; may change while it is looked through. */
  Set<ChannelImpl> open() {
    return open.keySet();
  }

  /** Open and accept no more channels. */
  void refuse(ConecException reason) {
    refusal = reason;
  }

  /**
   * @param policy what is asked for, {@code null} for any
   */
  ChannelImpl find(String peer, PathPolicy policy) {
    for (ChannelImpl channel : open.keySet()) {
      boolean suits = policy == null || policy == channel.pathPolicy() || policy == open.get(channel);
      if (suits && channel.peer().equals(peer) && !channel.isClosed()) {
        return channel;
      }
    }
    return null;
  }

  List<ConecChannel> list() {
    return new ArrayList<>(open.keySet());
  }

  boolean isIdle() {
    return pending == 0 && open.keySet().stream().allMatch(ChannelImpl::isIdle);
  }

  /**
   * One more channel of our own is under way, if there may be.
   *
   * @throws ConecException when there may not
   */
  void reserve() {
    reserve(options.getMaxChannels());
  }

  /** The same for a channel that a peer opens. The Coordinator has these limits, too, but may be older, or lie. */
  void reserve(String peer) {
    int most = FairShare.forOthers(options.getMaxChannels());
    int free = most - open.size() - pending;
    int share = FairShare.of(options.getMaxChannelsPerPeer(), most, free);
    if (free > 0 && accepted(peer) >= share) {
      throw new ConecException(ConecError.LIMIT_EXCEEDED, "'" + options.getId() + "' has accepted " + share
        + " channels from '" + peer + "' already: share them (maxChannelsPerPeer there)");
    }
    reserve(most);
  }

  private void reserve(int most) {
    if (refusal != null) {
      throw refusal;
    }
    if (open.size() + pending >= most) {
      throw new ConecException(ConecError.LIMIT_EXCEEDED, "'" + options.getId() + "' has " + (open.size() + pending)
        + " channels already (maxChannels there)");
    }
    pending++;
  }

  private long accepted(String peer) {
    return open.keySet().stream()
      .filter(channel -> !channel.route().isInitiator() && channel.peer().equals(peer)).count()
      + underWay.entrySet().stream()
      .filter(entry -> !entry.getKey().isInitiator() && entry.getValue().peer.equals(peer)).count();
  }

  /** What was {@linkplain #reserve() under way} is not any more. */
  void arrived() {
    pending--;
    idle.run();
  }

  /** Whom to expect at the other end of a channel. */
  Expected expect(String peer, byte[] certificate, PathPolicy policy) {
    return new Expected(peer, ClientIdentity.certificate(certificate), admission, policy);
  }

  /** Say how to end a channel that is under way, should the Coordinator call it off. */
  void underWay(Route route, String peer, Consumer<ConecException> end) {
    underWay.put(route, new UnderWay(peer, end));
  }

  /** Both ends are connected: verify the peer, and open the channel. */
  Future<ChannelImpl> handshake(Expected expected, Route route, QuicConnection connection, Duration timeout) {
    underWay(route, expected.peer(), reason -> connection.close(reason.error().code(), reason.getMessage()));
    return Handshake.run(context, options, this, expected, paths, route, connection, timeout).map(channel -> {
      underWay.remove(route);
      add(channel, expected.policy());
      if (expected.admission() != admission) {
        review.verify(channel);
      }
      return channel;
    });
  }

  private void add(ChannelImpl channel, PathPolicy wanted) {
    open.put(channel, wanted);
    channel.open();
    if (closed) {
      channel.close();
    }
  }

  /** The channel is over, or never came to be: the Coordinator has to know. */
  void release(Route route, Throwable reason) {
    paths.remove(route);
    underWay.remove(route);
    claims.forget(route);
    int code = reason instanceof ConecException failure ? failure.error().code() : ConecError.INTERNAL.code();
    ChannelClosed closed = new ChannelClosed(route.channel(), code);
    if (link.isRegistered()) {
      link.send(closed);
    } else if (unsent.size() < options.getMaxChannels()) {
      unsent.add(closed);
    }
  }

  /** The Coordinator says that a channel is over. */
  void closedByCoordinator(ChannelClosed closed) {
    List<Route> calledOff = underWay.keySet().stream().filter(route -> route.channel() == closed.channel()).toList();
    calledOff.forEach(route -> {
      ConecError error = asSeenHere(ConecError.of(closed.code()));
      underWay.remove(route).end.accept(new ConecException(error, "the channel was called off: " + error.sentence()));
    });
    for (ChannelImpl channel : open.keySet()) {
      if (channel.route().channel() == closed.channel()) {
        closedByCoordinator(channel, ConecError.of(closed.code()));
      }
    }
  }

  private static void closedByCoordinator(ChannelImpl channel, ConecError code) {
    if (code == ConecError.COORDINATOR_LOST && channel.path().getKind() == PathKind.DIRECT) {
      // It is the Coordinator that has lost the peer; whether we have, the idle time-out will tell.
      return;
    }
    ConecError error = asSeenHere(code);
    channel.close(error, "'" + channel.peer() + "': " + error.sentence());
  }

  /** What the peer calls closed by itself is closed by the peer here. */
  private static ConecError asSeenHere(ConecError code) {
    return switch (code) {
      case NONE, CLOSED -> ConecError.CHANNEL_CLOSED;
      case COORDINATOR_LOST -> ConecError.PEER_LOST;
      default -> code;
    };
  }

  /** A new Coordinator connection knows nothing of our channels, or of the old ones only. */
  void claim() {
    unsent.forEach(link::send);
    unsent.clear();
    claims.claimAll();
  }

  ChannelClaims claims() {
    return claims;
  }

  ChannelReview review() {
    return review;
  }

  /** Look for other direct paths. */
  void refreshPaths() {
    open.keySet().forEach(channel -> channel.route().refresh());
  }

  /** End all that are open or under way. */
  void end(ConecException reason) {
    List.copyOf(underWay.keySet()).forEach(route -> underWay.remove(route).end.accept(reason));
    open.keySet().forEach(channel -> channel.close(reason.error(), reason.getMessage()));
  }

  @Override
  public Handler<ConecStream> streamHandler(String protocol) {
    return refusal != null ? null : streamHandlers.apply(protocol);
  }

  @Override
  public VerificationQueue verifications() {
    return verifications;
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
    List.copyOf(open.keySet()).forEach(ChannelImpl::close);
  }
}
