package io.conec.impl.coordinator;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.CoordinatorOptions;
import io.conec.impl.cluster.Epoch;
import io.conec.impl.cluster.Node;
import io.vertx.core.json.JsonObject;

import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A node of a model: the real registry, introducer, relay and member of a cluster, without sockets.
 */
final class ModelNode implements Registry.Listener {

  private static final CoordinatorOptions OPTIONS = new CoordinatorOptions();

  final int index;
  final ModelWorld world;
  final Registry registry;
  final Introducer introducer;
  final Relay relay = new Relay();
  final ClusterMember member;
  /** All connections that it has. */
  final Set<ModelSession> sessions = new LinkedHashSet<>();

  ModelNode(ModelWorld world, ModelBus bus, int index) {
    this.world = world;
    this.index = index;
    registry = new Registry(OPTIONS, () -> ModelWorld.IDENTITY, null, this);
    introducer = new Introducer(world.eventLoop(), OPTIONS, registry, relay);
    Node self = new Node(ModelBus.name(index), new InetSocketAddress("127.0.0.1", 1 + index));
    member = new ClusterMember(bus.context(index), self, registry, introducer, JsonObject::new, () ->
      world.wall(index));
    member.start();
  }

  void hello(ModelSession session) {
    sessions.add(session);
    registry.decide(session, session.process.hello());
  }

  void closed(ModelSession session, boolean goodbye) {
    sessions.remove(session);
    RegisteredClient client = session.client();
    if (client != null && client.session() == session) {
      lost(client, goodbye);
    }
  }

  @Override
  public void registered(RegisteredClient client) {
    member.registered(client);
    if (client.localSession() instanceof ModelSession session) {
      world.welcomed(session);
    }
  }

  @Override
  public void leaving(RegisteredClient client) {
  }

  @Override
  public void lost(RegisteredClient client, boolean goodbye) {
    member.left(client, goodbye);
    if (goodbye) {
      registry.end(client, ConecError.PEER_LOST);
    } else {
      client.disconnected(world.eventLoop().schedule(() -> registry.end(client, ConecError.COORDINATOR_LOST),
        OPTIONS.getIdleTimeout().toMillis(), TimeUnit.MILLISECONDS));
    }
  }

  @Override
  public void ended(RegisteredClient client, ConecError reason) {
    member.left(client, false);
    introducer.ended(client, reason);
  }

  @Override
  public Epoch nextEpoch(String id) {
    return member.nextEpoch(id);
  }

  @Override
  public ConecException refusal() {
    return null;
  }
}
