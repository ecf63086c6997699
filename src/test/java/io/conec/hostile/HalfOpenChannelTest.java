package io.conec.hostile;

import io.conec.ConecChannel;
import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.test.NoLeaksExtension;
import io.conec.test.TestNet;
import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawStream;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;

/** When the Coordinator ends a channel before it is open, everything that it held is released. */
@ExtendWith(NoLeaksExtension.class)
class HalfOpenChannelTest {

  private static final int MAX_CHANNELS = 50;

  /** Longer than a test waits for anything. */
  private static final Duration OPEN_TIMEOUT = TestNet.DEADLINE.multipliedBy(2);

  private TestNet net;
  private ConecClient shop;
  private ConecClient depot;
  private RawClient mallory;

  @BeforeEach
  void start() {
    net = new TestNet();
    depot = net.connect("depot");
    shop = net.connect(net.clientOptions("shop").setMaxChannels(MAX_CHANNELS).setOpenTimeout(OPEN_TIMEOUT));
    mallory = RawClient.join("mallory", net.coordinator().actualPort());
  }

  @AfterEach
  void stop() {
    mallory.close();
    net.close();
  }

  private static byte[] channelClosed(long channel) {
    return RawFrame.control(RawFrame.CHANNEL_CLOSED, new JsonObject().put("channel", String.format("%016x", channel))
      .put("code", ConecError.TIMEOUT.code()));
  }

  @Test
  void channelsThatAreClosedImmediatelyDoNotUseUpTheLimit() {
    for (int i = 0; i < MAX_CHANNELS; i++) {
      mallory.control().write(channelClosed(mallory.open("shop").channel()));
    }
    TestNet.awaitUntil(() -> net.coordinator().channelCount() == 0);
    // The introduction comes after the messages of the Coordinator about the others.
    ConecChannel accepted = TestNet.await(depot.openChannel("shop"));
    TestNet.await(net.connect("office").openChannel("shop"));
    TestNet.await(accepted.close());
    TestNet.await(shop.openChannel("depot"));
  }

  /** The Coordinator notices at once, shop does not. */
  private void leave() {
    mallory.connection().close(0, "");
  }

  @Test
  void aPeerThatLeavesBeforeItIsConnectedIsLostImmediately() {
    Future<ConecChannel> opened = shop.openChannel("mallory");
    JsonObject introduce = mallory.control().expect(RawFrame.INTRODUCE);
    mallory.control().write(RawFrame.control(RawFrame.INTRODUCED,
      new JsonObject().put("request", introduce.getLong("request"))));
    // Which comes behind the one message and before the other.
    mallory.control().write(RawFrame.ping(1)).expect(RawFrame.PONG);
    leave();
    TestNet.assertFails(ConecError.PEER_LOST, opened);
  }

  @Test
  void aPeerThatLeavesBeforeItGreetsIsLostImmediately() {
    Future<ConecChannel> opened = shop.openChannel("mallory");
    mallory.acceptIntroduction();
    RawStream control = mallory.socket().accept().awaitEstablished().acceptStream();
    control.expect(RawFrame.GREETING);
    leave();
    TestNet.assertFails(ConecError.PEER_LOST, opened);
  }

  @Test
  void anAcceptorForgetsAPeerThatLeavesBeforeItGreets() {
    ConecClient single = net.connect(net.clientOptions("single").setMaxChannels(1).setOpenTimeout(OPEN_TIMEOUT));
    mallory.connectPeer("single").awaitEstablished();
    leave();
    TestNet.awaitUntil(() -> net.coordinator().channelCount() == 0);
    TestNet.await(depot.openChannel("single"));
    TestNet.await(single.close());
  }
}
