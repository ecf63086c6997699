package io.conec.test;

import io.conec.ClientOptions;
import io.conec.ConecClient;
import io.conec.ConecCoordinator;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.CoordinatorOptions;
import io.conec.PathOptions;
import io.conec.PathPolicy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemTrustOptions;
import org.awaitility.Awaitility;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

/**
 * A Coordinator and clients on loopback, each with a Vert.x instance of its own; closes all of them.
 */
public final class TestNet implements AutoCloseable {

  public static final Duration DEADLINE = Duration.ofSeconds(20);

  /** Tests open and close channels as fast as they can. */
  private static final int INTRODUCTIONS = 1000;

  private final List<Vertx> instances = new ArrayList<>();
  private final VertxOptions vertxOptions;
  private ConecCoordinator coordinator;

  public TestNet() {
    this(options -> options);
  }

  public TestNet(UnaryOperator<CoordinatorOptions> options) {
    this(new VertxOptions(), options);
  }

  public TestNet(VertxOptions vertxOptions, UnaryOperator<CoordinatorOptions> options) {
    this.vertxOptions = vertxOptions;
    coordinator = startCoordinator(options.apply(coordinatorOptions()));
  }

  public static CoordinatorOptions coordinatorOptions() {
    return new CoordinatorOptions().setHost("127.0.0.1").setPort(0).setMaxIntroductionsPerSecond(INTRODUCTIONS);
  }

  public ConecCoordinator startCoordinator(CoordinatorOptions options) {
    return await(ConecCoordinator.create(vertx(), options).listen());
  }

  public ConecCoordinator coordinator() {
    return coordinator;
  }

  public Vertx vertx() {
    Vertx vertx = Vertx.vertx(vertxOptions);
    instances.add(vertx);
    return vertx;
  }

  public ClientOptions clientOptions(String id) {
    return new ClientOptions().setId(id).setLocalAddress("127.0.0.1")
      .addCoordinator("localhost:" + coordinator.actualPort())
      .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(coordinator.certificate())));
  }

  /** The same with this path policy. */
  public ClientOptions clientOptions(String id, PathPolicy policy) {
    return clientOptions(id).setPathOptions(new PathOptions().setPathPolicy(policy));
  }

  /** A client that is not connected yet. */
  public ConecClient client(ClientOptions options) {
    return ConecClient.create(vertx(), options);
  }

  public ConecClient connect(ClientOptions options) {
    ConecClient client = client(options);
    await(client.connect());
    return client;
  }

  public ConecClient connect(String id) {
    return connect(clientOptions(id));
  }

  public ConecClient connect(String id, PathPolicy policy) {
    return connect(clientOptions(id, policy));
  }

  /** The address of a client, as the Coordinator sees it. */
  public InetSocketAddress addressOf(String id) {
    String address = coordinator.clients().stream().filter(client -> client.getId().equals(id)).findFirst()
      .orElseThrow().getAddress();
    int colon = address.lastIndexOf(':');
    return new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
  }

  public static <T> T await(Future<T> future) {
    try {
      return future.await(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("not done within " + DEADLINE, e);
    }
  }

  /** @return the failure, which is a {@link ConecException} with this error */
  public static ConecException assertFails(ConecError error, Future<?> future) {
    return assertError(error, await(future.transform(result -> Future.succeededFuture(result.cause()))));
  }

  public static ConecException assertError(ConecError error, Throwable actual) {
    ConecException failure = assertInstanceOf(ConecException.class, actual);
    assertEquals(error, failure.error(), failure.getMessage());
    return failure;
  }

  public static void awaitUntil(Callable<Boolean> condition) {
    Awaitility.await().atMost(DEADLINE).pollInterval(Duration.ofMillis(5)).until(condition);
  }

  @Override
  public void close() {
    instances.forEach(vertx -> await(vertx.close()));
  }
}
