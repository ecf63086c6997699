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
import io.conec.impl.wire.FailureCode;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The channels of a client, from the handshake to the end. It claims them again on a new connection to the Coordinator.
 * Confined to the event loop; queries are safe from any thread.
 */
final class Channels implements ChannelOwner {

  private final ContextInternal context;
  private final ClientOptions options;
  private final ClientDatagramRouter router;
  private final CoordinatorConnection coordinator;
  private final Function<String, Handler<ConecStream>> streamHandlers;
  private final Runnable idle;
  private final VerificationQueue verifications;
  /** The open channels with the policy that this end requested; the peer may have requested a stricter one. */
  private final Map<ChannelImpl, PathPolicy> open = new ConcurrentHashMap<>();
  private final Set<ChannelReservation> pending = new HashSet<>();
  /** Ends of channels that the Coordinator does not know of yet. */
  private final List<ChannelClosed> unsent = new ArrayList<>();
  private final ChannelReview review;
  private final ChannelClaims claims;
  private PeerCertificateVerifier verifier;
  private boolean closed;
  private ConecException refusal;

  /**
   * @param idle called when something that a shutdown may wait for has ended
   */
  Channels(ContextInternal context, ClientOptions options, ClientDatagramRouter router,
           CoordinatorConnection coordinator, Function<String, Handler<ConecStream>> streamHandlers, Runnable idle) {
    this.context = context;
    this.options = options;
    this.router = router;
    this.coordinator = coordinator;
    this.streamHandlers = streamHandlers;
    this.idle = idle;
    this.verifications = new VerificationQueue(context);
    this.review = new ChannelReview(context.nettyEventLoop(), this);
    this.claims = new ChannelClaims(coordinator, open.keySet());
  }

  /** Set the verifier of the certificates of peers, which comes from the Coordinator or from the options. */
  void verifier(PeerCertificateVerifier verifier) {
    this.verifier = verifier;
  }

  PeerCertificateVerifier verifier() {
    return verifier;
  }

  /** @return the open channels; the set may change during an iteration */
  Set<ChannelImpl> open() {
    return open.keySet();
  }

  /** Open and accept no more channels. */
  void refuse(ConecException reason) {
    refusal = reason;
  }

  /**
   * @param policy the requested policy, {@code null} for any
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
    return pending.isEmpty() && open.keySet().stream().allMatch(ChannelImpl::isIdle);
  }

  /**
   * Reserve room for a channel that this client opens.
   *
   * @throws ConecException when there is no room
   */
  ChannelReservation reserve() {
    return reserve(null, options.getMaxChannels());
  }

  /** Reserve room for a channel of a peer. The Coordinator has the same limits, but may be older, or misbehave. */
  ChannelReservation reserve(String peer) {
    int most = FairShare.forOthers(options.getMaxChannels());
    int free = most - open.size() - pending.size();
    int share = FairShare.of(options.getMaxChannelsPerPeer(), most, free);
    if (free > 0 && accepted(peer) >= share) {
      throw new ConecException(ConecError.LIMIT_EXCEEDED, "'" + options.getId() + "' has accepted " + share
        + " channels from '" + peer + "' already: share them (maxChannelsPerPeer there)");
    }
    return reserve(peer, most);
  }

  private ChannelReservation reserve(String initiator, int most) {
    if (refusal != null) {
      throw refusal;
    }
    int count = open.size() + pending.size();
    if (count >= most) {
      throw new ConecException(ConecError.LIMIT_EXCEEDED, "'" + options.getId() + "' has " + count
        + " channels already (maxChannels there)");
    }
    ChannelReservation reservation = new ChannelReservation(initiator);
    pending.add(reservation);
    return reservation;
  }

  private long accepted(String peer) {
    return open.keySet().stream()
      .filter(channel -> !channel.route().isInitiator() && channel.peer().equals(peer)).count()
      + pending.stream().filter(reservation -> reservation.isOpenedBy(peer)).count();
  }

  /** Release a {@linkplain #reserve() reservation}: the channel is open, or has failed. */
  void release(ChannelReservation reservation) {
    pending.remove(reservation);
    idle.run();
  }

  /** @return what the peer at the other end of a channel has to prove */
  Expected expect(String peer, byte[] certificate, PathPolicy policy) {
    return new Expected(peer, ClientIdentity.certificate(certificate), verifier, policy);
  }

  /** Both ends are connected: verify the peer, and open the channel. */
  Future<ChannelImpl> handshake(Expected expected, ChannelReservation reservation, Route route,
                                QuicConnection connection, Duration timeout) {
    reservation.begin(route, reason -> connection.close(reason.error().code(), reason.getMessage()));
    return Handshake.run(context, options, this, expected, router, route, connection, timeout).map(channel -> {
      reservation.settle();
      add(channel, expected.policy());
      if (expected.verifier() != verifier) {
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

  /** The channel has ended, or failed to open: tell the Coordinator. */
  void ended(Route route, Throwable reason) {
    router.remove(route);
    claims.forget(route);
    int code = reason instanceof ConecException failure ? failure.error().code() : ConecError.INTERNAL.code();
    ChannelClosed closed = new ChannelClosed(route.channel(), code);
    if (coordinator.isRegistered()) {
      coordinator.send(closed);
    } else if (unsent.size() < options.getMaxChannels()) {
      unsent.add(closed);
    }
  }

  /** The Coordinator reports the end of a channel. */
  void closedByCoordinator(ChannelClosed closed) {
    pending.stream().filter(reservation -> reservation.isFor(closed.channel())).toList().forEach(reservation -> {
      ConecError error = asSeenHere(closed.code());
      reservation.cancel(new ConecException(error, "the channel was called off: " + error.description()));
    });
    for (ChannelImpl channel : open.keySet()) {
      if (channel.route().channel() == closed.channel()) {
        closedByCoordinator(channel, closed.code());
      }
    }
  }

  private static void closedByCoordinator(ChannelImpl channel, int code) {
    if (code == ConecError.COORDINATOR_LOST.code() && channel.path().getKind() == PathKind.DIRECT) {
      // The Coordinator has lost the peer, but this client may not have: its idle time-out decides.
      return;
    }
    ConecError error = asSeenHere(code);
    channel.close(error, "'" + channel.peer() + "': " + error.description());
  }

  /** Translate the code of the other side into the view of this end. */
  private static ConecError asSeenHere(int code) {
    ConecError error = code == ConecError.NONE.code() ? ConecError.CLOSED : FailureCode.error(code);
    return switch (error) {
      case CLOSED -> ConecError.CHANNEL_CLOSED;
      case COORDINATOR_LOST -> ConecError.PEER_LOST;
      default -> error;
    };
  }

  /** A new Coordinator does not know the channels, and a known one knows only those from before. */
  void claim() {
    unsent.forEach(coordinator::send);
    unsent.clear();
    claims.claimAll();
  }

  ChannelClaims claims() {
    return claims;
  }

  ChannelReview review() {
    return review;
  }

  /** Look for other direct paths of all channels. */
  void refreshPaths() {
    open.keySet().forEach(channel -> channel.route().refresh());
  }

  /** End all channels, including those that are being opened. */
  void end(ConecException reason) {
    List.copyOf(pending).forEach(reservation -> reservation.cancel(reason));
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
    ended(channel.route(), channel.closeReason());
    idle.run();
  }

  @Override
  public void channelIdle() {
    idle.run();
  }

  /** Close all channels immediately; called after {@link #refuse}. */
  void close() {
    closed = true;
    List.copyOf(open.keySet()).forEach(ChannelImpl::close);
  }
}
