package io.conec.impl.coordinator;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.CoordinatorOptions;
import io.conec.impl.cluster.Node;
import io.conec.impl.identity.PeerId;
import io.conec.impl.wire.ChannelId;
import io.conec.impl.wire.ControlMessage.ChannelClosed;
import io.conec.impl.wire.ControlMessage.Claim;
import io.conec.impl.wire.ControlMessage.Failure;
import io.conec.impl.wire.ControlMessage.Open;
import io.conec.impl.wire.ControlMessage.Opened;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;

import java.time.Duration;
import java.util.List;

/**
 * Opens and closes channels between two clients. Confined to the event loop.
 */
final class Introducer {

  /** A client answers an introduction immediately or not at all. */
  static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

  private final Registry registry;
  private final Relay relay;
  private final Claims claims;
  private final IntroductionLimits limits;
  private final MovedChannels moved;

  Introducer(EventLoop eventLoop, CoordinatorOptions options, Registry registry, Relay relay) {
    this.registry = registry;
    this.relay = relay;
    this.claims = new Claims(eventLoop, registry, options.getIdleTimeout(),
      (client, channel) -> sendClosed(client, channel, ConecError.COORDINATOR_LOST));
    this.limits = new IntroductionLimits(options, claims);
    this.moved = new MovedChannels(eventLoop, this::abandoned);
  }

  void open(RegisteredClient initiator, Open open) {
    LocalSession asking = initiator.localSession();
    byte[] certificate = CoordinatorIdentity.encode(initiator.certificate());
    RelayedChannel channel;
    Future<byte[]> answer;
    try {
      channel = new RelayedChannel(ChannelId.random(), initiator, acceptor(initiator, open.peer(), certificate));
      answer = introduce(channel, certificate);
    } catch (ConecException e) {
      fail(asking, open.request(), e);
      return;
    }
    initiator.introductionRequested();
    answer.onComplete((accepted, failure) -> answered(channel, asking, open.request(), accepted, failure));
  }

  /**
   * @throws ConecException when the initiator cannot be introduced to this peer now
   */
  private RegisteredClient acceptor(RegisteredClient initiator, String peer, byte[] certificate) {
    RegisteredClient acceptor = registry.get(peer);
    if (acceptor == null || acceptor.session() == null) {
      throw new ConecException(ConecError.PEER_UNKNOWN, "no peer with the id '" + peer + "' is connected");
    }
    if (!acceptor.record().acceptsChannels()) {
      throw new ConecException(ConecError.CHANNEL_REFUSED,
        "'" + peer + "' does not accept channels (acceptChannels there)");
    }
    limits.check(initiator, acceptor, certificate);
    return acceptor;
  }

  /** Relay from now on: the first packet of the initiator may overtake the answer of the acceptor. */
  private Future<byte[]> introduce(RelayedChannel channel, byte[] certificate) {
    relay.add(channel);
    return channel.acceptor().session().introduce(channel.id(), channel.initiator().id(), certificate);
  }

  /**
   * A client of another node opens a channel to one of this node.
   *
   * @return the certificate of the acceptor, DER
   */
  Future<byte[]> openFrom(RegisteredClient initiator, String peer, long id, byte[] certificate) {
    if (relay.get(id) != null) {
      return Future.failedFuture(new ConecException(ConecError.INTERNAL, "the channel id is in use"));
    }
    RelayedChannel channel;
    Future<byte[]> answer;
    try {
      RegisteredClient acceptor = acceptor(initiator, peer, certificate);
      if (acceptor.localSession() == null) {
        throw new ConecException(ConecError.PEER_UNKNOWN, "'" + peer + "' has gone to another node: try again");
      }
      channel = new RelayedChannel(id, initiator, acceptor);
      answer = introduce(channel, certificate);
    } catch (ConecException e) {
      return Future.failedFuture(e);
    }
    return answer.onFailure(failure -> {
      if (relay.get(id) == channel) {
        remove(channel);
      }
    });
  }

  /**
   * The acceptor has answered, or will not. Meanwhile each client may have left, have closed the channel, or have
   * reconnected; on the new connection the request has another number or none.
   *
   * @param failure {@code null} when the acceptor is ready for the initiator
   */
  private void answered(RelayedChannel channel, LocalSession asking, long request, byte[] certificate,
                        Throwable failure) {
    channel.initiator().introductionAnswered();
    boolean relayed = relay.get(channel.id()) == channel;
    boolean waiting = channel.initiator().session() == asking;
    if (failure == null && relayed && waiting) {
      asking.send(new Opened(request, channel.id(), certificate));
      return;
    }
    ConecException reason = failure instanceof ConecException refused ? refused
      : new ConecException(ConecError.PEER_LOST, "the channel was ended before it was open");
    if (relayed) {
      remove(channel);
      sendClosed(channel.acceptor(), channel.id(), reason.error());
    }
    if (waiting) {
      fail(asking, request, reason);
    }
  }

  private static void fail(LocalSession asking, long request, ConecException failure) {
    asking.send(new Failure(request, failure.error().code(), failure.getMessage()));
  }

