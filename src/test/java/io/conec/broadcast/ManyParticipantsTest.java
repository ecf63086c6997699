package io.conec.broadcast;

import io.conec.BroadcastMessage;
import io.conec.ClientOptions;
import io.conec.ConecBroadcast;
import io.conec.ConecClient;
import io.conec.test.TestNet;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import static io.conec.BroadcastRole.READER;
import static io.conec.BroadcastRole.SENDER;
import static io.conec.broadcast.BroadcastNet.assertCount;
import static io.conec.broadcast.BroadcastNet.awaitBroadcasts;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** Many clients in one broadcast, in one process. */
class ManyParticipantsTest {

  private static final int AT_A_TIME = 25;
  private static final int MESSAGES = 50;

  /** All of them come from one address. */
  private final TestNet net = new TestNet(options -> options.setMaxPendingConnectionsPerAddress(1000)
    .setMaxClientsPerAddress(2000));
  private final Vertx vertx = net.vertx();
  private final List<Reader> readers = new ArrayList<>();

  int members() {
    return 100;
  }

  @AfterEach
  void close() {
    net.close();
  }

  /** Counts the messages that have come, and checks that each was the next one. */
  private static final class Reader {

    private final ConecClient client;
    private final AtomicInteger received = new AtomicInteger();
    private final AtomicInteger wrong = new AtomicInteger();

    Reader(ConecClient client) {
      this.client = client;
    }

    Future<ConecBroadcast> join() {
      return client.connect().compose(v -> client.joinBroadcast("news", Participant.options(READER)))
        .onSuccess(broadcast -> broadcast.droppedHandler(dropped -> wrong.incrementAndGet()).handler(this::received));
    }

    private void received(BroadcastMessage message) {
      if (message.sequence() != received.incrementAndGet() || !message.sender().equals("shop")) {
        wrong.incrementAndGet();
      }
    }
  }

  private ClientOptions options(String id) {
    return net.clientOptions(id).setConnectTimeout(TestNet.DEADLINE);
  }

  private void join() {
    for (int i = 0; i < members(); i += AT_A_TIME) {
      List<Future<ConecBroadcast>> joining = new ArrayList<>();
      for (int j = 0; j < AT_A_TIME; j++) {
        Reader reader = new Reader(ConecClient.create(vertx, options("reader" + (i + j))));
        readers.add(reader);
        joining.add(reader.join());
      }
      await(Future.all(joining));
    }
  }

  private void publish(ConecBroadcast sender) {
    for (int i = 0; i < MESSAGES; i++) {
      sender.write(Buffer.buffer("hello"));
    }
  }

  private static void awaitReceived(List<Reader> readers, int messages) {
    readers.forEach(reader -> awaitUntil(() -> reader.received.get() == messages));
    readers.forEach(reader -> assertEquals(0, reader.wrong.get(), reader.client.id()));
  }

  @Test
  void everyMessageReachesAllClientsAndTheCountIsExact() {
    ConecClient shop = net.connect("shop");
    ConecBroadcast sender = await(shop.joinBroadcast("news", Participant.options(SENDER)));
    join();
    assertCount("news 1/" + members(), shop, net.coordinator());
    publish(sender);
    awaitReceived(readers, MESSAGES);

    List<Reader> staying = readers.subList(0, members() / 2);
    List<Reader> leaving = readers.subList(members() / 2, members());
    for (int i = 0; i < leaving.size(); i += AT_A_TIME) {
      await(Future.all(leaving.subList(i, i + AT_A_TIME).stream().map(reader -> reader.client.close()).toList()));
    }
    awaitBroadcasts(net.coordinator(), "news 1/" + members() / 2);
    assertCount("news 1/" + members() / 2, shop, net.coordinator());
    publish(sender);
    awaitReceived(staying, 2 * MESSAGES);
    leaving.forEach(reader -> assertEquals(MESSAGES, reader.received.get()));
  }
}
