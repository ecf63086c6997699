package io.conec.hostile;

import io.conec.bridge.ConecBridgeOptions;
import io.conec.bridge.ExportOptions;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import static io.conec.hostile.BusVictim.NULL_ANSWER;
import static io.conec.hostile.BusVictim.NULL_BODY;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A peer that abuses confirmed messages. */
class BusDeliverTest {

  private static final int LIMIT = 400;
  /** No next id, no headers, and a failure of the recipient with code 80. */
  private static final String NOT_PERMITTED = "00000f0200000050";

  private final List<Object> taken = new CopyOnWriteArrayList<>();
  private final BusVictim victim = new BusVictim(new ConecBridgeOptions().setMaxExportInFlight(LIMIT)
    .addExport(new ExportOptions().setAddress("work"))
    .addExport(new ExportOptions().setAddress("other"))
    .addExport(new ExportOptions().setAddress("json").setMatch(new JsonObject().put("a", 1))));

  @AfterEach
  void close() {
    victim.close();
  }

  private MessageConsumer<Object> consumer() {
    return victim.bus().consumer("work", message -> taken.add(message.body()));
  }

  private static String number(int number) {
    return String.format("05%08x", number);
  }

  @Test
  void aRepeatedIdIsAnsweredAgain() {
    consumer();
    BusVictim.Attack attack = victim.attack("work");
    IntStream.range(0, 3).forEach(i -> attack.deliver(1, number(i)));
    awaitUntil(() -> attack.answers.size() == 3 && taken.size() == 3);
    assertEquals(List.of(0, 1, 2), taken);
    assertEquals(NULL_ANSWER, attack.answerTo(1));
  }

  @Test
  void aPeerThatDoesNotReadTheAnswersIsNotRead() {
    consumer();
    BusVictim.Attack attack = victim.attack("work");
    attack.stream.pause();
    // Each answer is a failure with a long message.
    BusVictim.Attack refused = victim.attack("a".repeat(1000));
    refused.stream.pause();
    IntStream.range(0, 10_000).forEach(i -> refused.deliver(1 + i % 1000, NULL_BODY));
    IntStream.range(0, 1000).forEach(i -> attack.deliver(1 + i, number(i)));
    awaitUntil(() -> taken.size() == 1000);
    attack.stream.resume();
    refused.stream.resume();
    awaitUntil(() -> attack.answers.size() == 1000 && refused.answers.size() == 10_000);
  }

  @Test
  void aRefusedMessageIsAnsweredInItsTurn() {
    BusVictim.Attack attack = victim.attack("json");
    victim.bus().consumer("json", message -> taken.add(message.body()));
    attack.deliver(1, "0d 00 00 00 07" + "7b2261223a317d");
    attack.deliver(2, "0d 00 00 00 07" + "7b2261223a327d");
    attack.deliver(3, number(1));
    attack.deliver(4, "0d 00 00 00 07" + "7b2261223a317d");
    assertEquals(NULL_ANSWER, attack.answerTo(4));
    assertEquals(NULL_ANSWER, attack.answerTo(1));
    assertTrue(attack.answerTo(2).startsWith(NOT_PERMITTED), attack.answerTo(2));
    assertTrue(attack.answerTo(3).startsWith(NOT_PERMITTED), attack.answerTo(3));
    awaitUntil(() -> taken.size() == 2);
  }

  @Test
  void removedExportsApplyToMessagesThatWait() {
    MessageConsumer<Object> consumer = consumer().pause();
    BusVictim.Attack attack = victim.attack("work");
    IntStream.range(0, LIMIT).forEach(i -> attack.deliver(1 + i, number(i)));
    awaitUntil(() -> victim.bridge.counters().getQueued() == LIMIT);
    victim.bridge.removeExport("work");
    consumer.resume();
    awaitUntil(() -> attack.answers.size() == LIMIT && taken.size() == 64);
    // The consumer had the first messages already.
    assertEquals(new ArrayList<>(IntStream.range(0, 64).boxed().toList()), taken);
    assertEquals(LIMIT - 64, victim.bridge.counters().getRefused());
  }

  @Test
  void aResetOfTheStreamDropsItsWaitingMessages() {
    MessageConsumer<Object> consumer = consumer().pause();
    for (int round = 0; round < 3; round++) {
      BusVictim.Attack attack = victim.attack("work");
      IntStream.range(0, LIMIT).forEach(i -> attack.deliver(1 + i, number(i)));
      int held = 64 * round;
      awaitUntil(() -> victim.bridge.counters().getQueued() == LIMIT);
      attack.stream.reset(0);
      awaitUntil(() -> victim.bridge.counters().getQueued() == held + 64);
    }
    consumer.resume();
    awaitUntil(() -> taken.size() == 3 * 64 && victim.bridge.counters().getQueued() == 0);
    assertTrue(taken.containsAll(IntStream.range(0, 64).boxed().toList()));
  }
}
