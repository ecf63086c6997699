package io.conec.client;

import io.conec.ConecClient;
import io.conec.PathPolicy;
import io.conec.test.Inbox;
import io.conec.test.StreamPair;
import io.conec.test.TestNet;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SmallMessagesTest {

  private static final int MESSAGES = 200;
  private static final Buffer MESSAGE = Buffer.buffer("0123456789");

  private final TestNet net = new TestNet();
  private final ConecClient shop = net.connect("shop", PathPolicy.RELAY_ONLY);
  private final ConecClient depot = net.connect("depot", PathPolicy.RELAY_ONLY);

  @AfterEach
  void close() {
    net.close();
  }

  /** A datagram for each would be four times as much. */
  @Test
  void messagesOfOneTurnOfTheEventLoopShareDatagrams() {
    StreamPair pair = StreamPair.open(shop, depot);
    Inbox far = new Inbox(pair.far());
    Promise<Long> before = Promise.promise();
    pair.near().handler(go -> Vertx.currentContext().owner().setTimer(1, timer -> {
      before.complete(relayedBytes(pair));
      for (int i = 0; i < MESSAGES; i++) {
        pair.near().write(MESSAGE);
      }
    }));
    pair.far().write(Buffer.buffer("go"));
    long bytesBefore = await(before.future());
    awaitUntil(() -> far.size() == MESSAGES);
    long bytes = relayedBytes(pair) - bytesBefore;
    assertTrue(bytes < 2L * MESSAGES * (Integer.BYTES + MESSAGE.length()), bytes + " bytes were sent");
  }

  private static long relayedBytes(StreamPair pair) {
    return pair.near().channel().pathStatistics().getRelayedBytesSent();
  }
}
