package io.conec.bridge;

import io.conec.ClientOptions;
import io.conec.ConecClient;
import io.conec.impl.bridge.BridgeConfig;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A verticle with a client and a {@link ConecBridge}, deployed by the name {@code io.conec.bridge.ConecBridgeVerticle}.
 * <p>
 * Its configuration is the JSON of {@link ConecBridgeOptions} ({@code exports}, {@code imports}, {@code broadcasts},
 * ...), with the JSON of {@link ClientOptions} as {@code client}. The default of {@code connectTimeout} is 0 here.
 * <p>
 * With a {@code connectTimeout} of 0 the verticle may start before its network: the deployment succeeds when the client
 * is connected, or after 2 s without a connection. After that the client keeps connecting, and logs its errors. When
 * the client gives up, for a certificate that is not accepted for example, the verticle tries again with a new client
 * until the cause is removed. With another {@code connectTimeout} the deployment succeeds only when the client is
 * connected.
 * <p>
 * The deployment fails when {@link ConecClient#connect()} fails before that, and with an
 * {@link IllegalArgumentException} for a configuration that has an unknown key or a value that cannot be used.
 * Undeploying the verticle closes bridge and client.
 */
public class ConecBridgeVerticle extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(ConecBridgeVerticle.class);

  /** Seconds in which a running Coordinator answers. */
  private static final long FIRST_WAIT = 2;

  private BridgeConfig config;
  private ConecClient client;
  private ConecBridge bridge;
  private String logged;
  private boolean stopped;

  @Override
  public Future<?> start() {
    config = BridgeConfig.withUnlimitedConnect(config());
    Future<Void> connecting = connect();
    Future<Void> ready = isLasting()
      ? connecting.timeout(FIRST_WAIT, TimeUnit.SECONDS).recover(ConecBridgeVerticle::unlessTimeout) : connecting;
    return ready
      .compose(v -> bridge.start())
      .onSuccess(started -> connecting.onFailure(this::gaveUp))
      .recover(failure -> {
        Throwable why = connecting.failed() ? connecting.cause() : failure;
        return client.close().transform(closed -> Future.failedFuture(why));
      });
  }

  private boolean isLasting() {
    return config.client().getConnectTimeout().isZero();
  }

  private static Future<Void> unlessTimeout(Throwable failure) {
    return failure instanceof TimeoutException ? Future.succeededFuture() : Future.failedFuture(failure);
  }

  private Future<Void> connect() {
    client = ConecClient.create(vertx, config.client())
      .connectedHandler(connected -> logged = null)
      .disconnectedHandler(reason -> log("is disconnected", reason));
    bridge = ConecBridge.create(vertx, client, config.bridge());
    return client.connect();
  }

  /** Logs each reason once, because a rejected client tries again and again. */
  private void log(String what, Throwable reason) {
    if (!stopped && !reason.toString().equals(logged)) {
      logged = reason.toString();
      LOG.warn("The client '" + client.id() + "' " + what + ": " + reason.getMessage());
    }
  }

  private void gaveUp(Throwable failure) {
    if (!stopped) {
      log("cannot connect, or start its bridge, and another one tries again", failure);
      close().onComplete(closed ->
        vertx.setTimer(config.client().getMaxReconnectDelay().toMillis(), timer -> tryAgain()));
    }
  }

  private void tryAgain() {
    if (!stopped) {
      Future<Void> connecting = connect();
      Future.all(connecting, bridge.start()).onFailure(this::gaveUp);
    }
  }

  @Override
  public Future<?> stop() {
    stopped = true;
    return close();
  }

  private Future<Void> close() {
    return bridge.close().eventually(client::close);
  }
}
