package io.conec.path;

import io.conec.ChannelOptions;
import io.conec.ClientOptions;
import io.conec.ConecChannel;
import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.PathKind;
import io.conec.PathOptions;
import io.conec.PathPolicy;
import io.conec.test.NoLeaksExtension;
import io.conec.test.TestNet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;

import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The options for the candidates of a client. */
@ExtendWith(NoLeaksExtension.class)
class CandidateOptionsTest {

  private static final ChannelOptions DIRECT_ONLY = new ChannelOptions().setPathPolicy(PathPolicy.DIRECT_ONLY);

  private final TestNet net = new TestNet();

  @AfterEach
  void close() {
    net.close();
  }

  private ClientOptions options(String id) {
    return net.clientOptions(id).setOpenTimeout(Duration.ofSeconds(1));
  }

  @Test
  void whoAcceptsNoChannelsOpensDirectOnes() {
    net.connect("depot");
    ConecClient shop = net.connect(net.clientOptions("shop").setAcceptChannels(false));
    ConecChannel channel = await(shop.openChannel("depot", DIRECT_ONLY));
    assertEquals(PathKind.DIRECT, channel.path().getKind());
    await(channel.ping());
    assertFails(ConecError.CHANNEL_REFUSED, net.connect("other").openChannel("shop"));
  }

  @Test
  void whatTheCoordinatorSeesIsEnough() {
    PathOptions paths = new PathOptions().setHostCandidates(false);
    net.connect(net.clientOptions("depot").setPathOptions(paths));
    ConecClient shop = net.connect(net.clientOptions("shop").setPathOptions(paths));
    assertEquals(PathKind.DIRECT, await(shop.openChannel("depot", DIRECT_ONLY)).path().getKind());
  }

  @Test
  void oneEndThatExcludesTheOtherIsEnoughToStayRelayed() {
    PathOptions paths = new PathOptions().addExcludedNetwork("127.0.0.0/8");
    net.connect(options("depot"));
    ConecClient shop = net.connect(options("shop").setPathOptions(paths));
    String message = assertFails(ConecError.NO_DIRECT_PATH, shop.openChannel("depot", DIRECT_ONLY)).getMessage();
    assertTrue(message.contains("signalled no address that may be checked"), message);
    ConecChannel channel = await(shop.openChannel("depot"));
    await(channel.ping());
    assertEquals(PathKind.RELAYED, channel.path().getKind());
    awaitUntil(() -> channel.path().getRoundTripTime() > 0);
  }

  @Test
  void oneEndThatExcludesTheOtherIsEnoughForTheAcceptorToo() {
    PathOptions paths = new PathOptions().addExcludedNetwork("127.0.0.0/8");
    net.connect(options("depot").setPathOptions(paths));
    assertFails(ConecError.NO_DIRECT_PATH, net.connect(options("shop")).openChannel("depot", DIRECT_ONLY));
  }
}
