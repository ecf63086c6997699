package io.conec.broadcast;

import io.conec.BroadcastLimits;
import io.conec.BroadcastOptions;
import io.conec.BroadcastRule;
import io.conec.ClientOptions;
import io.conec.ConecClient;
import io.conec.ConecCoordinator;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.CoordinatorOptions;
import io.conec.test.Child;
import io.conec.test.Nat;
import io.conec.test.TestCertificates;
import io.conec.test.TestNet;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

import static io.conec.BroadcastRole.BOTH;
import static io.conec.BroadcastRole.READER;
import static io.conec.BroadcastRole.SENDER;
import static io.conec.broadcast.BroadcastNet.awaitBroadcasts;
import static io.conec.test.TestNet.assertError;
import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Clients rejoin their broadcasts after a restart of the Coordinator. */
class RejoinTest {

  private static final PemKeyCertOptions HOST = TestCertificates.pem(TestCertificates.host("localhost"));

  private final TestNet net = new TestNet(options -> options.setKeyCertOptions(HOST));
  private final ConecClient shop = net.connect(client("shop"));
  private final ConecClient depot = net.connect(client("depot"));

  @AfterEach
  void close() {
    net.close();
  }

  private ClientOptions client(String id) {
    return net.clientOptions(id).setMaxReconnectDelay(Duration.ofMillis(200));
  }

  private void stop() {
    await(net.coordinator().close());
    awaitUntil(() -> !shop.isConnected() && !depot.isConnected());
  }

  private ConecCoordinator restart(BroadcastLimits limits) {
    CoordinatorOptions options = TestNet.coordinatorOptions().setPort(net.coordinator().actualPort());
    return net.startCoordinator(options.setKeyCertOptions(HOST).setBroadcastLimits(limits));
  }

  private static void awaitJoined(boolean joined, Participant... members) {
    awaitUntil(() -> Stream.of(members).allMatch(member -> member.broadcast.isJoined() == joined));
  }

  @Test
  void clientsJoinAgainWhenTheCoordinatorIsBack() {
    Participant one = Participant.join(shop, "news", BOTH);
    Participant two = Participant.join(depot, "news", READER);
    Participant other = Participant.join(depot, "other", SENDER);
    await(one.write("before"));
    one.assertNext("shop 1 before");
    two.assertNext("shop 1 before");
    stop();
    awaitJoined(false, one, two, other);
    assertEquals(List.of(one.broadcast), shop.broadcasts());
    for (int i = 0; i < 3; i++) {
      assertFails(ConecError.COORDINATOR_LOST, one.write("lost"));
    }

    ConecCoordinator second = restart(new BroadcastLimits());
    awaitJoined(true, one, two, other);
    awaitBroadcasts(second, "news 1/2", "other 1/0");
    await(one.write("after"));
    one.assertNext("shop 5 after");
    two.assertNext("shop 5 after");
    assertNull(one.broadcast.closeReason());
    assertFalse(one.failed().isComplete());
    assertFalse(two.closed().isComplete());
    assertFails(ConecError.BROADCAST_ALREADY_JOINED, shop.joinBroadcast("news"));
  }

  /** The client that may create the broadcast reconnects later than the others. */
  @Test
  void aClientThatMayNotCreateTheBroadcastWaitsForOneThatMay() {
    Participant one = Participant.join(shop, "news", SENDER);
    Participant two = Participant.join(depot, "news", READER);
    stop();
    ConecCoordinator second = restart(new BroadcastLimits().addRule(new BroadcastRule().setCreate(false))
      .addRule(new BroadcastRule().setPeer("office")));
    awaitUntil(() -> shop.isConnected() && depot.isConnected());
    assertFails(ConecError.BROADCAST_UNKNOWN, shop.joinBroadcast("other"));
    awaitJoined(false, one, two);
    ClientOptions office = client("office").setCoordinators(List.of("localhost:" + second.actualPort()));
    Participant three = Participant.join(net.connect(office), "news", BOTH);
    awaitJoined(true, one, two);
    await(one.write("after"));
    two.assertNext("shop 1 after");
    three.assertNext("shop 1 after");
    assertNull(one.broadcast.closeReason());
    assertNull(two.broadcast.closeReason());
  }

