package io.conec.hostile;

import io.conec.ConecClient;
import io.conec.bridge.BroadcastMapping;
import io.conec.bridge.ConecBridge;
import io.conec.bridge.ConecBridgeOptions;
import io.conec.bridge.ExportOptions;
import io.conec.bridge.ImportOptions;
import io.conec.test.LocalConsumers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import static io.conec.hostile.BusVictim.NULL_ANSWER;
import static io.conec.hostile.BusVictim.NULL_BODY;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A peer reaches only exported addresses: no addresses of the event bus itself, and no other peer. */
class BusAddressTest {

  private static final String REFUSED = "00000f020000005001";
  private static final String NO_HANDLERS = "00000f01";

  private static ConecBridgeOptions everything() {
    return new ConecBridgeOptions().addExport(new ExportOptions().setAddressRegex(".+"));
  }

  private static void assertRefused(BusVictim.Attack attack) {
    attack.request(1, NULL_BODY);
    String answer = attack.answerTo(1);
    assertTrue(answer.startsWith(REFUSED), answer);
  }

  @Test
  void aPeerCannotAnswerTheRequestsOfOthers() {
    try (BusVictim victim = new BusVictim(everything())) {
      List<Message<Object>> requests = new CopyOnWriteArrayList<>();
      victim.bus().consumer("slow", requests::add);
      Future<Message<Object>> reply = victim.bus().request("slow", "who is there?");
      awaitUntil(() -> requests.size() == 1);
      // It has the form __vertx.reply.N, so a peer can guess it.
      BusVictim.Attack attack = victim.attack(requests.get(0).replyAddress());
      attack.send(NULL_BODY);
      attack.publish(NULL_BODY);
      assertRefused(attack);
      requests.get(0).reply("an honest consumer");
      assertEquals("an honest consumer", await(reply).body());
      assertEquals(3, victim.bridge.counters().getRefused());
    }
  }

  @Test
  void addressesOfTheEventBusCannotBeExported() {
    String reply = "__vertx.reply.1";
    assertThrows(IllegalArgumentException.class, () -> new ExportOptions().setAddress(reply));
    assertThrows(IllegalArgumentException.class, () -> new ExportOptions(new JsonObject().put("address", reply)));
    assertThrows(IllegalArgumentException.class, () -> new ConecBridgeOptions(new JsonObject().put("exports",
      new JsonArray().add(new JsonObject().put("address", reply)))));
    assertThrows(IllegalArgumentException.class, () -> new ImportOptions().setAddress(reply));
    assertThrows(IllegalArgumentException.class, () -> new ImportOptions().setLocalAddress(reply));
    assertThrows(IllegalArgumentException.class, () -> new BroadcastMapping().setAddress(reply));
    try (BusVictim victim = new BusVictim(new ConecBridgeOptions())) {
      assertThrows(IllegalArgumentException.class,
        () -> await(victim.bridge.addBroadcast(new BroadcastMapping().setName(reply))));
    }
  }

  @Test
  void anExportDoesNotLeadToAnotherPeer() {
    ConecBridgeOptions options = everything().addImport(new ImportOptions().setPeer("far").setAddress("vault"));
    try (BusVictim victim = new BusVictim(options)) {
      List<Object> reached = new CopyOnWriteArrayList<>();
      BusVictim.Attack attack = victim.attack("vault");
      Far far = new Far(victim, reached);
      attack.publish(NULL_BODY);
      attack.send(NULL_BODY);
      attack.request(1, NULL_BODY);
      assertTrue(attack.answerTo(1).startsWith(NO_HANDLERS));
      victim.bus().send("vault", "from here");
      awaitUntil(() -> reached.contains("from here"));
      assertEquals(List.of("from here"), reached);
      far.close();
    }
  }

  /** A peer of the victim, which permits only the victim to send to its vault. */
  private static final class Far {

    private final ConecBridge bridge;

    private Far(BusVictim victim, List<Object> reached) {
      Vertx vertx = victim.net.vertx();
      vertx.eventBus().consumer("vault", message -> reached.add(message.body()));
      ConecClient client = ConecClient.create(vertx, victim.net.clientOptions("far"));
      bridge = ConecBridge.create(vertx, client, new ConecBridgeOptions()
        .addExport(new ExportOptions().setAddress("vault").addPeer("victim")));
      await(client.connect().compose(connected -> bridge.start()));
      awaitUntil(() -> LocalConsumers.exist(victim.vertx, "vault"));
    }

    private void close() {
      await(bridge.close());
    }
  }

  @Test
  void aPatternThatNeedsTooLongForAnAddressDoesNotMatchIt() {
    ConecBridgeOptions options = new ConecBridgeOptions()
      .addExport(new ExportOptions().setAddressRegex("(.*a){12}b"))
      .addExport(new ExportOptions().setAddress("aab"));
    try (BusVictim victim = new BusVictim(options)) {
      victim.bus().consumer("aab", message -> message.reply(null));
      assertRefused(victim.attack("a".repeat(1000)));
      BusVictim.Attack honest = victim.attack("aab");
      honest.request(1, NULL_BODY);
      assertEquals(NULL_ANSWER, honest.answerTo(1));
    }
  }
}
