package io.conec.hostile;

import io.conec.BroadcastMessage;
import io.conec.BroadcastOptions;
import io.conec.BroadcastRole;
import io.conec.ClientOptions;
import io.conec.ConecBroadcast;
import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.OverflowPolicy;
import io.conec.test.TestNet;
import io.conec.test.raw.RawBroadcast;
import io.conec.test.raw.RawCoordinator;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawStream;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A Coordinator whose broadcasts do only what the test says, with a connected client. */
final class BrokenCoordinator implements AutoCloseable {

  static final String NAME = "prices";

  private final Vertx vertx = Vertx.vertx();
  private final RawCoordinator coordinator = new RawCoordinator();
  final ConecClient client;
  RawCoordinator.Session session;

  BrokenCoordinator() {
    this(options -> options);
  }

  BrokenCoordinator(UnaryOperator<ClientOptions> options) {
    client = ConecClient.create(vertx, options.apply(coordinator.clientOptions("depot")
      // Nobody answers pings here.
      .setKeepAliveInterval(Duration.ofSeconds(25))
      .setMaxReconnectDelay(Duration.ofMillis(1))));
    Future<Void> connected = client.connect();
    welcome();
    TestNet.await(connected);
  }

  /** The client's next connection. */
  void welcome() {
    session = coordinator.welcome();
  }

  /** A subscription: both ends of it, and the events at the client. */
  static final class Participant {

    final ConecBroadcast broadcast;
    final RawStream stream;
    final BlockingQueue<BroadcastMessage> messages = new LinkedBlockingQueue<>();
    final BlockingQueue<Long> dropped = new LinkedBlockingQueue<>();
    private final Promise<Throwable> failed = Promise.promise();

    private Participant(ConecBroadcast broadcast, RawStream stream) {
      this.broadcast = broadcast;
      this.stream = stream;
      broadcast.exceptionHandler(failed::tryComplete).droppedHandler(dropped::add).handler(messages::add);
    }

    String next() {
      BroadcastMessage message = poll(messages);
      return message.sender() + " " + message.sequence() + " " + message.body();
    }

    long nextDropped() {
      return poll(dropped);
    }

    private static <T> T poll(BlockingQueue<T> queue) {
      try {
        T next = queue.poll(TestNet.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        assertNotNull(next, "nothing came");
        return next;
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    /** The subscription has ended, and all futures and handlers got the reason. */
    ConecException assertFailed(ConecError error, String reason) {
      ConecException failure = TestNet.assertError(error, TestNet.await(failed.future()));
      assertTrue(failure.getMessage().contains(reason), () -> "'" + reason + "' is not in " + failure.getMessage());
      assertEquals(failure, broadcast.closeReason());
      return failure;
    }
  }

  /** The client asks to join. */
  Future<ConecBroadcast> request(String name, BroadcastRole role) {
    return client.joinBroadcast(name, new BroadcastOptions().setRole(role).setOverflow(OverflowPolicy.BLOCK));
  }

  /** The next request to join. */
  RawStream nextJoin() {
    RawStream stream = session.connection().acceptStream();
    stream.expect(RawFrame.JOIN);
    return stream;
  }

  Participant join(String name, BroadcastRole role, JsonObject joined) {
    Future<ConecBroadcast> request = request(name, role);
    return member(request, nextJoin().write(RawFrame.control(RawFrame.JOINED, joined)));
  }

  Participant member(Future<ConecBroadcast> request, RawStream stream) {
    return new Participant(TestNet.await(request), stream);
  }

  Participant join(String name) {
    return join(name, BroadcastRole.BOTH, RawBroadcast.joined(0));
  }

  /** The client is still connected as before, and takes part in broadcasts. */
  void assertGoesOn() {
    byte[] frame = session.control().write(RawFrame.ping(3)).frame();
    while (frame[0] == RawFrame.PING) {
      // The client has been connected long enough to send pings itself.
      frame = session.control().frame();
    }
    assertEquals(RawFrame.PONG, frame[0]);
    Participant member = join("goes on");
    member.stream.write(RawBroadcast.message(1, "shop", 1, "buy"));
    assertEquals("shop 1 buy", member.next());
    leave(member);
    TestNet.awaitUntil(() -> client.broadcasts().isEmpty());
  }

  void leave(Participant member) {
    Future<Void> left = member.broadcast.leave();
    member.stream.expectEnd();
    member.stream.endMarked();
    TestNet.await(left);
  }

  @Override
  public void close() {
    TestNet.await(client.close());
    coordinator.close();
    TestNet.await(vertx.close());
  }
}
