package io.conec.broadcast;

import io.conec.BroadcastRole;
import io.conec.BroadcastRule;
import io.conec.ConecBroadcast;
import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.test.TestNet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;

import static io.conec.BroadcastRole.BOTH;
import static io.conec.BroadcastRole.READER;
import static io.conec.BroadcastRole.SENDER;
import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The rules for reading and writing broadcasts. */
class BroadcastRulesTest {

  private TestNet net;
  private ConecClient shop;
  private ConecClient depot;

  private void start(BroadcastRule... rules) {
    net = BroadcastNet.with(limits -> limits.setRules(List.of(rules)));
    shop = net.connect("shop");
    depot = net.connect("depot");
  }

  @AfterEach
  void close() {
    net.close();
  }

  private static BroadcastRule readers() {
    return new BroadcastRule().setWrite(false);
  }

  private static BroadcastRule writers() {
    return new BroadcastRule().setRead(false);
  }

  private static void assertMay(ConecClient client, String name, BroadcastRole role) {
    await(Participant.join(client, name, role).broadcast.leave());
  }

  private static void assertMayNot(ConecClient client, String name, BroadcastRole role) {
    ConecException failure =
      assertFails(ConecError.BROADCAST_NOT_PERMITTED, client.joinBroadcast(name, Participant.options(role)));
    assertTrue(failure.getMessage().contains("rules in broadcastLimits"), failure.getMessage());
  }

  @Test
  void aRuleIsForOneNameAndOneClient() {
    start(new BroadcastRule().setName("news").setPeer("shop"));
    assertMay(shop, "news", BOTH);
    assertMayNot(shop, "news2", BOTH);
    assertMayNot(shop, "new", READER);
    assertMayNot(depot, "news", READER);
    assertMayNot(depot, "news", SENDER);
    assertEquals(List.of(), net.coordinator().broadcasts());
  }

  @Test
  void readingAndWritingAreSeparate() {
    start(readers().setPeer("shop"), writers().setPeer("depot"));
    assertMay(shop, "news", READER);
    assertMayNot(shop, "news", SENDER);
    assertMayNot(shop, "news", BOTH);
    assertMay(depot, "news", SENDER);
    assertMayNot(depot, "news", READER);
    assertMayNot(depot, "news", BOTH);
  }

  @Test
  void anExpressionMatchesTheWholeName() {
    start(new BroadcastRule().setNameRegex("news-[0-9]+").setPeerRegex("s.*|office"));
    assertMay(shop, "news-1", BOTH);
    assertMay(shop, "news-23", BOTH);
    assertMayNot(shop, "news-", BOTH);
    assertMayNot(shop, "old news-1", BOTH);
    assertMayNot(shop, "news-1 or so", BOTH);
    assertMayNot(depot, "news-1", BOTH);
    assertMay(net.connect("office"), "news-1", BOTH);
    assertMayNot(net.connect("office.two"), "news-1", BOTH);
  }

  /** Otherwise a client could stall the Coordinator with a name. */
  @Test
  void anExpressionThatNeedsTooLongForANameDoesNotMatchIt() {
    start(new BroadcastRule().setNameRegex("(.*a){12}b"), new BroadcastRule().setPeerRegex("(.*o){12}p")
      .setName("b"), new BroadcastRule().setName("aab"));
    assertMayNot(shop, "a".repeat(ConecBroadcast.MAX_NAME_LENGTH), BOTH);
    assertMayNot(net.connect("o".repeat(100)), "b", BOTH);
    assertMay(shop, "aab", BOTH);
  }

  @Test
  void theRulesAddUp() {
    start(readers().setName("news"), writers().setNameRegex("n.*").setPeer("shop"),
      new BroadcastRule().setName("own").setPeer("depot"));
    assertMay(shop, "news", BOTH);
    assertMay(depot, "news", READER);
    assertMayNot(depot, "news", BOTH);
    assertMay(shop, "notes", SENDER);
    assertMayNot(shop, "notes", BOTH);
    assertMay(depot, "own", BOTH);
    assertMayNot(shop, "own", READER);
  }

  @Test
  void aRuleThatMatchesNoClientExcludesAll() {
    start(new BroadcastRule().setPeer("nobody"));
    assertMayNot(shop, "news", READER);
    assertMayNot(depot, "news", SENDER);
  }

  @Test
  void aClientThatMayNotCreateABroadcastJoinsAnExistingOne() {
    start(new BroadcastRule().setCreate(false), new BroadcastRule().setName("news").setPeer("shop"));
    ConecException failure = assertFails(ConecError.BROADCAST_UNKNOWN, depot.joinBroadcast("news"));
    assertTrue(failure.getMessage().contains("create in the rules of broadcastLimits"), failure.getMessage());
    assertFails(ConecError.BROADCAST_UNKNOWN, shop.joinBroadcast("other"));
    Participant member = Participant.join(shop, "news", BOTH);
    assertMay(depot, "news", BOTH);
    await(member.broadcast.leave());
    assertFails(ConecError.BROADCAST_UNKNOWN, depot.joinBroadcast("news"));
  }

  @Test
  void aRefusedClientDisturbsNobody() {
    start(new BroadcastRule().setPeer("shop"));
    Participant member = Participant.join(shop, "news", BOTH);
    assertMayNot(depot, "news", BOTH);
    await(member.write("hello"));
    member.assertNext("shop 1 hello");
    assertTrue(depot.isConnected());
    assertEquals(List.of("news 1/1"), BroadcastNet.broadcasts(net.coordinator()));
  }
}
