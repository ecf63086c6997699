package io.conec.broadcast;

import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.test.TestNet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.conec.BroadcastRole.BOTH;
import static io.conec.BroadcastRole.READER;
import static io.conec.broadcast.BroadcastNet.awaitBroadcasts;
import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The limits of the number of broadcasts. */
class BroadcastLimitsTest {

  private final TestNet net = BroadcastNet.with(limits -> limits.setMaxBroadcasts(4).setMaxBroadcastsPerClient(2));
  private final ConecClient shop = net.connect("shop");
  private final ConecClient depot = net.connect("depot");
  private final ConecClient office = net.connect("office");

  @AfterEach
  void close() {
    net.close();
  }

  private static void assertRefused(String option, ConecClient client, String name) {
    ConecException failure = assertFails(ConecError.LIMIT_EXCEEDED, client.joinBroadcast(name));
    assertTrue(failure.getMessage().contains(option), failure.getMessage());
  }

  @Test
  void aClientJoinsAtMostMaxPerClient() {
    Participant a = Participant.join(shop, "a", BOTH);
    Participant.join(shop, "b", BOTH);
    assertRefused("maxBroadcastsPerClient", shop, "c");
    Participant other = Participant.join(depot, "a", BOTH);
    for (int i = 0; i < 10; i++) {
      await(a.broadcast.leave());
      a = Participant.join(shop, "a", BOTH);
    }
    assertRefused("maxBroadcastsPerClient", shop, "c");
    await(a.write("still here"));
    other.assertNext("shop 1 still here");
    awaitBroadcasts(net.coordinator(), "a 2/2", "b 1/1");
  }

  @Test
  void thereAreAtMostMaxBroadcasts() {
    Participant a = Participant.join(shop, "a", BOTH);
    Participant.join(shop, "b", BOTH);
    Participant.join(depot, "c", BOTH);
    Participant.join(depot, "d", BOTH);
    assertRefused("maxBroadcasts", office, "e");
    Participant.join(office, "a", READER);
    await(a.broadcast.leave());
    assertRefused("maxBroadcasts", shop, "e");
    awaitBroadcasts(net.coordinator(), "a 0/1", "b 1/1", "c 1/1", "d 1/1");
    await(office.close());
    awaitBroadcasts(net.coordinator(), "b 1/1", "c 1/1", "d 1/1");
    Participant e = Participant.join(shop, "e", BOTH);
    await(e.write("there is room"));
    e.assertNext("shop 1 there is room");
  }

  /** A refused join counts neither as a subscription nor as a broadcast. */
  @Test
  void aClientThatWasRefusedManyTimesJoinsWhenThereIsRoom() {
    Participant.join(shop, "a", BOTH);
    Participant.join(shop, "b", BOTH);
    Participant c = Participant.join(depot, "c", BOTH);
    Participant.join(depot, "d", BOTH);
    for (int i = 0; i < 20; i++) {
      assertRefused("maxBroadcasts", office, "e" + i);
    }
    await(c.broadcast.leave());
    Participant.join(office, "e", BOTH);
    Participant.join(office, "a", BOTH);
    awaitBroadcasts(net.coordinator(), "a 2/2", "b 1/1", "d 1/1", "e 1/1");
  }

  @Test
  void aMaxPerClientOfZeroPermitsNone() {
    try (TestNet none = BroadcastNet.with(limits -> limits.setMaxBroadcastsPerClient(0))) {
      ConecClient client = none.connect("shop");
      assertRefused("maxBroadcastsPerClient", client, "a");
      assertTrue(client.isConnected());
    }
  }
}
