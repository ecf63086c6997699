package io.conec;

import io.conec.impl.coordinator.CoordinatorImpl;
import io.vertx.codegen.annotations.Fluent;
import io.vertx.codegen.annotations.GenIgnore;
import io.vertx.codegen.annotations.Nullable;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The Coordinator: it authenticates clients, introduces them to each other, and relays the datagrams of channels that
 * have no direct path. It sees ids, addresses and ciphertext of channels, but not the messages. It also passes on the
 * messages of broadcasts, which it can read.
 * <p>
 * The Coordinator keeps no state on disk: after a restart clients reconnect and claim their channels again by
 * themselves. Handlers run on the context that called {@link #listen()}. All methods can be called from any thread.
 */
@VertxGen
public interface ConecCoordinator {

  /**
   * Create a Coordinator. It does nothing before {@link #listen()}.
   *
   * @param vertx   the Vert.x instance
   * @param options the options, copied
   * @return the Coordinator
   */
  static ConecCoordinator create(Vertx vertx, CoordinatorOptions options) {
    return new CoordinatorImpl(vertx, options);
  }

  /**
   * Bind the UDP socket and accept clients. A Coordinator listens once; a second call fails with an
   * {@link IllegalStateException}.
   *
   * @return a future completed with this Coordinator when it accepts clients; it fails with
   * {@link ConecError#CONFIGURATION} when the port is in use, or a file that the options name cannot be used
   */
  Future<ConecCoordinator> listen();

  /**
   * @return the bound UDP port, which differs from {@link CoordinatorOptions#getPort()} when that is 0; 0 before
   * {@link #listen()}
   */
  int actualPort();

  /**
   * @return the certificate of this Coordinator as PEM, for the {@code trustOptions} of the clients when it is
   * self-signed; {@code null} before {@link #listen()}
   */
  @Nullable
  String certificate();

  /**
   * Replace the certificate, the client authority, the deny list or the revocation lists without a restart.
   * <p>
   * The Coordinator reads only {@link EndpointOptions#setKeyCertOptions},
   * {@link CoordinatorOptions#setClientTrustOptions}, {@link CoordinatorOptions#setCrlPaths} and
   * {@link CoordinatorOptions#setDenyListPath} from these options, and keeps its own value for each that is not set. So
   * an option that you forget admits nobody; to admit everybody create another Coordinator. The Coordinator watches its
   * files, so you need not call this method when only their content has changed.
   * <p>
   * New connections get the new certificate; open ones go on. The Coordinator disconnects clients whose certificate is
   * revoked or not signed by the new authority, and ends their channels at both ends. It sends the new authority to the
   * other clients.
   * <p>
   * The call fails when a file cannot be read or the options do not fit together, and with an
   * {@link IllegalStateException} before {@link #listen()}. Then nothing changes.
   *
   * @param options the options, copied
   * @return a future completed with {@code true} when something has changed
   */
  Future<Boolean> updateCertificates(CoordinatorOptions options);

  /**
   * @return the registered clients, of all nodes if this Coordinator is clustered
   */
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  List<ClientInfo> clients();

  /**
   * @return the number of registered clients, of all nodes if this Coordinator is clustered
   */
  int clientCount();

  /**
   * @return the nodes of a {@linkplain CoordinatorOptions#setClustered clustered} Coordinator, this one first; empty
   * when it is not clustered
   */
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  List<ClusterNodeInfo> nodes();

  /**
   * @return the number of connections that are not registered yet, including half-open handshakes, at most
   * {@link CoordinatorOptions#getMaxPendingConnections()}. It exceeds a few only when many clients connect at the same
   * time, or during an attack
   */
  int pendingConnectionCount();

  /**
   * @return the number of channels between clients
   */
  int channelCount();

  /**
   * @return the broadcasts, with the numbers of their senders and readers
   */
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  List<BroadcastInfo> broadcasts();

  /**
   * Set a handler that is called when a client has registered.
   *
   * @param handler the handler
   * @return a reference to this, so the API can be used fluently
   */
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  @Fluent
  ConecCoordinator clientRegisteredHandler(@Nullable Handler<ClientInfo> handler);

  /**
   * Set a handler that is called when a client has closed its connection or lost it.
   *
   * @param handler the handler
   * @return a reference to this, so the API can be used fluently
   */
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  @Fluent
  ConecCoordinator clientUnregisteredHandler(@Nullable Handler<ClientInfo> handler);

  /**
   * Set a handler that is called when another node has joined the cluster, or when this one has found it.
   *
   * @param handler the handler
   * @return a reference to this, so the API can be used fluently
   */
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  @Fluent
  ConecCoordinator nodeJoinedHandler(@Nullable Handler<ClusterNodeInfo> handler);

  /**
   * Set a handler that is called when another node has left the cluster, or when nothing was heard of it for 3 s.
   *
   * @param handler the handler
   * @return a reference to this, so the API can be used fluently
   */
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  @Fluent
  ConecCoordinator nodeLeftHandler(@Nullable Handler<ClusterNodeInfo> handler);

  /**
   * Notify the clients and close immediately.
   *
   * @return a future completed when everything is released
   */
  default Future<Void> close() {
    return shutdown(0, TimeUnit.SECONDS);
  }

  /**
   * Like {@link #shutdown(long, TimeUnit)} with 30 seconds.
   *
   * @return a future completed when everything is released
   */
  default Future<Void> shutdown() {
    return shutdown(30, TimeUnit.SECONDS);
  }

  /**
   * Shut down gracefully: notify the clients, refuse new ones, and keep relaying until all clients have left. Then, or
   * after the timeout, close.
   *
   * @param timeout the longest time to keep relaying
   * @param unit    the unit of the timeout
   * @return a future completed when everything is released
   */
  Future<Void> shutdown(long timeout, TimeUnit unit);
}
