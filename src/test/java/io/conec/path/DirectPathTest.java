package io.conec.path;

import io.conec.ChannelOptions;
import io.conec.ChannelPath;
import io.conec.ConecChannel;
import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.PathKind;
import io.conec.PathOptions;
import io.conec.PathPolicy;
import io.conec.PathStatistics;
import io.conec.test.NoLeaksExtension;
import io.conec.test.TestNet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Channels between clients that can reach each other. */
@ExtendWith(NoLeaksExtension.class)
class DirectPathTest {

  private final TestNet net = new TestNet();

  @AfterEach
  void close() {
    net.close();
  }

  private static void awaitKind(PathKind kind, ConecChannel channel) {
    awaitUntil(() -> channel.path().getKind() == kind);
  }

  @Test
  void bothEndsFindTheDirectPath() {
    List<ConecChannel> incoming = new CopyOnWriteArrayList<>();
    ConecClient depot = net.connect("depot").channelHandler(incoming::add);
    ConecClient shop = net.connect("shop");
    List<ChannelPath> taken = new CopyOnWriteArrayList<>();
    ConecChannel channel = await(shop.openChannel("depot"));
    channel.pathHandler(taken::add);
    awaitKind(PathKind.DIRECT, channel);
    awaitUntil(() -> incoming.size() == 1);
    awaitKind(PathKind.DIRECT, incoming.get(0));

    ChannelPath path = channel.path();
    assertTrue(path.getRoundTripTime() > 0, "the round-trip time was measured");
    assertTrue(path.getRemoteAddress().startsWith("127.0.0.1:"), path.getRemoteAddress());
    assertSame(PathPolicy.AUTO, channel.pathPolicy());
    PathStatistics before = channel.pathStatistics();
    assertTrue(await(channel.ping()) > 0);
    PathStatistics after = channel.pathStatistics();
    assertEquals(before.getRelayedBytesSent(), after.getRelayedBytesSent());
    assertTrue(after.getDirectBytesSent() > before.getDirectBytesSent());
    assertTrue(after.getDirectBytesReceived() > before.getDirectBytesReceived());
    assertTrue(after.getRelayedBytesReceived() > 0, "the handshake was relayed");
    assertEquals(1, after.getSwitches());
    assertEquals(depot.id(), channel.peer());
  }

  @Test
  void relayOnlyIsObeyedByBothEnds() {
    List<ConecChannel> incoming = new CopyOnWriteArrayList<>();
    net.connect("depot").channelHandler(incoming::add);
    ConecClient shop = net.connect("shop");
    ConecChannel relayed =
      await(shop.openChannel("depot", new ChannelOptions().setPathPolicy(PathPolicy.RELAY_ONLY)));
    ConecChannel direct =
      await(shop.openChannel("depot", new ChannelOptions().setPathPolicy(PathPolicy.DIRECT_ONLY)));
    assertNotSame(relayed, direct);
    assertSame(relayed, await(shop.openChannel("depot", new ChannelOptions().setPathPolicy(PathPolicy.RELAY_ONLY))));
    assertSame(PathKind.DIRECT, direct.path().getKind(), "it was handed out when it was direct");
    awaitUntil(() -> incoming.size() == 2 && relayed.path().getRoundTripTime() > 0);
    await(relayed.ping());
    assertSame(PathKind.RELAYED, relayed.path().getKind());
    assertEquals(0, relayed.pathStatistics().getDirectBytesReceived());
    for (ConecChannel end : incoming) {
      boolean isRelayed = end.pathPolicy() == PathPolicy.RELAY_ONLY;
      assertSame(isRelayed ? PathKind.RELAYED : PathKind.DIRECT, end.path().getKind());
    }
  }

  @Test
  void whoAsksAgainGetsTheSameChannel() {
    net.connect(net.clientOptions("depot").setPathOptions(new PathOptions().setPathPolicy(PathPolicy.RELAY_ONLY)));
    ConecClient shop = net.connect("shop");
    ChannelOptions auto = new ChannelOptions().setPathPolicy(PathPolicy.AUTO);
    ConecChannel channel = await(shop.openChannel("depot", auto));
    assertSame(PathPolicy.RELAY_ONLY, channel.pathPolicy(), "as the peer wants");
    assertSame(channel, await(shop.openChannel("depot", auto)));
    assertSame(channel, await(shop.openChannel("depot")));
    assertSame(channel, await(shop.openChannel("depot", new ChannelOptions().setPathPolicy(PathPolicy.RELAY_ONLY))));
  }

  @Test
  void policiesThatExcludeEachOtherAreAnError() {
    net.connect(net.clientOptions("depot").setPathOptions(new PathOptions().setPathPolicy(PathPolicy.RELAY_ONLY)));
    ConecClient shop = net.connect("shop");
    String message = assertFails(ConecError.NO_DIRECT_PATH,
      shop.openChannel("depot", new ChannelOptions().setPathPolicy(PathPolicy.DIRECT_ONLY))).getMessage();
    assertTrue(message.contains("RELAY_ONLY"), message);
  }

  @Test
  void aChannelToOneselfHasTwoDirectEnds() {
    List<ConecChannel> incoming = new CopyOnWriteArrayList<>();
    ConecClient self = net.connect("self").channelHandler(incoming::add);
    ConecChannel channel = await(self.openChannel("self"));
    awaitKind(PathKind.DIRECT, channel);
    awaitUntil(() -> incoming.size() == 1);
    awaitKind(PathKind.DIRECT, incoming.get(0));
    await(channel.ping());
  }
}
