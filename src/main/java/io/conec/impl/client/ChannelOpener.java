package io.conec.impl.client;

import io.conec.ChannelOptions;
import io.conec.ClientOptions;
import io.conec.ConecChannel;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.PathPolicy;
import io.conec.impl.channel.ChannelImpl;
import io.conec.impl.channel.Handshake.Expected;
import io.conec.impl.identity.PeerId;
import io.conec.impl.path.ClientDatagramRouter;
import io.conec.impl.path.Route;
import io.conec.impl.transport.QuicConnection;
import io.conec.impl.transport.UdpEndpoint;
import io.conec.impl.wire.ControlMessage.Open;
import io.conec.impl.wire.ControlMessage.Opened;
import io.vertx.core.Future;
import io.vertx.core.Promise;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Opens channels: asks the Coordinator for an introduction, then connects to the peer. Confined to the event loop.
 */
final class ChannelOpener {

  /** Callers with the same request share a channel. */
  private record ChannelRequest(String peer, PathPolicy policy) {
  }

  private final ClientOptions options;
  private final UdpEndpoint endpoint;
  private final ClientDatagramRouter router;
  private final CoordinatorConnection coordinator;
  private final Channels channels;
  private final Map<ChannelRequest, Promise<ConecChannel>> pendingRequests = new HashMap<>();

  ChannelOpener(ClientOptions options, UdpEndpoint endpoint, ClientDatagramRouter router,
                CoordinatorConnection coordinator, Channels channels) {
    this.options = options;
    this.endpoint = endpoint;
    this.router = router;
    this.coordinator = coordinator;
    this.channels = channels;
  }

  Future<ConecChannel> open(String peer, ChannelOptions channelOptions) {
    if (channels.refusal() != null) {
      return Future.failedFuture(channels.refusal());
    }
    if (!PeerId.isValid(peer)) {
      return Future.failedFuture(new ConecException(ConecError.INVALID_ID, "the peer's id must have 1 to "
        + PeerId.MAX_LENGTH + " letters, digits, '-', '.' or '_'"));
    }
    ChannelImpl existing = channels.find(peer, channelOptions.getPathPolicy());
    if (existing != null) {
      return Future.succeededFuture(existing);
    }
    ChannelRequest request = new ChannelRequest(peer, channelOptions.getPathPolicy());
    Promise<ConecChannel> pending = pendingRequests.get(request);
    return pending != null ? pending.future() : open(request);
  }

  private Future<ConecChannel> open(ChannelRequest request) {
    ChannelReservation reservation;
    try {
      reservation = channels.reserve();
    } catch (ConecException e) {
      return Future.failedFuture(e);
    }
    Promise<ConecChannel> promise = Promise.promise();
    pendingRequests.put(request, promise);
    long deadline = System.nanoTime() + options.getOpenTimeout().toNanos();
    coordinator.request(Opened.class, number -> new Open(number, request.peer), "the introduction to '" + request.peer
      + "'")
      .compose(answer -> connect(request, reservation, (Opened) answer, deadline))
      .onComplete(result -> {
        pendingRequests.remove(request);
        channels.release(reservation);
        if (result.succeeded()) {
          promise.tryComplete(result.result());
        } else {
          promise.tryFail(result.cause());
        }
      });
    return promise.future();
  }

  private Future<ChannelImpl> connect(ChannelRequest request, ChannelReservation reservation, Opened opened,
    long deadline) {
    PathPolicy policy = request.policy != null ? request.policy : options.getPathOptions().getPathPolicy();
    Expected expected = channels.expect(request.peer, opened.certificate(), policy);
    Route route = router.add(opened.channel(), true);
    Promise<QuicConnection> connected = Promise.promise();
    reservation.begin(route, connected::tryFail);
    endpoint.connectPeer(route.virtualAddress(), request.peer, until(deadline), connected::tryComplete,
      connected::tryFail);
    return connected.future()
      .compose(connection -> channels.handshake(expected, reservation, route, connection, until(deadline)))
      .onFailure(failure -> channels.ended(route, failure));
  }

  private static Duration until(long deadline) {
    return Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
  }

  /** Fail the pending requests. */
  void close(ConecException reason) {
    List.copyOf(pendingRequests.values()).forEach(promise -> promise.tryFail(reason));
  }
}
