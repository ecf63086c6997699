package io.conec.impl.coordinator;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.CoordinatorOptions;
import io.conec.impl.identity.PeerId;
import io.conec.impl.wire.ChannelId;
import io.conec.impl.wire.ControlMessage.ChannelClosed;
import io.conec.impl.wire.ControlMessage.Claim;
import io.conec.impl.wire.ControlMessage.Failure;
import io.conec.impl.wire.ControlMessage.Introduce;
import io.conec.impl.wire.ControlMessage.Introduced;
import io.conec.impl.wire.ControlMessage.Open;
import io.conec.impl.wire.ControlMessage.Opened;
import io.netty.channel.EventLoop;

import java.time.Duration;
import java.util.List;

/**
 * Opens and closes channels between two clients. Confined to the event loop.
 */
final class Introducer {

  /** A client answers an introduction immediately or not at all. */
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

  private final Registry registry;
  private final Relay relay;
  private final Claims claims;
  private final IntroductionLimits limits;

  Introducer(EventLoop eventLoop, CoordinatorOptions options, Registry registry, Relay relay) {
    this.registry = registry;
    this.relay = relay;
    this.claims = new Claims(eventLoop, registry, options.getIdleTimeout(),
      (client, channel) -> sendClosed(client, channel, ConecError.COORDINATOR_LOST));
    this.limits = new IntroductionLimits(options, claims);
  }

  void open(RegisteredClient initiator, Open open) {
    Session asking = initiator.session();
    RegisteredClient acceptor = registry.get(open.peer());
    try {
      check(initiator, acceptor, open.peer());
    } catch (ConecException e) {
      fail(asking, open.request(), e);
      return;
    }
    RelayedChannel channel = new RelayedChannel(ChannelId.random(), initiator, acceptor);
    // Relay from now on: the initiator's first packet may overtake the acceptor's answer.
    relay.add(channel);
    initiator.introductionRequested();
    acceptor.session().request(Introduced.class, request -> new Introduce(request, channel.id(), initiator.id(),
      CoordinatorIdentity.encode(initiator.certificate())), ANSWER_TIMEOUT, "the introduction to '" + open.peer() + "'")
      .onComplete(answer -> answered(channel, asking, open.request(), answer.cause()));
  }

  private void check(RegisteredClient initiator, RegisteredClient acceptor, String peer) {
    if (acceptor == null || acceptor.session() == null) {
      throw new ConecException(ConecError.PEER_UNKNOWN, "no peer with the id '" + peer + "' is connected");
    }
    if (!acceptor.acceptsChannels()) {
      throw new ConecException(ConecError.CHANNEL_REFUSED,
        "'" + peer + "' does not accept channels (acceptChannels there)");
    }
    limits.check(initiator, acceptor);
  }

  /**
   * The acceptor has answered, or will not. Meanwhile each client may have left, have closed the channel, or have
   * reconnected; on the new connection the request has another number or none.
   *
   * @param failure {@code null} when the acceptor is ready for the initiator
   */
  private void answered(RelayedChannel channel, Session asking, long request, Throwable failure) {
    channel.initiator().introductionAnswered();
    boolean relayed = relay.get(channel.id()) == channel;
    boolean waiting = channel.initiator().session() == asking;
    if (failure == null && relayed && waiting) {
      asking.send(new Opened(request, channel.id(), CoordinatorIdentity.encode(channel.acceptor().certificate())));
      return;
    }
    ConecException reason = failure instanceof ConecException refused ? refused
      : new ConecException(ConecError.PEER_LOST, "the channel was ended before it was open");
    if (relayed) {
      relay.remove(channel);
      sendClosed(channel.acceptor(), channel.id(), reason.error());
    }
    if (waiting) {
      fail(asking, request, reason);
    }
  }

  private static void fail(Session asking, long request, ConecException failure) {
    asking.send(new Failure(request, failure.error().code(), failure.getMessage()));
  }

  /** A client claims a channel after a reconnect. Either the channel is still known, or both ends have to claim it. */
  void claim(RegisteredClient client, Claim claim) {
    RelayedChannel known = relay.get(claim.channel());
    if (known != null && isEnd(known, client, claim) || claims.isPending(client, claim)) {
      // Ignore the repetition: a client claims the channel again for each datagram that the relay has refused.
      return;
    }
    if (known != null) {
      sendClosed(client, claim.channel(), ConecError.COORDINATOR_LOST);
    } else if (!PeerId.isValid(claim.peer())) {
      sendClosed(client, claim.channel(), ConecError.INVALID_ID);
    } else if (limits.isFull(client)) {
      sendClosed(client, claim.channel(), ConecError.LIMIT_EXCEEDED);
    } else {
      RelayedChannel claimed = claims.claim(client, claim);
      if (claimed != null) {
        relay.add(claimed);
      }
    }
  }

  private static boolean isEnd(RelayedChannel channel, RegisteredClient client, Claim claim) {
    RegisteredClient claimer = claim.initiator() ? channel.initiator() : channel.acceptor();
    RegisteredClient peer = claim.initiator() ? channel.acceptor() : channel.initiator();
    return claimer == client && peer.id().equals(claim.peer());
  }

  /** With {@code COORDINATOR_LOST} a channel whose path is direct may go on without the Coordinator. */
  private static void sendClosed(RegisteredClient client, long channel, ConecError reason) {
    client.send(new ChannelClosed(channel, reason.code()));
  }

  /** One end has closed the channel: tell the other, because the close packet of QUIC may have been lost. */
  void closed(RegisteredClient client, ChannelClosed closed) {
    claims.remove(client, closed.channel());
    RelayedChannel channel = relay.get(closed.channel());
    if (channel == null || channel.initiator() != client && channel.acceptor() != client) {
      return;
    }
    relay.remove(channel);
    RegisteredClient other = channel.other(client);
    if (other != client) {
      other.send(closed);
    }
  }

  /** The Coordinator is closed. */
  void close() {
    claims.close();
  }

  /** The client has left for good. */
  void ended(RegisteredClient client, ConecError reason) {
    claims.remove(client);
    for (RelayedChannel channel : List.copyOf(client.channels())) {
      relay.remove(channel);
      RegisteredClient other = channel.other(client);
      if (other != client) {
        sendClosed(other, channel.id(), reason);
      }
    }
  }
}
