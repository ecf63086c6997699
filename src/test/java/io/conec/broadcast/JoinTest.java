package io.conec.broadcast;

import io.conec.BroadcastOptions;
import io.conec.ClientOptions;
import io.conec.ConecBroadcast;
import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.test.TestNet;
import io.conec.test.raw.RawCoordinator;
import io.vertx.core.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import static io.conec.BroadcastRole.BOTH;
import static io.conec.BroadcastRole.READER;
import static io.conec.broadcast.BroadcastNet.broadcasts;
import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The conditions for joining a broadcast. */
class JoinTest {

  private final TestNet net = new TestNet();

  @AfterEach
  void close() {
    net.close();
  }

  private static Throwable failure(Future<?> future) {
    return await(future.transform(result -> Future.succeededFuture(result.cause())));
  }

  static Stream<String> invalidNames() {
    return Stream.of("", "a\nb", "\u0000", "\u007f", "\u0085", "n".repeat(256));
  }

  @ParameterizedTest
  @MethodSource("invalidNames")
  void anInvalidNameIsRefused(String name) {
    ConecClient shop = net.connect("shop");
    assertInstanceOf(IllegalArgumentException.class, failure(shop.joinBroadcast(name)));
    assertInstanceOf(IllegalArgumentException.class, failure(shop.broadcastInfo(name)));
    assertEquals(List.of(), shop.broadcasts());
    assertEquals(List.of(), net.coordinator().broadcasts());
  }

  static Stream<String> validNames() {
    return Stream.of("n", " ", "prices & \"more\" \\ {}", "雪 Übersicht 🎿", "雪".repeat(255));
  }

  @ParameterizedTest
  @MethodSource("validNames")
  void aNameMayHaveAnyOtherCharacters(String name) {
    ConecClient shop = net.connect("shop");
    Participant one = Participant.join(shop, name, BOTH);
    Participant two = Participant.join(net.connect("depot"), name, BOTH);
    await(one.write("hello"));
    two.assertNext("shop 1 hello");
    assertEquals(name, two.broadcast.name());
    assertEquals(name, await(shop.broadcastInfo(name)).getName());
    assertEquals(List.of(name + " 2/2"), broadcasts(net.coordinator()));
  }

  @Test
  void aClientJoinsOnce() {
    ConecClient shop = net.connect("shop");
    Participant one = Participant.join(shop, "news", READER);
    ConecException failure = assertFails(ConecError.BROADCAST_ALREADY_JOINED, shop.joinBroadcast("news"));
    assertTrue(failure.getMessage().contains("news"), failure.getMessage());
    assertEquals(List.of(one.broadcast), shop.broadcasts());
    assertEquals(List.of("news 0/1"), broadcasts(net.coordinator()));
    Participant two = Participant.join(net.connect("depot"), "news", BOTH);
    await(two.write("still here"));
    one.assertNext("depot 1 still here");
  }

  @Test
  void oneOfTwoThatJoinAtTheSameTimeIsRefused() {
    ConecClient shop = net.connect("shop");
    Future<ConecBroadcast> first = shop.joinBroadcast("news");
    Future<ConecBroadcast> second = shop.joinBroadcast("news");
    assertFails(ConecError.BROADCAST_ALREADY_JOINED, second);
    assertEquals(List.of(await(first)), shop.broadcasts());
    assertEquals(List.of("news 1/1"), broadcasts(net.coordinator()));
  }

  @Test
  void aClientThatHasLeftMayJoinAgainAndCountsFromOne() {
    ConecClient shop = net.connect("shop");
    Participant reader = Participant.join(net.connect("depot"), "news", READER);
    for (int i = 0; i < 20; i++) {
      Participant sender = Participant.join(shop, "news", BOTH);
      await(sender.write("hello"));
      await(sender.broadcast.leave());
      reader.assertNext("shop 1 hello");
    }
    assertEquals(List.of("news 0/1"), broadcasts(net.coordinator()));
  }

  @Test
  void theFailureOfAClientThatReadsOnlySmallerMessagesNamesBothLimits() {
    ClientOptions options = net.clientOptions("shop").setMaxMessageSize(1000);
    ConecException failure = assertFails(ConecError.MESSAGE_TOO_LARGE, net.connect(options).joinBroadcast("news"));
    assertTrue(failure.getMessage().contains("(maxMessageSize)"), failure.getMessage());
    assertTrue(failure.getMessage().contains("(maxMessageSize in broadcastLimits"), failure.getMessage());
    awaitUntil(() -> net.coordinator().broadcasts().isEmpty());
  }

  @Test
  void aClosedClientCannotJoin() {
    ConecClient shop = net.connect("shop");
    await(shop.joinBroadcast("news"));
    await(shop.close());
    assertFails(ConecError.CLOSED, shop.joinBroadcast("news"));
    assertFails(ConecError.CLOSED, shop.broadcastInfo("news"));
    assertEquals(List.of(), shop.broadcasts());
  }

  @Test
  void aClientWithoutItsCoordinatorCannotJoin() {
    ConecClient shop = net.connect("shop");
    await(net.coordinator().close());
    awaitUntil(() -> !shop.isConnected());
    assertFails(ConecError.COORDINATOR_LOST, shop.joinBroadcast("news"));
    assertFails(ConecError.COORDINATOR_LOST, shop.broadcastInfo("news"));
    assertEquals(List.of(), shop.broadcasts());
  }

  @Test
  void pendingRequestsFailWhenTheClientCloses() {
    try (RawCoordinator silent = new RawCoordinator()) {
      ConecClient shop = net.client(silent.clientOptions("shop"));
      Future<Void> connected = shop.connect();
      silent.welcome();
      await(connected);
      Future<ConecBroadcast> joining = shop.joinBroadcast("news");
      Future<?> counting = shop.broadcastInfo("news");
      await(shop.close());
      assertFails(ConecError.CLOSED, joining);
      assertFails(ConecError.CLOSED, counting);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"join", "count"})
  void aRequestThatIsNotAnsweredTimesOut(String what) {
    try (RawCoordinator silent = new RawCoordinator()) {
      ConecClient shop = net.client(silent.clientOptions("shop").setOpenTimeout(Duration.ofMillis(500)));
      Future<Void> connected = shop.connect();
      silent.welcome();
      await(connected);
      long start = System.nanoTime();
      ConecException failure = assertFails(ConecError.TIMEOUT,
        what.equals("join") ? shop.joinBroadcast("news", new BroadcastOptions()) : shop.broadcastInfo("news"));
      Duration taken = Duration.ofNanos(System.nanoTime() - start);
      assertTrue(taken.toMillis() >= 499 && taken.toMillis() < 5000, taken.toString());
      assertTrue(failure.getMessage().contains("openTimeout"), failure.getMessage());
      assertEquals(List.of(), shop.broadcasts());
    }
  }
}
