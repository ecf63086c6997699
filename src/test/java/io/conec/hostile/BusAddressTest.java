package io.conec.hostile;

import static io.conec.hostile.BusVictim.NULL_ANSWER;
import static io.conec.hostile.BusVictim.NULL_BODY;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conec.bridge.BridgeOptions;
import io.conec.bridge.BroadcastMapping;
import io.conec.bridge.ExportOptions;
import io.conec.bridge.ImportOptions;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A peer reaches what an export names, and nothing else: no addresses of the event bus itself, and no other peer. */
class BusAddressTest {

  private static final String REFUSED = "00000f020000005001";

  private static BridgeOptions everything() {
    return new BridgeOptions().addExport(new ExportOptions().setAddressRegex(".+"));
  }

  private static void assertRefused(BusVictim.Attack attack) {
    attack.request(1, NULL_BODY);
    String answer = attack.answerTo(1);
    assertTrue(answer.startsWith(REFUSED), answer);
  }

  @Test
  void nobodyAnswersTheRequestsOfOthers() {
    try (BusVictim victim = new BusVictim(everything())) {
      List<Message<Object>> requests = new CopyOnWriteArrayList<>();
      victim.bus().consumer("slow", requests::add);
      Future<Message<Object>> reply = victim.bus().request("slow", "who is there?");
      awaitUntil(() -> requests.size() == 1);
      // Of the form __vertx.reply.N, so that a peer can guess it.
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
  void thereIsNoNameForAddressesOfTheEventBus() {
    String reply = "__vertx.reply.1";
    assertThrows(IllegalArgumentException.class, () -> new ExportOptions().setAddress(reply));
    assertThrows(IllegalArgumentException.class, () -> new ExportOptions(new JsonObject().put("address", reply)));
    assertThrows(IllegalArgumentException.class, () -> new BridgeOptions(new JsonObject().put("exports",
      new JsonArray().add(new JsonObject().put("address", reply)))));
    assertThrows(IllegalArgumentException.class, () -> new ImportOptions().setAddress(reply));
    assertThrows(IllegalArgumentException.class, () -> new ImportOptions().setLocalAddress(reply));
    assertThrows(IllegalArgumentException.class, () -> new BroadcastMapping().setAddress(reply));
    try (BusVictim victim = new BusVictim(new BridgeOptions())) {
      assertThrows(IllegalArgumentException.class,
        () -> await(victim.bridge.addBroadcast(new BroadcastMapping().setName(reply))));
    }
  }

  @Test
  void anExportIsNoWayThroughToAnotherPeer() {
    BridgeOptions options = everything().addImport(new ImportOptions().setPeer("far").setAddress("vault"));
    try (BusVictim victim = new BusVictim(options)) {
      AtomicInteger reached = new AtomicInteger();
      victim.bus().consumer("vault", message -> reached.incrementAndGet());
      assertRefused(victim.attack("vault"));
      assertEquals(0, reached.get());
      assertTrue(await(victim.bridge.removeImport("vault")));
      victim.attack("vault").send(NULL_BODY);
      awaitUntil(() -> reached.get() == 1);
    }
  }

  @Test
  void anExportOfAnImportIsAnError() {
    ExportOptions export = new ExportOptions().setAddress("vault");
    ImportOptions item = new ImportOptions().setPeer("far").setAddress("x").setLocalAddress("vault");
    assertThrows(IllegalArgumentException.class,
      () -> new BusVictim(new BridgeOptions().addExport(export).addImport(item)));
    try (BusVictim victim = new BusVictim(new BridgeOptions().addExport(export))) {
      assertThrows(IllegalArgumentException.class, () -> await(victim.bridge.addImport(item)));
      victim.bridge.removeExport("vault");
      await(victim.bridge.addImport(item));
      assertThrows(IllegalArgumentException.class, () -> victim.bridge.addExport(export));
    }
  }

  @Test
  void aPatternThatNeedsTooLongForAnAddressDoesNotMatchIt() {
    BridgeOptions options = new BridgeOptions()
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
