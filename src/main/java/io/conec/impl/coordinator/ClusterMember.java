package io.conec.impl.coordinator;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.impl.cluster.ClientRecord;
import io.conec.impl.cluster.Cluster;
import io.conec.impl.cluster.Directory;
import io.conec.impl.cluster.Epoch;
import io.conec.impl.cluster.Holder;
import io.conec.impl.cluster.Node;
import io.conec.impl.wire.ChannelId;
import io.conec.impl.wire.ControlMessage.ChannelClosed;
import io.conec.impl.wire.ControlMessage.Claim;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.json.JsonObject;

import java.util.function.LongSupplier;
import java.util.function.Supplier;

import static io.conec.impl.coordinator.RemoteSession.ALIVE;
import static io.conec.impl.coordinator.RemoteSession.ANSWER;
import static io.conec.impl.coordinator.RemoteSession.CERTIFICATE;
import static io.conec.impl.coordinator.RemoteSession.CHANNEL;
import static io.conec.impl.coordinator.RemoteSession.CLAIM;
import static io.conec.impl.coordinator.RemoteSession.CLIENT;
import static io.conec.impl.coordinator.RemoteSession.CLOSED;
import static io.conec.impl.coordinator.RemoteSession.CODE;
import static io.conec.impl.coordinator.RemoteSession.INITIATOR;
import static io.conec.impl.coordinator.RemoteSession.INTRODUCE;
import static io.conec.impl.coordinator.RemoteSession.PEER;
import static io.conec.impl.coordinator.RemoteSession.PING;

/**
 * A Coordinator as a member of a cluster: it tells the other nodes about its clients, and does what they ask. Confined
 * to the event loop.
 */
final class ClusterMember {

  private final ContextInternal context;
  private final Registry registry;
  private final Introducer introducer;
  private final Cluster cluster;
  private final LongSupplier clock;

  /**
   * @param load  figures about this node for the others
   * @param clock the time, in milliseconds since 1970
   */
  ClusterMember(ContextInternal context, Node self, Registry registry, Introducer introducer,
                Supplier<JsonObject> load, LongSupplier clock) {
    this.context = context;
    this.clock = clock;
    this.registry = registry;
    this.introducer = introducer;
    this.cluster = new Cluster(context, self, load, this::changed);
    cluster.on(PING, (from, message) -> ping(message));
    cluster.on(INTRODUCE, this::introduce);
    cluster.on(CLOSED, this::closed);
    cluster.on(CLAIM, this::claim);
  }

  Future<Void> start() {
    return cluster.start();
  }

  void close() {
    cluster.close();
  }

  Cluster cluster() {
    return cluster;
  }

  Epoch nextEpoch(String id) {
    return cluster.clients().directory().nextEpoch(id, clock.getAsLong());
  }

  /** The client has connected, to this node or to another one. */
  void registered(RegisteredClient client) {
    if (client.localSession() != null) {
      cluster.clients().put(client.record());
      followOther(client.id());
    } else {
      cluster.clients().remove(client.id(), false);
    }
  }

  /** The client has lost its connection, or has left for good. */
  void left(RegisteredClient client, boolean goodbye) {
    if (client.remoteSession() == null) {
      cluster.clients().remove(client.id(), goodbye);
      followOther(client.id());
    }
  }

  /** Another node may have had a client with the id, too, which had less right to it until now. */
  private void followOther(String id) {
    Holder holder = cluster.clients().directory().holder(id);
    if (holder != null && !holder.node().equals(cluster.self().id())) {
      context.nettyEventLoop().execute(() -> {
        RegisteredClient now = registry.get(id);
        if (now == null || now.remoteSession() == null) {
          changed(id, false);
        }
      });
    }
  }

  private void changed(String id, boolean goodbye) {
    Directory directory = cluster.clients().directory();
    Holder holder = directory.holder(id);
    if (holder == null) {
      registry.heldByNone(id, goodbye);
    } else if (!holder.node().equals(cluster.self().id())) {
      heldBy(cluster.other(holder.node()), holder.record());
    }
  }

  private void heldBy(Node node, ClientRecord record) {
    RegisteredClient known = registry.get(record.id());
    boolean sameConnection = known != null && known.record().epoch().equals(record.epoch());
    registry.heldBy(new RemoteSession(cluster, node, record), record);
    introducer.foundAt(registry.get(record.id()), sameConnection);
  }

  /** Another node has a stranger who asks for the id of a client of this node. */
  private void ping(Message<JsonObject> message) {
    RegisteredClient client = registry.get(message.body().getString(CLIENT));
    LocalSession session = client == null ? null : client.localSession();
    if (session == null) {
      message.reply(new JsonObject().put(ALIVE, false));
      return;
    }
    session.checkAlive(Registry.HOLDER_CHECK).onComplete(pong -> {
      if (pong.failed() && client.session() == session) {
        cluster.clients().remove(client.id(), false);
        session.end(new ConecException(ConecError.ID_IN_USE, "the client did not answer, and another one asked for "
          + "the id"));
      }
      message.reply(new JsonObject().put(ALIVE, pong.succeeded()));
    });
  }

  private void introduce(Node from, Message<JsonObject> message) {
    JsonObject body = message.body();
    RegisteredClient initiator = clientOf(from, body.getString(PEER));
    if (initiator == null) {
      message.fail(ConecError.PEER_LOST.code(), "the initiator has left this node");
      return;
    }
    introducer.openFrom(initiator, body.getString(CLIENT), ChannelId.parse(body.getString(CHANNEL)),
      body.getBinary(CERTIFICATE))
      .onSuccess(certificate -> message.reply(new JsonObject().put(CERTIFICATE, certificate)))
      .onFailure(failure -> {
        ConecError error = failure instanceof ConecException refused ? refused.error() : ConecError.INTERNAL;
        message.fail(error.code(), failure.getMessage());
      });
  }

  private void closed(Node from, Message<JsonObject> message) {
    JsonObject body = message.body();
    RegisteredClient client = registry.get(body.getString(CLIENT));
    if (client != null && client.source() != null) {
      introducer.closedFrom(from, client,
        new ChannelClosed(ChannelId.parse(body.getString(CHANNEL)), body.getInteger(CODE)));
    }
  }

  private void claim(Node from, Message<JsonObject> message) {
    JsonObject body = message.body();
    RegisteredClient claimer = clientOf(from, body.getString(PEER));
    RegisteredClient own = registry.get(body.getString(CLIENT));
    if (claimer != null && own != null && own.source() != null) {
      introducer.claimFrom(claimer, new Claim(ChannelId.parse(body.getString(CHANNEL)), own.id(),
        body.getBoolean(INITIATOR)), body.getBoolean(ANSWER));
    }
  }

  /** @return the client if it is at this node, {@code null} otherwise */
  private RegisteredClient clientOf(Node node, String id) {
    RegisteredClient client = registry.get(id);
    return client != null && client.remoteSession() != null && client.remoteSession().node().equals(node) ? client
      : null;
  }
}
