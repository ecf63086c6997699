package io.conec.hostile;

import io.conec.BroadcastOptions;
import io.conec.ConecBroadcast;
import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.OverflowPolicy;
import io.conec.bridge.BroadcastMapping;
import io.conec.bridge.ConecBridge;
import io.conec.bridge.ConecBridgeOptions;
import io.conec.bridge.ExportOptions;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.eventbus.MessageConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import static io.conec.hostile.BusVictim.NULL_ANSWER;
import static io.conec.hostile.BusVictim.NULL_BODY;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** When a peer sends faster than consumers take messages, the messages wait at the peer. */
class BusFloodTest {

  private static final int LIMIT = 10;
  private static final int FLOOD = 500;
  private static final String OVERLOADED = String.format("00000f03%08x", ConecError.BUS_OVERLOADED.code());

  private enum Kind {
    SEND, PUBLISH, REQUEST, DELIVER;

    void write(BusVictim.Attack attack, int number) {
      String body = String.format("05%08x", number);
      switch (this) {
        case SEND -> attack.send(body);
        case PUBLISH -> attack.publish(body);
        case DELIVER -> attack.deliver(1 + number, body);
        // With a time-out of 1 ms: a request stays in a queue after its time-out.
        default -> attack.request(1 + number, 1, body);
      }
    }
  }

  private final CountDownLatch release = new CountDownLatch(1);
  private final List<Object> taken = new CopyOnWriteArrayList<>();
  private final BusVictim victim = new BusVictim(new ConecBridgeOptions().setMaxExportInFlight(LIMIT)
    .addExport(new ExportOptions().setAddressRegex("[a-z]+"))
    .addBroadcast(new BroadcastMapping().setName("news").setOverflow(OverflowPolicy.BLOCK)));

  @AfterEach
  void close() {
    release.countDown();
    victim.close();
  }

  private int queued() {
    return victim.bridge.counters().getQueued();
  }

