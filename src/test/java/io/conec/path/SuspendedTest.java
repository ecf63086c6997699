package io.conec.path;

import io.conec.ClientOptions;
import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.ConecStream;
import io.conec.PathOptions;
import io.conec.PathPolicy;
import io.conec.test.Child;
import io.conec.test.Inbox;
import io.conec.test.NoLeaksExtension;
import io.conec.test.TestNet;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

import static io.conec.test.TestNet.assertError;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A process that is suspended, as by closing a laptop, with a channel in use. */
@ExtendWith(NoLeaksExtension.class)
class SuspendedTest {

  private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration SHORT = Duration.ofMillis(1500);
  private static final Duration LONG = Duration.ofSeconds(5);

  private final TestNet net = new TestNet();

  @AfterEach
  void close() {
    net.close();
  }

  private ClientOptions options(String id) {
    return net.clientOptions(id).setIdleTimeout(IDLE_TIMEOUT);
  }

  private static void stopFor(Duration time, Child... children) {
    List.of(children).forEach(Child::stop);
    Awaitility.await().pollDelay(time).atMost(time.multipliedBy(2)).until(() -> true);
    List.of(children).forEach(Child::resume);
  }

  /** Neither end has noticed the pause of the other. */
  @Test
  void aChannelOutlivesAPauseOfBothEnds() {
    PathOptions relayOnly = new PathOptions().setPathPolicy(PathPolicy.RELAY_ONLY);
    try (Child depot = Child.echo(options("depot"));
         Child direct = Child.caller(options("direct"), "depot");
         Child relayed = Child.caller(options("relayed").setPathOptions(relayOnly), "depot")) {
      assertEchoed("before", direct, relayed);
      stopFor(LONG, depot, direct, relayed);
      assertEchoed("after", direct, relayed);
    }
  }

  private static void assertEchoed(String message, Child... callers) {
    List.of(callers).forEach(caller -> caller.say(message));
    List.of(callers).forEach(caller -> assertEquals(message, caller.nextLine()));
  }

  @Test
  void theChannelLivesOnOrEndsSoonAtBothEnds() {
    try (Child child = Child.echo(options("depot"))) {
      ConecClient shop = net.connect(options("shop"));
      ConecStream stream = await(shop.openStream("depot"));
      Inbox inbox = new Inbox(stream);
      stream.write(Buffer.buffer("before"));
      inbox.assertNext("before");

      stream.write(Buffer.buffer("meanwhile"));
      stopFor(SHORT, child);
      inbox.assertNext("meanwhile");
      stream.write(Buffer.buffer("after"));
      inbox.assertNext("after");

      // Acknowledgements that are read late make QUIC measure round trips as long as the pause.
      Vertx vertx = net.vertx();
      long timer = vertx.setPeriodic(2, tick -> stream.write(Buffer.buffer("all the time")));
      inbox.assertNext("all the time");
      stopFor(LONG, child);
      long resumed = System.nanoTime();
      awaitUntil(() -> stream.channel().isClosed());
      vertx.cancelTimer(timer);
      assertError(ConecError.PEER_LOST, stream.channel().closeReason());
      assertEquals(ConecError.PEER_LOST.name(), child.nextLine());
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - resumed);
      assertTrue(millis < 4000, () -> millis + " ms");
    }
  }
}
