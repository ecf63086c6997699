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

import java.time.Duration;
import java.util.List;

/**
 * Brings two members together, and lets them part. On the event loop.
 */
final class Introducer {

  /** A client answers an introduction at once or not at all. */
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

  private final CoordinatorOptions options;
  private final Registry registry;
  private final Relay relay;
  private final Claims claims = new Claims();

  Introducer(CoordinatorOptions options, Registry registry, Relay relay) {
    this.options = options;
    this.registry = registry;
    this.relay = relay;
  }

  void open(Member initiator, Open open) {
    Member acceptor = registry.get(open.peer());
    ConecException refused = refusal(initiator, acceptor, open.peer());
    if (refused != null) {
      fail(initiator, open.request(), refused);
      return;
    }
    RelayedChannel channel = new RelayedChannel(ChannelId.random(), initiator, acceptor);
    // Relayed from the first moment: the initiator's first packet may overtake the acceptor's answer.
    relay.add(channel);
    acceptor.session().request(Introduced.class, request -> new Introduce(request, channel.id(), initiator.id(),
      CoordinatorIdentity.encode(initiator.certificate())), ANSWER_TIMEOUT, "the introduction to '" + open.peer() + "'")
      .onSuccess(ready -> initiator.send(new Opened(open.request(), channel.id(),
        CoordinatorIdentity.encode(acceptor.certificate()))))
      .onFailure(failure -> {
        relay.remove(channel);
        fail(initiator, open.request(), (ConecException) failure);
      });
  }

  private ConecException refusal(Member initiator, Member acceptor, String peer) {
    if (acceptor == null || acceptor.session() == null) {
      return new ConecException(ConecError.PEER_UNKNOWN, "no peer with the id '" + peer + "' is connected");
    }
    if (!acceptor.acceptsChannels()) {
      return new ConecException(ConecError.PEER_REFUSED,
        "'" + peer + "' does not accept channels (acceptChannels there)");
    }
    for (Member member : List.of(initiator, acceptor)) {
      if (isFull(member)) {
        return new ConecException(ConecError.LIMIT_EXCEEDED, "'" + member.id() + "' has "
          + options.getMaxChannelsPerClient() + " channels already (maxChannelsPerClient of the Coordinator)");
      }
    }
    return null;
  }

  private boolean isFull(Member member) {
    return member.channels().size() + claims.countOf(member) >= options.getMaxChannelsPerClient();
  }

  private static void fail(Member member, long request, ConecException failure) {
    member.send(new Failure(request, failure.error().code(), failure.getMessage()));
  }

  /** After a reconnect: the channel is known still, or both ends have to claim it. */
  void claim(Member member, Claim claim) {
    RelayedChannel known = relay.get(claim.channel());
    if (known != null || isFull(member) || !PeerId.isValid(claim.peer())) {
      return;
    }
    RelayedChannel claimed =
      claims.claim(member, registry.get(claim.peer()), claim.channel(), claim.peer(), claim.initiator());
    if (claimed != null) {
      relay.add(claimed);
    }
  }

  /** One end says that the channel is over: tell the other, whose close packet may have been lost. */
  void closed(Member member, ChannelClosed closed) {
    claims.remove(member, closed.channel());
    RelayedChannel channel = relay.get(closed.channel());
    if (channel == null || channel.initiator() != member && channel.acceptor() != member) {
      return;
    }
    relay.remove(channel);
    Member other = channel.other(member);
    if (other != member) {
      other.send(closed);
    }
  }

  /** The member is over. */
  void ended(Member member, ConecError reason) {
    claims.remove(member);
    for (RelayedChannel channel : List.copyOf(member.channels())) {
      relay.remove(channel);
      Member other = channel.other(member);
      if (other != member) {
        other.send(new ChannelClosed(channel.id(), reason.code()));
      }
    }
  }
}