  @Test
  void theOptionsHoldAfterwards() {
    Participant one = Participant.join(shop, "news", new BroadcastOptions().setReceiveOwnMessages(false));
    Participant two = Participant.joinPaused(depot, "news", Participant.dropOldest(2));
    stop();
    awaitBroadcasts(restart(new BroadcastLimits()), "news 1/2");
    for (int i = 0; i < 500; i++) {
      await(one.write("x"));
    }
    two.broadcast.resume();
    assertTrue(two.awaitAccounted(500) > 0);
    one.assertNothing();
  }

  @Test
  void manyTimesInARow() {
    Participant one = Participant.join(shop, "news", BOTH);
    Participant two = Participant.join(depot, "news", BOTH);
    List<String> told = Collections.synchronizedList(new ArrayList<>());
    two.broadcast.disconnectedHandler(reason -> told.add("lost " + ((ConecException) reason).error()));
    two.broadcast.rejoinedHandler(v -> told.add("rejoined " + two.broadcast.isJoined()));
    ConecCoordinator current = net.coordinator();
    for (int i = 1; i <= 5; i++) {
      await(one.write("from shop"));
      one.assertNext("shop " + i + " from shop");
      two.assertNext("shop " + i + " from shop");
      await(two.write("from depot"));
      one.assertNext("depot " + i + " from depot");
      two.assertNext("depot " + i + " from depot");
      await(current.close());
      awaitJoined(false, one, two);
      current = restart(new BroadcastLimits());
      awaitJoined(true, one, two);
      int times = i;
      awaitUntil(() -> told.size() == 2 * times);
      assertEquals(List.of("lost COORDINATOR_LOST", "rejoined true"), told.subList(2 * i - 2, 2 * i));
    }
    assertEquals(List.of("news 2/2"), BroadcastNet.broadcasts(current));
  }

  /** Messages that were sent between the restart and the return of this reader count as dropped. */
  @Test
  void aLateReaderGetsTheNumberOfMessagesDroppedSinceTheRestart() {
    try (Nat nat = new Nat(net.coordinator().actualPort())) {
      ConecClient slow = net.connect(client("slow").setCoordinators(List.of("localhost:" + nat.port())));
      Participant late = Participant.join(slow, "news", READER);
      Participant one = Participant.join(shop, "news", BOTH);
      await(one.write("before"));
      late.assertNext("shop 1 before");
      stop();
      awaitUntil(() -> !slow.isConnected());
      nat.pass(false);
      restart(new BroadcastLimits());
      awaitJoined(true, one);
      for (int i = 0; i < 7; i++) {
        await(one.write("dropped"));
      }
      assertFalse(late.broadcast.isJoined());
      nat.pass(true);
      late.assertNext("dropped 7");
      await(one.write("after"));
      late.assertNext("shop 9 after");
      await(slow.close());
    }
  }

  @Test
  void aClientThatMayNotJoinAgainGetsTheReason() {
    Participant one = Participant.join(shop, "news", BOTH);
    Participant two = Participant.joinPaused(depot, "news", Participant.options(READER));
    Participant other = Participant.join(depot, "other", READER);
    stop();
    restart(new BroadcastLimits().addRule(new BroadcastRule().setPeer("shop"))
      .addRule(new BroadcastRule().setName("other")));
    ConecException failure = assertError(ConecError.BROADCAST_NOT_PERMITTED, await(two.failed()));
    await(two.closed());
    assertEquals(failure, two.broadcast.closeReason());
    assertFalse(two.ended().isComplete());
    assertFails(ConecError.BROADCAST_NOT_PERMITTED, two.broadcast.leave());
    awaitJoined(true, one, other);
    assertEquals(List.of(other.broadcast), depot.broadcasts());
    await(one.write("hello"));
    one.assertNext("shop 1 hello");
  }

