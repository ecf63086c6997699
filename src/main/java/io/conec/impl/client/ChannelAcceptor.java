package io.conec.impl.client;

import io.conec.ClientOptions;
import io.conec.ConecChannel;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.impl.channel.Handshake.Expected;
import io.conec.impl.identity.PeerId;
import io.conec.impl.path.ClientDatagramRouter;
import io.conec.impl.path.Route;
import io.conec.impl.transport.QuicConnection;
import io.conec.impl.wire.ControlMessage.Failure;
import io.conec.impl.wire.ControlMessage.Introduce;
import io.conec.impl.wire.ControlMessage.Introduced;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;

import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Accepts the channels that the Coordinator introduces, and refuses all others. Confined to the event loop.
 */
final class ChannelAcceptor {

  private record Introduction(Expected expected, ChannelReservation reservation, Route route,
    ScheduledFuture<?> deadline) {
  }

  private final ContextInternal context;
  private final ClientOptions options;
  private final ClientDatagramRouter router;
  private final CoordinatorConnection coordinator;
  private final Channels channels;
  private final Supplier<Handler<ConecChannel>> channelHandler;
  private final Map<InetSocketAddress, Introduction> introductions = new HashMap<>();

  ChannelAcceptor(ContextInternal context, ClientOptions options, ClientDatagramRouter router,
                  CoordinatorConnection coordinator, Channels channels,
                  Supplier<Handler<ConecChannel>> channelHandler) {
    this.context = context;
    this.options = options;
    this.router = router;
    this.coordinator = coordinator;
    this.channels = channels;
    this.channelHandler = channelHandler;
  }

  /** A peer is about to connect. */
  void introduce(Introduce introduce) {
    if (!PeerId.isValid(introduce.peer())) {
      coordinator.onControlFailure(
        new ConecException(ConecError.PROTOCOL_VIOLATION, "the Coordinator introduced a peer without a valid id"));
      return;
    }
    ChannelReservation reservation;
    try {
      if (channels.refusal() == null && !options.isAcceptChannels()) {
        throw new ConecException(ConecError.CHANNEL_REFUSED,
          "'" + options.getId() + "' does not accept channels (acceptChannels there)");
      }
      reservation = channels.reserve(introduce.peer());
    } catch (ConecException e) {
      coordinator.send(new Failure(introduce.request(), e.error().code(), e.getMessage()));
      return;
    }
    Expected expected;
    try {
      expected = channels.expect(introduce.peer(), introduce.certificate(), options.getPathOptions().getPathPolicy());
    } catch (ConecException e) {
      channels.release(reservation);
      coordinator.onControlFailure(e);
      return;
    }
    Route route = router.add(introduce.channel(), false);
    ScheduledFuture<?> deadline = context.nettyEventLoop().schedule(() -> abandon(reservation, route,
      new ConecException(ConecError.TIMEOUT, "'" + introduce.peer() + "' did not connect")),
      options.getOpenTimeout().toMillis(), TimeUnit.MILLISECONDS);
    introductions.put(route.virtualAddress(), new Introduction(expected, reservation, route, deadline));
    reservation.begin(route, reason -> abandon(reservation, route, reason));
    coordinator.send(new Introduced(introduce.request()));
  }

  private void abandon(ChannelReservation reservation, Route route, ConecException reason) {
    introductions.remove(route.virtualAddress()).deadline.cancel(false);
    channels.ended(route, reason);
    channels.release(reservation);
  }

  /**
   * @return the virtual addresses of introduced peers that have not connected yet, and expect the certificate presented
   * now
   */
  Collection<InetSocketAddress> expectedPeers() {
    return List.copyOf(introductions.keySet());
  }

  /** A peer has connected. */
  void incoming(QuicConnection connection) {
    Introduction introduction = introductions.remove(connection.remoteAddress());
    if (introduction == null) {
      connection.close(ConecError.PROTOCOL_VIOLATION.code(), "no channel was introduced from here");
      return;
    }
    introduction.deadline.cancel(false);
    connection.accepted();
    Route route = introduction.route;
    channels.handshake(introduction.expected, introduction.reservation, route, connection, options.getOpenTimeout())
      .onComplete(done -> channels.release(introduction.reservation))
      .onSuccess(channel -> {
        Handler<ConecChannel> handler = channelHandler.get();
        if (handler != null) {
          context.emit(channel, handler);
        }
      })
      .onFailure(failure -> channels.ended(route, failure));
  }

  /** Forget the peers that have not connected yet. */
  void close() {
    List<Introduction> all = List.copyOf(introductions.values());
    introductions.clear();
    all.forEach(introduction -> {
      introduction.deadline.cancel(false);
      channels.ended(introduction.route, channels.refusal());
      channels.release(introduction.reservation);
    });
  }
}
