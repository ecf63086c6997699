package io.conec.rx;

import io.conec.bridge.ConecBridgeOptions;
import io.conec.bridge.ExportOptions;
import io.conec.rxjava3.ConecClient;
import io.conec.rxjava3.bridge.ConecBridge;
import io.conec.test.TestNet;
import io.reactivex.rxjava3.core.Flowable;
import io.vertx.core.buffer.Buffer;
import io.vertx.rxjava3.core.Vertx;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The generated RxJava 3 API, on real sockets. */
class RxTest {

  @Test
  void aStreamIsAFlowable() {
    try (TestNet net = new TestNet()) {
      ConecClient depot = ConecClient.create(Vertx.newInstance(net.vertx()), net.clientOptions("depot"));
      depot.streamHandler(stream -> stream.toFlowable().subscribe(stream::write, Throwable::printStackTrace,
        stream::end));
      depot.rxConnect().timeout(20, TimeUnit.SECONDS).blockingAwait();
      ConecClient shop = ConecClient.create(Vertx.newInstance(net.vertx()), net.clientOptions("shop"));
      List<String> echoed = shop.rxConnect()
        .andThen(shop.rxOpenStream("depot"))
        .flatMapPublisher(stream -> stream.toFlowable().mergeWith(
          Flowable.just("a", "b", "c").concatMapCompletable(text -> stream.rxWrite(Buffer.buffer(text)))
            .andThen(stream.rxEnd())))
        .map(buffer -> buffer.toString())
        .toList().timeout(20, TimeUnit.SECONDS).blockingGet();
      assertEquals(List.of("a", "b", "c"), echoed);
      assertEquals("depot", shop.channels().get(0).peer());
    }
  }

  @Test
  void aBroadcastIsAFlowable() {
    try (TestNet net = new TestNet()) {
      ConecClient shop = ConecClient.create(Vertx.newInstance(net.vertx()), net.clientOptions("shop"));
      List<String> received = shop.rxConnect()
        .andThen(shop.rxJoinBroadcast("news"))
        .flatMapPublisher(broadcast -> broadcast.toFlowable().mergeWith(
          Flowable.just("a", "b", "c").concatMapCompletable(text -> broadcast.rxWrite(Buffer.buffer(text)))))
        .map(message -> message.sender() + " " + message.sequence() + " " + message.body())
        .take(3).toList().timeout(20, TimeUnit.SECONDS).blockingGet();
      assertEquals(List.of("shop 1 a", "shop 2 b", "shop 3 c"), received);
      assertEquals(1, shop.rxBroadcastInfo("news").timeout(20, TimeUnit.SECONDS).blockingGet().getReaders());
      shop.broadcasts().get(0).rxLeave().timeout(20, TimeUnit.SECONDS).blockingAwait();
      assertEquals(List.of(), net.coordinator().broadcasts());
    }
  }

  @Test
  void aProducerIsASubscriber() {
    try (TestNet net = new TestNet()) {
      Vertx depotVertx = Vertx.newInstance(net.vertx());
      ConecClient depot = ConecClient.create(depotVertx, net.clientOptions("depot"));
      ConecBridge exports = ConecBridge.create(depotVertx, depot,
        new ConecBridgeOptions().addExport(new ExportOptions().setAddress("work")));
      List<Object> taken = new CopyOnWriteArrayList<>();
      depotVertx.eventBus().<Integer>consumer("work", message -> {
        taken.add(message.body());
        message.reply(message.body());
      });
      depot.rxConnect().andThen(exports.rxStart()).timeout(20, TimeUnit.SECONDS).blockingAwait();
      Vertx shopVertx = Vertx.newInstance(net.vertx());
      ConecClient shop = ConecClient.create(shopVertx, net.clientOptions("shop"));
      ConecBridge bridge = ConecBridge.create(shopVertx, shop);
      shop.rxConnect().andThen(bridge.rxStart()).timeout(20, TimeUnit.SECONDS).blockingAwait();
      CountDownLatch ended = new CountDownLatch(1);
      Flowable.range(0, 3000).subscribe(bridge.<Integer>sender("depot", "work").toSubscriber()
        .onWriteStreamEnd(ended::countDown));
      assertTrue(ended.await(20, TimeUnit.SECONDS));
      assertEquals(IntStream.range(0, 3000).boxed().toList(), taken);
      assertEquals(7, bridge.<Integer>rxRequest("depot", "work", 7).timeout(20, TimeUnit.SECONDS).blockingGet().body());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
