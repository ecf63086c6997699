package io.conec.broadcast;

import io.conec.BroadcastLimits;
import io.conec.BroadcastOptions;
import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.test.Nat;
import io.conec.test.TestNet;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static io.conec.BroadcastRole.BOTH;
import static io.conec.BroadcastRole.READER;
import static io.conec.BroadcastRole.SENDER;
import static io.conec.broadcast.BroadcastNet.assertCount;
import static io.conec.test.TestNet.assertError;
import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A slow reader with BLOCK delays the senders, but not for ever. */
class BlockingReaderTest {

  private static final int MIB = 1024 * 1024;
  private static final int MESSAGE = 32 * 1024;
  private static final int MESSAGES = 8 * MIB / MESSAGE;

  /** The QUIC windows in both directions, which may have grown, and the queues of both clients and the Coordinator. */
  private static final int MOST_ACCEPTED = 6 * MIB / MESSAGE;

  private static final BroadcastOptions READ = Participant.options(READER).setMaxBufferedMessages(2);

  private TestNet net;
  private ConecClient shop;
  private ConecClient depot;
  private ConecClient office;

  private void start(Duration stallTimeout) {
    net = BroadcastNet.with(limits -> limits.setStallTimeout(stallTimeout).setMaxBufferedBytes(2 * MESSAGE));
    shop = net.connect("shop");
    depot = net.connect("depot");
    office = net.connect("office");
  }

  @AfterEach
  void close() {
    net.close();
  }

  @Test
  void aPausedReaderStopsTheSendersOfThisBroadcastAndLosesNothing() {
    start(Duration.ofMinutes(1));
    Participant slow = Participant.joinPaused(depot, "news", READ);
    Participant fast = Participant.join(office, "news", READER);
    Participant near = Participant.join(shop, "other", new BroadcastOptions().setReceiveOwnMessages(false));
    Participant far = Participant.join(depot, "other", new BroadcastOptions().setReceiveOwnMessages(false));
    Participant sender = Participant.join(shop, "news", SENDER);
    Publisher publisher = new Publisher(sender.broadcast, MESSAGES, MESSAGE);
    publisher.awaitStopped(() -> roundTrip(near, far));
    sender.broadcast.setWriteQueueMaxSize(1);
    assertTrue(sender.broadcast.writeQueueFull(), "nothing waits");
    sender.broadcast.setWriteQueueMaxSize(BroadcastOptions.DEFAULT_WRITE_QUEUE_MAX_SIZE);
    assertTrue(publisher.accepted() < MOST_ACCEPTED, publisher.accepted() + " messages");
    assertTrue(fast.size() <= publisher.accepted());
    slow.assertNothing();

    slow.broadcast.resume();
    assertEquals(0, slow.awaitAccounted(MESSAGES));
    assertEquals(0, fast.awaitAccounted(MESSAGES));
    publisher.awaitDone();
    awaitUntil(() -> !sender.broadcast.writeQueueFull());
  }

  /** A sender on another thread may set the handler when the full queue has drained already. */
  @Test
  void aDrainHandlerMayComeLate() {
    start(Duration.ofMinutes(1));
    Participant slow = Participant.joinPaused(depot, "news", READ);
    Participant sender = Participant.join(shop, "news", SENDER);
    Promise<Void> early = Promise.promise();
    sender.broadcast.drainHandler(v -> early.tryComplete());
    for (int i = 0; i < MOST_ACCEPTED; i++) {
      sender.broadcast.write(Buffer.buffer(new byte[MESSAGE]));
    }
    assertTrue(sender.broadcast.writeQueueFull());
    slow.broadcast.resume();
    await(early.future());
    Promise<Void> late = Promise.promise();
    sender.broadcast.drainHandler(v -> late.tryComplete());
    await(late.future());
  }

  private static void roundTrip(Participant near, Participant far) {
    await(near.write("ping"));
    assertEquals("ping", far.next().body().toString());
    await(far.write("pong"));
    assertEquals("pong", near.next().body().toString());
  }

  private void roundTrip() {
    await(Future.all(shop.broadcastInfo("news"), depot.broadcastInfo("news"), office.broadcastInfo("news")));
  }

  @Test
  void everySenderWaits() {
    start(Duration.ofMinutes(1));
    Participant slow = Participant.joinPaused(depot, "news", READ);
    Participant one = Participant.join(shop, "news", SENDER);
    Participant two = Participant.join(office, "news", SENDER);
    Publisher first = new Publisher(one.broadcast, MESSAGES, MESSAGE);
    first.awaitStopped(this::roundTrip);
    Publisher second = new Publisher(two.broadcast, MESSAGES, MESSAGE);
    second.awaitStopped(this::roundTrip);
    assertTrue(second.accepted() < MOST_ACCEPTED, second.accepted() + " messages");
    slow.broadcast.resume();
    awaitUntil(() -> slow.size() == 2 * MESSAGES);
    first.awaitDone();
    second.awaitDone();
    assertTrue(slow.events().stream().allMatch(Participant.Event::isMessage));
  }