  /** A client claims a channel after a reconnect. Either the channel is still known, or both ends have to claim it. */
  void claim(RegisteredClient client, Claim claim) {
    RelayedChannel known = relay.get(claim.channel());
    if (known != null && isEnd(known, client, claim)) {
      moved.remove(known);
      claimAtPeer(client, claim, false);
    } else if (claims.isPending(client, claim)) {
      // A client claims the channel again for each datagram that the relay has refused.
      claimAtPeer(client, claim, false);
    } else if (known != null) {
      sendClosed(client, claim.channel(), ConecError.COORDINATOR_LOST);
    } else if (!PeerId.isValid(claim.peer())) {
      sendClosed(client, claim.channel(), ConecError.INVALID_ID);
    } else if (limits.isFull(client)) {
      sendClosed(client, claim.channel(), ConecError.LIMIT_EXCEEDED);
    } else {
      match(client, claim);
      claimAtPeer(client, claim, false);
    }
  }

  private void match(RegisteredClient client, Claim claim) {
    RelayedChannel claimed = claims.claim(client, claim);
    if (claimed != null) {
      relay.add(claimed);
    }
  }

  /** The node of the peer decides with its own claim, or because it knows the channel. */
  private void claimAtPeer(RegisteredClient client, Claim claim, boolean answer) {
    RegisteredClient peer = registry.get(claim.peer());
    if (peer != null && peer.remoteSession() != null) {
      peer.remoteSession().claim(client.id(), claim, answer);
    }
  }

  /**
   * A client of another node claims a channel to a client of this node.
   *
   * @param answer whether this answers a claim of a client of this node
   */
  void claimFrom(RegisteredClient client, Claim claim, boolean answer) {
    RegisteredClient own = registry.get(claim.peer());
    RelayedChannel known = relay.get(claim.channel());
    if (known != null && !isEnd(known, client, claim)) {
      sendClosed(client, claim.channel(), ConecError.COORDINATOR_LOST);
      return;
    }
    if (known != null) {
      moved.remove(known);
    } else if (!claims.isPending(client, claim) && !limits.isFull(client)) {
      match(client, claim);
    }
    if (!answer && relay.get(claim.channel()) != null) {
      claimAtPeer(own, new Claim(claim.channel(), client.id(), !claim.initiator()), true);
    }
  }

  /**
   * The client is at another node now, or can be reached there again. Its channels to clients of this node go on when
   * both nodes have claimed them. This one claims them again, because what it said before may be lost, or was said to
   * the node before.
   *
   * @param sameConnection whether the node knows the channels, because the client has not moved
   */
  void foundAt(RegisteredClient client, boolean sameConnection) {
    for (RelayedChannel channel : List.copyOf(client.channels())) {
      RegisteredClient other = channel.other(client);
      if (other.source() == null) {
        remove(channel);
        continue;
      }
      if (!sameConnection) {
        moved.add(channel);
      }
      claimAtPeer(other, new Claim(channel.id(), client.id(), channel.initiator() == other), false);
    }
    if (!sameConnection) {
      claims.remove(client);
    }
    claims.waitingFor(client.id()).forEach((waiting, theirs) ->
      theirs.forEach(claim -> claimAtPeer(waiting, claim, false)));
  }

  private void abandoned(RelayedChannel channel) {
    if (relay.get(channel.id()) == channel) {
      remove(channel);
      sendClosed(channel.initiator(), channel.id(), ConecError.COORDINATOR_LOST);
      sendClosed(channel.acceptor(), channel.id(), ConecError.COORDINATOR_LOST);
    }
  }

  private void remove(RelayedChannel channel) {
    relay.remove(channel);
    moved.remove(channel);
  }

  private static boolean isEnd(RelayedChannel channel, RegisteredClient client, Claim claim) {
    RegisteredClient claimer = claim.initiator() ? channel.initiator() : channel.acceptor();
    RegisteredClient peer = claim.initiator() ? channel.acceptor() : channel.initiator();
    return claimer == client && peer.id().equals(claim.peer());
  }

  /** With {@code COORDINATOR_LOST} a channel whose path is direct may go on without the Coordinator. */
  private static void sendClosed(RegisteredClient client, long channel, ConecError reason) {
    client.channelClosed(new ChannelClosed(channel, reason.code()));
  }

  /** One end has closed the channel: tell the other, because the close packet of QUIC may have been lost. */
  void closed(RegisteredClient client, ChannelClosed closed) {
    claims.remove(client, closed.channel());
    RelayedChannel channel = relay.get(closed.channel());
    if (channel == null || channel.initiator() != client && channel.acceptor() != client) {
      return;
    }
    remove(channel);
    RegisteredClient other = channel.other(client);
    if (other != client) {
      other.channelClosed(closed);
    }
  }

  /** Another node has ended a channel of this client, or does not match its claim. */
  void closedFrom(Node node, RegisteredClient client, ChannelClosed closed) {
    RelayedChannel channel = relay.get(closed.channel());
    if (channel == null) {
      if (claims.remove(client, closed.channel())) {
        client.channelClosed(closed);
      }
    } else if (channel.initiator() == client || channel.acceptor() == client) {
      RemoteSession other = channel.other(client).remoteSession();
      if (other != null && other.node().equals(node)) {
        remove(channel);
        client.channelClosed(closed);
      }
    }
  }

  /** The Coordinator is closed. */
  void close() {
    claims.close();
    moved.close();
  }

  /** The client has left for good. */
  void ended(RegisteredClient client, ConecError reason) {
    claims.remove(client);
    for (RelayedChannel channel : List.copyOf(client.channels())) {
      remove(channel);
      RegisteredClient other = channel.other(client);
      if (other != client) {
        sendClosed(other, channel.id(), reason);
      }
    }
  }
}
