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
 * Brings two members together, and lets them part. On the event loop.
 */
final class Introducer {

  /** A client answers an introduction at once or not at all. */
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

  private final Registry registry;
  private final Relay relay;
  private final Claims claims;
  private final IntroductionLimits limits;

  Introducer(EventLoop eventLoop, CoordinatorOptions options, Registry registry, Relay relay) {
    this.registry = registry;
    this.relay = relay;
    this.claims = new Claims(eventLoop, registry, options.getIdleTimeout(),
      (member, channel) -> tell(member, channel, ConecError.COORDINATOR_LOST));
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
    // Relayed from the first moment: the initiator's first packet may overtake the acceptor's answer.
    relay.add(channel);
    initiator.asked();
    acceptor.session().request(Introduced.class, request -> new Introduce(request, channel.id(), initiator.id(),
      CoordinatorIdentity.encode(initiator.certificate())), ANSWER_TIMEOUT, "the introduction to '" + open.peer() + "'")
      .onComplete(answer -> answered(channel, asking, open.request(), answer.cause()));
  }

  private void check(RegisteredClient initiator, RegisteredClient acceptor, String peer) {
    if (acceptor == null || acceptor.session() == null) {
      throw new ConecException(ConecError.PEER_UNKNOWN, "no peer with the id '" + peer + "' is connected");
    }
    if (!acceptor.acceptsChannels()) {
      throw new ConecException(ConecError.PEER_REFUSED,
        "'" + peer + "' does not accept channels (acceptChannels there)");
    }
    limits.check(initiator, acceptor);
  }

  /**
   * The acceptor has answered, or never will. Meanwhile each of the two may have gone, have ended the channel, or have
   * come back on another connection, where the request has another number or none.
   *
   * @param failure {@code null} when the acceptor waits for the initiator
   */
  private void answered(RelayedChannel channel, Session asking, long request, Throwable failure) {
    channel.initiator().answered();
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
      tell(channel.acceptor(), channel.id(), reason.error());
    }
    if (waiting) {
      fail(asking, request, reason);
    }
  }

  private static void fail(Session asking, long request, ConecException failure) {
    asking.send(new Failure(request, failure.error().code(), failure.getMessage()));
  }

  /** After a reconnect: the channel is known still, or both ends have to claim it. */
  void claim(RegisteredClient member, Claim claim) {
    RelayedChannel known = relay.get(claim.channel());
    if (known != null && isEnd(known, member, claim) || claims.isPending(member, claim)) {
      // Nothing new: a client that sends on a channel that is not relayed is told so each time, and claims it again.
      return;
    }
    if (known != null) {
      tell(member, claim.channel(), ConecError.COORDINATOR_LOST);
    } else if (!PeerId.isValid(claim.peer())) {
      tell(member, claim.channel(), ConecError.INVALID_ID);
    } else if (limits.isFull(member)) {
      tell(member, claim.channel(), ConecError.LIMIT_EXCEEDED);
    } else {
      RelayedChannel claimed = claims.claim(member, claim);
      if (claimed != null) {
        relay.add(claimed);
      }
    }
  }

  private static boolean isEnd(RelayedChannel channel, RegisteredClient member, Claim claim) {
    RegisteredClient claimer = claim.initiator() ? channel.initiator() : channel.acceptor();
    RegisteredClient peer = claim.initiator() ? channel.acceptor() : channel.initiator();
    return claimer == member && peer.id().equals(claim.peer());
  }

  /** With {@code COORDINATOR_LOST} a channel whose path is direct may live on without us. */
  private static void tell(RegisteredClient member, long channel, ConecError reason) {
    member.send(new ChannelClosed(channel, reason.code()));
  }

  /** One end says that the channel is over: tell the other, whose close packet may have been lost. */
  void closed(RegisteredClient member, ChannelClosed closed) {
    claims.remove(member, closed.channel());
    RelayedChannel channel = relay.get(closed.channel());
    if (channel == null || channel.initiator() != member && channel.acceptor() != member) {
      return;
    }
    relay.remove(channel);
    RegisteredClient other = channel.other(member);
    if (other != member) {
      other.send(closed);
    }
  }

  /** The Coordinator is over. */
  void close() {
    claims.close();
  }

  /** The member is over. */
  void ended(RegisteredClient member, ConecError reason) {
    claims.remove(member);
    for (RelayedChannel channel : List.copyOf(member.channels())) {
      relay.remove(channel);
      RegisteredClient other = channel.other(member);
      if (other != member) {
        tell(other, channel.id(), reason);
      }
    }
  }
}
