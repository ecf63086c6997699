package io.conec.broadcast;

import io.conec.BroadcastLimits;
import io.conec.BroadcastRole;
import io.conec.BroadcastRule;
import io.conec.ClientOptions;
import io.conec.ConecBroadcast;
import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.test.Child;
import io.conec.test.TestCertificates;
import io.conec.test.TestNet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

import static io.conec.BroadcastRole.BOTH;
import static io.conec.BroadcastRole.READER;
import static io.conec.BroadcastRole.SENDER;
import static io.conec.broadcast.BroadcastNet.assertCount;
import static io.conec.broadcast.BroadcastNet.awaitBroadcasts;
import static io.conec.broadcast.BroadcastNet.broadcasts;
import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** The count of senders and readers, as they join and leave. */
class BroadcastInfoTest {

  private static final BroadcastRule NEWS_READ = new BroadcastRule().setName("news").setPeer("depot").setWrite(false);
  private static final BroadcastRule NEWS_WRITE = new BroadcastRule().setName("news").setPeer("shop").setRead(false);

  private TestNet net = new TestNet(options -> options.setIdleTimeout(Duration.ofSeconds(2)));

  @AfterEach
  void close() {
    net.close();
  }

  private ConecBroadcast join(ConecClient client, String name, BroadcastRole role) {
    return await(client.joinBroadcast(name, Participant.options(role)));
  }

  private void assertUnknown(ConecClient client, String name) {
    assertFails(ConecError.BROADCAST_UNKNOWN, client.broadcastInfo(name));
  }

  @Test
  void theCountFollowsClientsThatJoinAndLeave() {
    ConecClient shop = net.connect("shop");
    ConecClient depot = net.connect("depot");
    ConecClient office = net.connect("office");
    assertUnknown(shop, "news");
    ConecBroadcast sender = join(shop, "news", SENDER);
    assertCount("news 1/0", office, net.coordinator());
    ConecBroadcast reader = join(depot, "news", READER);
    assertCount("news 1/1", office, net.coordinator());
    ConecBroadcast both = join(office, "news", BOTH);
    assertCount("news 2/2", shop, net.coordinator());
    join(shop, "other", BOTH);
    assertEquals(List.of("news 2/2", "other 1/1"), broadcasts(net.coordinator()));

    await(sender.leave());
    assertCount("news 1/2", shop, net.coordinator());
    await(reader.leave());
    assertCount("news 1/1", shop, net.coordinator());
    await(both.leave());
    assertUnknown(shop, "news");
    assertEquals(List.of("other 1/1"), broadcasts(net.coordinator()));
  }

  @Test
  void aClientThatClosesIsNoLongerCounted() {
    ConecClient shop = net.connect("shop");
    ConecClient depot = net.connect("depot");
    join(shop, "news", BOTH);
    join(depot, "news", BOTH);
    join(depot, "other", READER);
    await(depot.close());
    awaitBroadcasts(net.coordinator(), "news 1/1");
    assertCount("news 1/1", shop, net.coordinator());
    assertUnknown(shop, "other");
  }

  @Test
  void aKilledClientIsNoLongerCountedAfterTheIdleTimeout() {
    ConecClient shop = net.connect("shop");
    join(shop, "news", SENDER);
    try (Child child = Child.member(net.clientOptions("depot"), "news", "other")) {
      assertEquals(List.of("news 2/1", "other 1/1"), broadcasts(net.coordinator()));
      child.kill();
      awaitBroadcasts(net.coordinator(), "news 1/0");
      assertCount("news 1/0", shop, net.coordinator());
      assertUnknown(shop, "other");
    }
  }

  @Test
  void aClientThatIsReplacedIsCountedOnce() {
    ClientOptions options = net.clientOptions("depot").setKeyCertOptions(
      TestCertificates.pem(TestCertificates.selfSigned("depot", TestCertificates.now())));
    ConecClient old = net.connect(options);
    Participant replaced = Participant.join(old, "news", BOTH);
    ConecClient successor = net.connect(options);
    TestNet.assertError(ConecError.REPLACED, await(replaced.failed()));
    awaitBroadcasts(net.coordinator());
    join(successor, "news", READER);
    assertCount("news 0/1", successor, net.coordinator());
  }

  @Test
  void onlyAClientThatMayReadOrWriteMayCount() {
    net.close();
    net = BroadcastNet.with(limits -> limits.addRule(NEWS_READ).addRule(NEWS_WRITE));
    ConecClient shop = net.connect("shop");
    ConecClient depot = net.connect("depot");
    ConecClient office = net.connect("office");
    join(shop, "news", SENDER);
    assertCount("news 1/0", depot, net.coordinator());
    assertCount("news 1/0", shop, net.coordinator());
    assertFails(ConecError.BROADCAST_NOT_PERMITTED, office.broadcastInfo("news"));
    assertFails(ConecError.BROADCAST_NOT_PERMITTED, depot.broadcastInfo("other"));
  }

  @Test
  void aCoordinatorThatAllowsNoBroadcastsHasNone() {
    net.close();
    net = BroadcastNet.with(limits -> new BroadcastLimits().setMaxBroadcasts(0));
    ConecClient shop = net.connect("shop");
    assertUnknown(shop, "news");
    assertFails(ConecError.LIMIT_EXCEEDED, shop.joinBroadcast("news"));
    assertEquals(List.of(), broadcasts(net.coordinator()));
  }
}