  /** A consumer on a thread of its own that is busy with another message until it is released. */
  private void stuck(String address) {
    CountDownLatch busy = new CountDownLatch(1);
    await(victim.vertx.deployVerticle(new AbstractVerticle() {
      @Override
      public void start(Promise<Void> started) {
        vertx.eventBus().consumer(address, message -> {
          if (busy.getCount() > 0) {
            busy.countDown();
            awaitLatch(release);
          } else {
            taken.add(message.body());
          }
        }).completion().onComplete(started);
      }
    }, new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER)));
    victim.bus().send(address, "be busy");
    awaitLatch(busy);
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertTrue(latch.await(60, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Object> numbers(int count) {
    return new ArrayList<>(IntStream.range(0, count).boxed().toList());
  }

  /** One more request on another stream of the same peer, for an address whose consumer is not stuck. */
  private void assertOthersAreServed() {
    victim.bus().consumer("other", message -> message.reply(null));
    BusVictim.Attack other = victim.attack("other");
    other.request(1, NULL_BODY);
    assertEquals(NULL_ANSWER, other.answerTo(1));
  }

  /** Each unanswered request is in memory until its time-out, which the peer chooses. */
  @Test
  void anotherStreamMakesNoRoomForRequests() {
    victim.bus().consumer("mute", message -> taken.add(message.body()));
    BusVictim.Attack attack = victim.attack("mute");
    IntStream.range(0, LIMIT).forEach(number -> attack.request(1 + number, NULL_BODY));
    awaitUntil(() -> taken.size() == LIMIT);
    BusVictim.Attack beside = victim.attack("mute");
    beside.request(1, NULL_BODY);
    assertTrue(beside.answerTo(1).startsWith(OVERLOADED), beside.answerTo(1));
    attack.stream.reset(0);
    beside.stream.reset(0);
    BusVictim.Attack after = victim.attack("mute");
    after.request(1, NULL_BODY);
    assertTrue(after.answerTo(1).startsWith(OVERLOADED), after.answerTo(1));
    assertEquals(LIMIT, victim.bridge.counters().getServing());
    assertOthersAreServed();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void messagesThatConsumersDoNotTakeAreNotRead(Kind kind) {
    stuck("slow");
    if (kind == Kind.PUBLISH) {
      victim.bus().consumer("slow", message -> { });
    }
    BusVictim.Attack attack = victim.attack("slow");
    IntStream.range(0, FLOOD).forEach(number -> kind.write(attack, number));
    // A message to two consumers counts until both have it.
    awaitUntil(() -> queued() == LIMIT);
    assertOthersAreServed();
    assertEquals(LIMIT, queued());
    assertEquals(LIMIT + 1, victim.bridge.counters().getReceived());
    release.countDown();
    // Of requests some are refused, because too many are unanswered at a time.
    awaitUntil(() -> taken.size() + victim.bridge.counters().getDropped() == FLOOD && queued() == 0);
    assertEquals(taken.stream().sorted().toList(), taken);
    if (kind != Kind.REQUEST) {
      assertEquals(FLOOD, taken.size());
    }
  }

  /** The interceptors of both bridges see all messages. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void aSecondBridgeOnTheEventBusCountsOnlyItsOwn(Kind kind) {
    ConecClient client = ConecClient.create(victim.vertx, victim.net.clientOptions("neighbour"));
    ConecBridge second = ConecBridge.create(victim.vertx, client, new ConecBridgeOptions());
    await(client.connect().compose(connected -> second.start()));
    stuck("slow");
    BusVictim.Attack attack = victim.attack("slow");
    IntStream.range(0, 5 * LIMIT).forEach(number -> kind.write(attack, number));
    awaitUntil(() -> queued() == LIMIT);
    assertEquals(0, second.counters().getQueued());
    await(second.close());
    release.countDown();
    awaitUntil(() -> taken.size() + victim.bridge.counters().getDropped() == 5 * LIMIT && queued() == 0);
  }

  @Test
  void bytesAreBoundedToo() {
    stuck("slow");
    BusVictim.Attack attack = victim.attack("slow");
    // 300 KiB each: four are more than 1 MiB. And headers, which take much more memory than bytes.
    Buffer large = Buffer.buffer(new byte[] {2, 0, 11, 0, 4, (byte) 0xB0, 0}).appendBytes(new byte[300 * 1024]);
    IntStream.range(0, 20).forEach(i -> attack.write(large));
    awaitUntil(() -> queued() == 4);
    BusVictim.Attack headers = victim.attack("head");
    stuck("head");
    Buffer many = Buffer.buffer(new byte[] {2, 0x43, (byte) 0xE8}).appendBytes(new byte[2 * 1000 + 1]);
    IntStream.range(0, 100).forEach(i -> headers.write(many));
    awaitUntil(() -> queued() == 4 + 9);
    assertOthersAreServed();
    assertEquals(4 + 9, queued());
    release.countDown();
    awaitUntil(() -> taken.size() == 120 && queued() == 0);
  }

  @Test
  void anotherStreamMakesNoRoom() {
    stuck("slow");
    for (int i = 0; i < 5; i++) {
      BusVictim.Attack attack = victim.attack("slow");
      IntStream.range(0, 100).forEach(number -> Kind.SEND.write(attack, number));
      awaitUntil(() -> queued() == LIMIT);
      if (i < 4) {
        attack.stream.reset(0);
      }
    }
    BusVictim.Attack second = victim.attack("slow");
    IntStream.range(0, 100).forEach(number -> Kind.SEND.write(second, number));
    assertOthersAreServed();
    assertEquals(LIMIT, queued());
    release.countDown();
    awaitUntil(() -> taken.size() >= 200);
    awaitUntil(() -> queued() == 0);
  }

  @Test
  void aPausedConsumerLosesNothing() {
    MessageConsumer<Object> consumer = victim.bus().consumer("slow");
    consumer.handler(message -> taken.add(message.body())).pause();
    BusVictim.Attack attack = victim.attack("slow");
    IntStream.range(0, FLOOD).forEach(number -> Kind.SEND.write(attack, number));
    awaitUntil(() -> queued() == LIMIT);
    assertOthersAreServed();
    assertEquals(LIMIT, queued());
    for (int i = 0; i < FLOOD; i += LIMIT / 2) {
      consumer.fetch(LIMIT / 2);
      int least = i + LIMIT / 2;
      awaitUntil(() -> taken.size() == least);
    }
    assertEquals(numbers(FLOOD), taken);
  }

  @Test
  void discardedMessagesCountNoMore() {
    for (int round = 0; round < 3; round++) {
      MessageConsumer<Object> consumer = victim.bus().consumer("slow");
      consumer.handler(message -> taken.add(message.body())).pause();
      BusVictim.Attack attack = victim.attack("slow");
      IntStream.range(0, LIMIT).forEach(number -> Kind.SEND.write(attack, number));
      awaitUntil(() -> queued() == LIMIT);
      await(consumer.unregister());
      awaitUntil(() -> queued() == 0);
    }
    assertEquals(List.of(), taken);
  }

  @Test
  void consumersThatThrowHaveTakenTheirMessages() {
    victim.vertx.exceptionHandler(expected -> { });
    victim.bus().consumer("slow", message -> {
      taken.add(message.body());
      throw new IllegalStateException("on purpose");
    });
    BusVictim.Attack attack = victim.attack("slow");
    IntStream.range(0, 100).forEach(number -> Kind.SEND.write(attack, number));
    awaitUntil(() -> taken.size() == 100 && queued() == 0);
    assertEquals(numbers(100), taken);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void messagesThatAnInterceptorDropsAreForgotten(Kind kind) {
    // The interceptor was registered before the bridge, so it sees every message first.
    Handler<DeliveryContext<Object>> swallow = delivery -> {
      if (!delivery.message().address().equals("slow")) {
        delivery.next();
      }
    };
    ConecBridgeOptions options = new ConecBridgeOptions().setMaxExportInFlight(LIMIT)
      .addExport(new ExportOptions().setAddress("slow"));
    try (BusVictim other = new BusVictim(options, vertx -> vertx.eventBus().addInboundInterceptor(swallow))) {
      other.bus().consumer("slow", message -> taken.add(message.body()));
      BusVictim.Attack attack = other.attack("slow");
      IntStream.range(0, LIMIT).forEach(number -> kind.write(attack, number));
      awaitUntil(() -> other.bridge.counters().getReceived() == LIMIT);
      awaitUntil(() -> {
        System.gc();
        return other.bridge.counters().getQueued() == 0;
      });
    }
    assertEquals(List.of(), taken);
  }

  @Test
  void anEventHandlerThatDoesNotDecideStopsThePeer() {
    List<Promise<Boolean>> undecided = new CopyOnWriteArrayList<>();
    victim.bus().consumer("slow", message -> taken.add(message.body()));
    victim.bridge.bridgeEventHandler(event -> {
      if ("slow".equals(event.address()) && event.getRawMessage() != null) {
        Promise<Boolean> decision = Promise.promise();
        decision.future().onComplete(event);
        undecided.add(decision);
      } else {
        event.tryComplete(true);
      }
    });
    BusVictim.Attack attack = victim.attack("slow");
    IntStream.range(0, 100).forEach(number -> Kind.SEND.write(attack, number));
    awaitUntil(() -> undecided.size() == LIMIT);
    assertOthersAreServed();
    assertEquals(LIMIT, undecided.size());
    AtomicInteger decided = new AtomicInteger();
    awaitUntil(() -> {
      while (decided.get() < undecided.size()) {
        undecided.get(decided.getAndIncrement()).complete(true);
      }
      return taken.size() == 100;
    });
    assertEquals(numbers(100), taken);
  }

  @Test
  void aBroadcastIsReadAsFastAsItsConsumers() {
    stuck("news");
    ConecBroadcast news = await(victim.attacker.joinBroadcast("news", new BroadcastOptions()));
    awaitUntil(() -> victim.net.coordinator().broadcasts().stream().anyMatch(info -> info.getReaders() == 2));
    IntStream.range(0, 500).forEach(number -> news.write(Buffer.buffer("0" + number)));
    awaitUntil(() -> queued() == 64);
    assertOthersAreServed();
    assertEquals(64, queued());
    release.countDown();
    awaitUntil(() -> taken.size() == 500);
    assertEquals(IntStream.range(0, 500).mapToObj(number -> Buffer.buffer("0" + number)).toList(), taken);
    awaitUntil(() -> queued() == 0);
  }
}