  @Test
  void aClientThatLeavesMeanwhileDoesNotJoinAgain() {
    Participant one = Participant.join(shop, "news", BOTH);
    Participant two = Participant.join(depot, "news", BOTH);
    stop();
    assertFails(ConecError.COORDINATOR_LOST, two.broadcast.leave());
    await(two.closed());
    assertEquals(List.of(), depot.broadcasts());
    assertFails(ConecError.STREAM_CLOSED, two.write("late"));
    awaitBroadcasts(restart(new BroadcastLimits()), "news 1/1");
    awaitUntil(depot::isConnected);
    Participant again = Participant.join(depot, "news", READER);
    await(one.write("hello"));
    again.assertNext("shop 1 hello");
  }

  /** Messages that wait from before the restart count like later ones. */
  @Test
  void aSlowButSteadyReaderIsNotCutOffWhileMuchWaits() {
    int waiting = 100;
    int much = 250;
    Duration stallTimeout = Duration.ofMillis(1500);
    Participant slow = Participant.joinPaused(depot, "news",
      Participant.options(READER).setMaxBufferedMessages(waiting));
    Participant sender = Participant.join(shop, "news", BOTH);
    for (int i = 1; i <= waiting; i++) {
      await(sender.write("x"));
      sender.assertNext("shop " + i + " x");
    }
    slow.broadcast.fetch(1);
    slow.assertNext("shop 1 x");
    stop();
    restart(new BroadcastLimits().setStallTimeout(stallTimeout).setMaxBufferedBytes(64 * 1024));
    awaitJoined(true, slow, sender);
    Publisher publisher = new Publisher(sender.broadcast, much, 32 * 1024);
    publisher.awaitStopped(() -> await(Future.all(shop.broadcastInfo("news"), depot.broadcastInfo("news"))));
    long start = System.nanoTime();
    net.vertx().setPeriodic(200, id -> slow.broadcast.fetch(1));
    awaitUntil(() -> slow.size() == 24);
    assertTrue(System.nanoTime() - start > 3 * stallTimeout.toNanos(), "too fast for this test");
    assertTrue(publisher.accepted() < much, "nobody was held up");
    assertNull(slow.broadcast.closeReason());
    slow.broadcast.resume();
    awaitUntil(() -> slow.size() == waiting - 1 + much);
    publisher.awaitDone();
  }

  @Test
  void clientsJoinAgainAfterACoordinatorWasKilled() {
    CoordinatorOptions options = TestNet.coordinatorOptions().setKeyCertOptions(HOST).setIdleTimeout(
      Duration.ofSeconds(2));
    Child first = Child.coordinator(options);
    ClientOptions one = client("one").setCoordinators(List.of("localhost:" + first.port()));
    ClientOptions two = client("two").setCoordinators(List.of("localhost:" + first.port()));
    Participant sender = Participant.join(net.connect(one), "news", BOTH);
    Participant reader = Participant.join(net.connect(two), "news",
      new BroadcastOptions().setReceiveOwnMessages(false));
    await(sender.write("before"));
    reader.assertNext("one 1 before");
    sender.assertNext("one 1 before");
    first.kill();
    awaitJoined(false, sender, reader);
    assertFails(ConecError.COORDINATOR_LOST, sender.write("lost"));
    try (Child second = Child.coordinator(options.setPort(first.port()))) {
      awaitJoined(true, sender, reader);
      await(sender.write("after"));
      reader.assertNext("one 3 after");
      sender.assertNext("one 3 after");
      await(reader.write("back"));
      sender.assertNext("two 1 back");
      reader.assertNothing();
    }
  }

  @Test
  void pendingCallsFailWhenTheConnectionIsLost() {
    Participant slow = Participant.joinPaused(depot, "news", Participant.options(READER).setMaxBufferedMessages(1));
    Participant one = Participant.join(shop, "news", SENDER);
    Future<Void> stuck = null;
    for (int i = 0; i < 64; i++) {
      stuck = one.broadcast.write(Buffer.buffer(new byte[100_000]));
    }
    Future<Void> left = one.broadcast.leave();
    await(depot.broadcastInfo("news"));
    assertFalse(left.isComplete());
    await(net.coordinator().close());
    assertFails(ConecError.COORDINATOR_LOST, stuck);
    assertFails(ConecError.COORDINATOR_LOST, left);
    await(one.closed());
    assertFalse(slow.closed().isComplete());
  }
}
