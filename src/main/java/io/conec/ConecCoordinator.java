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
 * The Coordinator: authenticates clients, introduces them to each other and forwards the datagrams of their channels
 * where they do not reach each other themselves. Of channels it sees ids, addresses and ciphertext, never what peers
 * send. It also passes the messages of broadcasts on to their readers.
 * <p>
 * It keeps no state on disk: after a restart the clients come back by themselves and claim their channels again.
 * Handlers run on the context that {@link #listen()} was called on; methods can be called from any thread.
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
   * Bind the UDP socket and accept clients.
   *
   * @return a future completed with this Coordinator when it accepts clients; failed when the port is taken or the
   * certificate cannot be read
   */
  Future<ConecCoordinator> listen();

  /**
   * @return the UDP port bound, of use when {@link CoordinatorOptions#setPort(int)} is 0; 0 before {@link #listen()}
   */
  int actualPort();

  /**
   * @return the certificate that clients see, as PEM: give it to clients to trust when it is self-signed;
   * {@code null} before {@link #listen()}
   */
  @Nullable
  String certificate();

  /**
   * Take another certificate, client authority, deny list or other CRLs, without a restart.
   * <p>
   * Only {@link EndpointOptions#setKeyCertOptions}, {@link CoordinatorOptions#setClientTrustOptions},
   * {@link CoordinatorOptions#setCrlPaths} and {@link CoordinatorOptions#setDenyListPath} of the options count. What is
   * not set stays as it is, so a forgotten option lets nobody in: to admit everybody, create another Coordinator. The
   * same options as before let the files be read again; there is no need to do so, since files are watched.
   * <p>
   * New connections see the new certificate, open ones go on. Clients whose certificate is not of the new authority, or
   * is revoked, are cut off, and their channels end at both ends. The others get the new authority.
   * <p>
   * Fails when something cannot be read or does not fit together; then nothing has changed.
   *
   * @param options the options, copied
   * @return a future completed with whether something has changed
   */
  Future<Boolean> updateCertificates(CoordinatorOptions options);

  /**
   * @return the clients that are registered now
   */
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  List<ClientInfo> clients();

  /**
   * @return the number of clients that are registered now
   */
  int clientCount();

  /**
   * @return the number of connections that are not registered yet, half-open handshakes included: at most
   * {@link CoordinatorOptions#getMaxPendingConnections()}, and more than a few only when many clients come at once, or
   * during an attack
   */
  int pendingConnectionCount();

  /**
   * @return the number of channels between clients that are known now
   */
  int channelCount();

  /**
   * @return the broadcasts that exist now, with the numbers of their senders and readers
   */
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  List<BroadcastInfo> broadcasts();

  /**
   * Set a handler called when a client has registered.
   *
   * @param handler the handler
   * @return a reference to this, so the API can be used fluently
   */
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  @Fluent
  ConecCoordinator clientArrivedHandler(@Nullable Handler<ClientInfo> handler);

  /**
   * Set a handler called when a client has left or was lost.
   *
   * @param handler the handler
   * @return a reference to this, so the API can be used fluently
   */
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  @Fluent
  ConecCoordinator clientLeftHandler(@Nullable Handler<ClientInfo> handler);

  /**
   * Tell the clients and close at once.
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
   * Tell the clients that this Coordinator is going away and refuse new ones; keep relaying until they have all left or
   * the time is over, then close.
   *
   * @param timeout how long to keep relaying
   * @param unit    the unit of the timeout
   * @return a future completed when everything is released
   */
  Future<Void> shutdown(long timeout, TimeUnit unit);
}