  @Test
  void aReaderThatStallsIsCutOffAndTheSendersGoOn() {
    Duration stallTimeout = Duration.ofSeconds(2);
    start(stallTimeout);
    Participant stalled = Participant.joinPaused(depot, "news", READ);
    Participant fast = Participant.join(office, "news", READER);
    Participant idle = Participant.joinPaused(depot, "other", READ);
    Participant sender = Participant.join(shop, "news", SENDER);
    Participant other = Participant.join(shop, "other", SENDER);
    await(other.write("it is not in the way"));
    long start = System.nanoTime();
    Publisher publisher = new Publisher(sender.broadcast, MESSAGES, MESSAGE);

    ConecException failure = assertError(ConecError.BROADCAST_STALLED, await(stalled.failed()));
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    assertTrue(millis >= stallTimeout.toMillis(), millis + " ms");
    assertTrue(failure.getMessage().contains("(stallTimeout in broadcastLimits"), failure.getMessage());
    await(stalled.closed());
    assertError(ConecError.BROADCAST_STALLED, stalled.broadcast.closeReason());
    assertFalse(stalled.broadcast.isJoined());
    assertFalse(stalled.ended().isComplete());
    assertCount("news 1/1", office, net.coordinator());
    publisher.awaitDone();
    assertEquals(0, fast.awaitAccounted(MESSAGES));
    assertFails(ConecError.BROADCAST_STALLED, stalled.broadcast.leave());

    assertTrue(depot.isConnected());
    assertEquals(List.of(idle.broadcast), depot.broadcasts());
    assertTrue(idle.broadcast.isJoined());
    idle.broadcast.resume();
    idle.assertNext("shop 1 it is not in the way");
  }

  @Test
  void aReaderThatWasCutOffMayJoinAgain() {
    start(Duration.ofSeconds(1));
    Participant stalled = Participant.joinPaused(depot, "news", Participant.options(BOTH).setMaxBufferedMessages(2));
    Participant sender = Participant.join(shop, "news", SENDER);
    Publisher publisher = new Publisher(sender.broadcast, MESSAGES / 2, MESSAGE);
    await(stalled.closed());
    publisher.awaitDone();
    await(sender.broadcast.leave());
    assertFails(ConecError.BROADCAST_STALLED, stalled.write("too late"));
    Participant again = Participant.join(depot, "news", BOTH);
    assertCount("news 1/1", shop, net.coordinator());
    await(again.write("back"));
    again.assertNext("depot 1 back");
  }

  /** In that time it takes far less than half of a window, which is what QUIC acknowledges at once. */
  @Test
  void aReaderThatIsSlowButSteadyIsNotCutOff() {
    Duration stallTimeout = Duration.ofMillis(1500);
    start(stallTimeout);
    Participant slow = Participant.joinPaused(depot, "news", READ);
    Participant sender = Participant.join(shop, "news", SENDER);
    Publisher publisher = new Publisher(sender.broadcast, MESSAGES, MESSAGE);
    publisher.awaitStopped(this::roundTrip);
    long start = System.nanoTime();
    net.vertx().setPeriodic(200, id -> slow.broadcast.fetch(1));
    awaitUntil(() -> slow.size() == 24);
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    assertTrue(millis > 3 * stallTimeout.toMillis(), "too fast for this test: " + millis + " ms");
    assertTrue(publisher.accepted() < MESSAGES, "nobody was held up");
    assertNull(slow.broadcast.closeReason());
    slow.broadcast.resume();
    assertEquals(0, slow.awaitAccounted(MESSAGES));
    publisher.awaitDone();
  }

  @Test
  void aReaderThatLeavesDelaysNobody() {
    start(Duration.ofMinutes(1));
    Participant slow = Participant.joinPaused(depot, "news", READ);
    Participant fast = Participant.join(office, "news", READER);
    Participant sender = Participant.join(shop, "news", SENDER);
    Publisher publisher = new Publisher(sender.broadcast, MESSAGES, MESSAGE);
    publisher.awaitStopped(this::roundTrip);
    await(slow.broadcast.leave());
    publisher.awaitDone();
    assertEquals(0, fast.awaitAccounted(MESSAGES));
    assertCount("news 1/1", office, net.coordinator());
  }

  @Test
  void aReaderThatClosesDelaysNobody() {
    start(Duration.ofMinutes(1));
    Participant.joinPaused(depot, "news", READ);
    Participant fast = Participant.join(office, "news", READER);
    Participant sender = Participant.join(shop, "news", SENDER);
    Publisher publisher = new Publisher(sender.broadcast, MESSAGES, MESSAGE);
    publisher.awaitStopped(this::roundTrip);
    await(depot.close());
    publisher.awaitDone();
    assertEquals(0, fast.awaitAccounted(MESSAGES));
  }

  /** The client does not close its connection: the reader is cut off as stalled, or lost with its connection. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aReaderThatVanishesDoesNotDelayTheSendersForLong(boolean stallsFirst) {
    net = new TestNet(options -> options.setIdleTimeout(Duration.ofSeconds(stallsFirst ? 15 : 2))
      .setBroadcastLimits(new BroadcastLimits().setMaxBufferedBytes(2 * MESSAGE)
        .setStallTimeout(stallsFirst ? Duration.ofSeconds(1) : Duration.ofMinutes(1))));
    shop = net.connect("shop");
    office = net.connect("office");
    Participant fast = Participant.join(office, "news", READER);
    Participant sender = Participant.join(shop, "news", SENDER);
    try (Nat nat = new Nat(net.coordinator().actualPort())) {
      depot = net.connect(net.clientOptions("depot").setCoordinators(List.of("localhost:" + nat.port())));
      Participant.joinPaused(depot, "news", READ);
      nat.pass(false);
      Publisher publisher = new Publisher(sender.broadcast, MESSAGES, MESSAGE);
      publisher.awaitDone();
      assertEquals(0, fast.awaitAccounted(MESSAGES));
      assertCount("news 1/1", office, net.coordinator());
      assertEquals(stallsFirst, net.coordinator().clients().stream().anyMatch(client ->
        client.getId().equals("depot")));
      await(depot.close());
    }
  }
}
