package io.conec.impl.coordinator;

import io.conec.BroadcastInfo;
import io.conec.ClientInfo;
import io.conec.ClusterNodeInfo;
import io.conec.ConecCoordinator;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.CoordinatorOptions;
import io.conec.impl.cluster.Epoch;
import io.conec.impl.cluster.Node;
import io.conec.impl.coordinator.broadcast.BroadcastRegistry;
import io.conec.impl.identity.Pem;
import io.conec.impl.identity.VerificationQueue;
import io.conec.impl.transport.BindAddress;
import io.conec.impl.transport.EndpointLifecycle;
import io.conec.impl.transport.PendingLimits;
import io.conec.impl.transport.QuicClose;
import io.conec.impl.transport.QuicConnection;
import io.conec.impl.transport.QuicSettings;
import io.conec.impl.transport.QuicStream;
import io.conec.impl.transport.UdpEndpoint;
import io.conec.impl.wire.BroadcastControl.Count;
import io.conec.impl.wire.BroadcastControl.Progress;
import io.conec.impl.wire.ControlMessage.ChannelClosed;
import io.conec.impl.wire.ControlMessage.Claim;
import io.conec.impl.wire.ControlMessage.Hello;
import io.conec.impl.wire.ControlMessage.Open;
import io.conec.impl.wire.ControlMessage.Shutdown;
import io.conec.impl.wire.ControlMessage;
import io.conec.impl.wire.PresenceControl.Watch;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.json.JsonObject;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * The Coordinator's API, and the dispatch of what its clients send.
 */
public final class CoordinatorImpl extends EndpointLifecycle
  implements ConecCoordinator, ClientSession.Listener, Registry.Listener {

  /** What a node tells the others about itself. */
  private static final String CLIENTS = "clients";
  private static final String CHANNELS = "channels";

  private final CoordinatorOptions options;
  private final PeerVisibility visibility;
  private final Relay relay = new Relay();
  private final Set<ClientSession> sessions = new HashSet<>();
  private volatile Handler<ClientInfo> arrivedHandler;
  private volatile Handler<ClientInfo> leftHandler;
  private volatile Handler<ClusterNodeInfo> nodeJoinedHandler;
  private volatile Handler<ClusterNodeInfo> nodeLeftHandler;
  private volatile Registry registry;
  private volatile BroadcastRegistry broadcasts;
  private Introducer introducer;
  private Presence presence;
  /** {@code null} when this is not a node of a cluster. */
  private volatile ClusterMember member;
  private volatile CoordinatorCertificateMonitor certificates;

  public CoordinatorImpl(Vertx vertx, CoordinatorOptions options) {
    super(vertx);
    this.options = new CoordinatorOptions(options);
    this.visibility = new PeerVisibility(this.options.getPeerRules());
  }

  @Override
  public Future<ConecCoordinator> listen() {
    ContextInternal context = startOnce();
    if (context == null) {
      return Future.failedFuture(new IllegalStateException("listen() was called before: create another Coordinator"));
    }
    if (options.isClustered() && !vertx().isClustered()) {
      return context.failedFuture(new ConecException(ConecError.CONFIGURATION, "option 'clustered': this Vert.x "
        + "instance is not clustered: create it with a cluster manager, or leave the option out", null, "clustered"));
    }
    Promise<ConecCoordinator> promise = context.promise();
    certificates = new CoordinatorCertificateMonitor(vertx(), context, options, Clock.systemUTC());
    certificates.update(options)
      .compose(read -> nodeHost())
      .onFailure(promise::fail)
      .onSuccess(host -> onLoop(() -> start(host, promise)));
    return promise.future().onFailure(failure -> close());
  }

  /** @return the address at which other nodes reach this one, {@code null} outside a cluster */
  private Future<InetAddress> nodeHost() {
    return options.isClustered() ? NodeAddress.of(vertx(), context(), options) : context().succeededFuture();
  }

  private void start(InetAddress host, Promise<ConecCoordinator> promise) {
    VerificationQueue verifications = new VerificationQueue(context());
    registry = new Registry(options, certificates::identity, verifications, this);
    introducer = new Introducer(context().nettyEventLoop(), options, registry, relay);
    broadcasts = new BroadcastRegistry(context().nettyEventLoop(), options.getBroadcastLimits(), relay::datagrams);
    presence = new Presence(context().nettyEventLoop(), visibility);
    UdpEndpoint.bind(context(), options, certificates.identity().credentials(), quicSettings(), relay, this::incoming)
      .onFailure(promise::fail)
      .onSuccess(bound -> {
        if (adopt(bound)) {
          relay.endpoint(bound);
          certificates.start(registry, new ClientReview(context().nettyEventLoop(), registry, verifications), bound);
          joinCluster(host, bound).<ConecCoordinator>map(this).onComplete(promise);
        } else {
          promise.fail(new ConecException(ConecError.CLOSED, "the Coordinator was closed"));
        }
      });
  }

  /** Before a client is read from the socket: other nodes learn of each. */
  private Future<Void> joinCluster(InetAddress host, UdpEndpoint bound) {
    if (!options.isClustered()) {
      return Future.succeededFuture();
    }
    Node self = new Node(UUID.randomUUID().toString(), new InetSocketAddress(host, bound.localAddress().getPort()));
    member = new ClusterMember(context(), self, registry, introducer, this::load, System::currentTimeMillis);
    member.cluster().listen(this::nodeChanged);
    broadcasts.join(member.cluster());
    return member.start();
  }

  private void nodeChanged(Node node, boolean joined) {
    emit(joined ? nodeJoinedHandler : nodeLeftHandler, node(node, false, member.cluster().load(node)));
  }

  private JsonObject load() {
    return new JsonObject().put(CLIENTS, registry.count()).put(CHANNELS, relay.channelCount())
      .put(BroadcastRegistry.CHANGES, broadcasts.changes());
  }

  private QuicSettings quicSettings() {
    PendingLimits pending = new PendingLimits(options.getMaxPendingConnections(),
      options.getMaxPendingConnectionsPerAddress(),
      options.getMaxNewConnectionsPerSecond(), options.getRegistrationTimeout(), "registrationTimeout",
      "maxPendingConnections, maxPendingConnectionsPerAddress, maxNewConnectionsPerSecond of the Coordinator");
    int maxStreams = options.getBroadcastLimits().getMaxBroadcastsPerClient() + ClientSession.SPARE_STREAMS;
    return new QuicSettings(BindAddress.of(options), options.isRetry(), options.getIdleTimeout(), maxStreams, pending);
  }

  private void incoming(QuicConnection connection) {
    if (isShuttingDown()) {
      connection.close(ConecError.COORDINATOR_SHUTDOWN.code(), ConecError.COORDINATOR_SHUTDOWN.description());
    } else {
      sessions.add(new ClientSession(context().nettyEventLoop(), options, connection, this));
    }
  }

  @Override
  public void hello(ClientSession session, Hello hello) {
    registry.hello(session, hello);
  }

  @Override
  public ConecException refusal() {
    return isShuttingDown() ? shutdownReason() : null;
  }

  private static ConecException shutdownReason() {
    return new ConecException(ConecError.COORDINATOR_SHUTDOWN, ConecError.COORDINATOR_SHUTDOWN.description());
  }

  @Override
  public void message(RegisteredClient client, ControlMessage message) {
    if (message instanceof Open open) {
      introducer.open(client, open);
    } else if (message instanceof ChannelClosed channelClosed) {
      introducer.closed(client, channelClosed);
    } else if (message instanceof Claim claim) {
      introducer.claim(client, claim);
    } else if (message instanceof Count count) {
      broadcasts.count(client, count);
    } else if (message instanceof Progress progress) {
      broadcasts.progress(client, progress);
    } else if (message instanceof Watch watch) {
      presence.watch(client, watch);
    } else {
      client.localSession().end(new ConecException(ConecError.PROTOCOL_VIOLATION,
        message.getClass().getSimpleName() + " is not for a Coordinator"));
    }
  }

  @Override
  public void stream(ClientSession session, QuicStream stream) {
    // A session that was replaced still has a client, but its messages do not count.
    if (session.client().session() == session) {
      broadcasts.stream(session, stream);
    }
  }

  @Override
  public void closed(ClientSession session, QuicClose close) {
    sessions.remove(session);
    RegisteredClient client = session.client();
    if (client != null && client.session() == session) {
      lost(client, close.cause() == QuicClose.Cause.PEER && close.code() == ConecError.NONE.code());
    }
    closeIfIdle();
  }

  @Override
  public void lost(RegisteredClient client, boolean goodbye) {
    broadcasts.disconnected(client);
    presence.left(client, goodbye ? ConecError.NONE : ConecError.PEER_LOST);
    leaveCluster(client, goodbye);
    if (goodbye) {
      registry.end(client, ConecError.PEER_LOST);
    } else {
      leaving(client);
      ScheduledFuture<?> linger = context().nettyEventLoop().schedule(
        () -> registry.end(client, ConecError.COORDINATOR_LOST), options.getIdleTimeout().toMillis(),
        TimeUnit.MILLISECONDS);
      client.disconnected(linger);
    }
  }

  @Override
  public Epoch nextEpoch(String id) {
    return member == null ? Epoch.ALONE : member.nextEpoch(id);
  }

  @Override
  public void registered(RegisteredClient client) {
    // End its subscriptions and its watch of the connection before this one.
    broadcasts.disconnected(client);
    presence.joined(client);
    if (member != null) {
      member.registered(client);
    }
    if (client.localSession() != null) {
      emit(arrivedHandler, info(client));
    }
  }

  @Override
  public void ended(RegisteredClient client, ConecError reason) {
    leaving(client);
    broadcasts.disconnected(client);
    presence.left(client, reason);
    leaveCluster(client, false);
    introducer.ended(client, reason);
  }

  private void leaveCluster(RegisteredClient client, boolean goodbye) {
    if (member != null) {
      member.left(client, goodbye);
    }
  }

  @Override
  public void leaving(RegisteredClient client) {
    if (client.localSession() != null) {
      emit(leftHandler, info(client));
    }
  }

  private ClientInfo info(RegisteredClient client) {
    ClusterMember current = member;
    return client.info(current == null ? null : NetUtil.toSocketAddressString(current.cluster().self().address()));
  }

  @Override
  protected void beginShutdown() {
    List<ClientSession> registered = sessions.stream().filter(session -> session.client() != null).toList();
    if (member != null && !member.cluster().others().isEmpty()) {
      new Departure(context().nettyEventLoop(), registered).begin();
    } else {
      registered.forEach(session -> session.send(new Shutdown()));
    }
  }

  @Override
  protected boolean isIdle() {
    return sessions.isEmpty();
  }

  @Override
  protected Future<Void> release() {
    List.copyOf(sessions).forEach(session -> session.end(shutdownReason()));
    if (registry != null) {
      registry.close();
      introducer.close();
      presence.close();
    }
    if (member != null) {
      broadcasts.leave();
      member.close();
    }
    if (certificates != null) {
      certificates.close();
    }
    return Future.succeededFuture();
  }

  @Override
  public int actualPort() {
    UdpEndpoint bound = endpoint();
    return bound == null ? 0 : bound.localAddress().getPort();
  }

  @Override
  public String certificate() {
    return endpoint() == null ? null : Pem.write(certificates.identity().credentials().chain());
  }

  @Override
  public Future<Boolean> updateCertificates(CoordinatorOptions newOptions) {
    if (endpoint() == null) {
      return Future.failedFuture(new IllegalStateException("the Coordinator does not listen: call listen() first"));
    }
    CoordinatorOptions copy = new CoordinatorOptions(newOptions);
    Promise<Boolean> promise = context().promise();
    onLoop(() -> certificates.update(copy).onComplete(promise));
    return promise.future();
  }

  @Override
  public List<ClientInfo> clients() {
    Registry current = registry;
    return current == null ? List.of() : current.connected().stream().map(this::info).toList();
  }

  @Override
  public int clientCount() {
    Registry current = registry;
    return current == null ? 0 : current.connected().size();
  }

  @Override
  public List<ClusterNodeInfo> nodes() {
    ClusterMember current = member;
    if (current == null) {
      return List.of();
    }
    List<ClusterNodeInfo> nodes = new ArrayList<>(List.of(node(current.cluster().self(), true, load())));
    current.cluster().others().forEach(other -> nodes.add(node(other, false, current.cluster().load(other))));
    return nodes;
  }

  private static ClusterNodeInfo node(Node node, boolean local, JsonObject load) {
    return new ClusterNodeInfo(NetUtil.toSocketAddressString(node.address()), local, load.getInteger(CLIENTS, 0),
      load.getInteger(CHANNELS, 0));
  }

  @Override
  public int pendingConnectionCount() {
    UdpEndpoint bound = endpoint();
    return bound == null ? 0 : bound.pendingConnections();
  }

  @Override
  public int channelCount() {
    return relay.channelCount();
  }

  @Override
  public List<BroadcastInfo> broadcasts() {
    BroadcastRegistry current = broadcasts;
    return current == null ? List.of() : current.list();
  }

  @Override
  public ConecCoordinator clientRegisteredHandler(Handler<ClientInfo> handler) {
    arrivedHandler = handler;
    return this;
  }

  @Override
  public ConecCoordinator clientUnregisteredHandler(Handler<ClientInfo> handler) {
    leftHandler = handler;
    return this;
  }

  @Override
  public ConecCoordinator nodeJoinedHandler(Handler<ClusterNodeInfo> handler) {
    nodeJoinedHandler = handler;
    return this;
  }

  @Override
  public ConecCoordinator nodeLeftHandler(Handler<ClusterNodeInfo> handler) {
    nodeLeftHandler = handler;
    return this;
  }
}
