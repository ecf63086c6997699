package io.conec.broadcast;

import io.conec.BroadcastOptions;
import io.conec.ConecClient;
import io.conec.OverflowPolicy;
import io.conec.test.TestNet;
import io.vertx.core.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import static io.conec.BroadcastRole.READER;
import static io.conec.BroadcastRole.SENDER;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A reader with DROP_OLDEST delays no sender, and gets the exact number of dropped messages. */
class DroppingReaderTest {

  private static final int MIB = 1024 * 1024;
  private static final int MESSAGE = 4 * 1024;
  private static final int MESSAGES = 10 * MIB / MESSAGE;
  private static final int BUFFER_AT_COORDINATOR = 64 * 1024;

  private final TestNet net = BroadcastNet.with(limits -> limits.setMaxBufferedBytes(BUFFER_AT_COORDINATOR));
  private final ConecClient shop = net.connect("shop");
  private final ConecClient depot = net.connect("depot");
  private final ConecClient office = net.connect("office");

  @AfterEach
  void close() {
    net.close();
  }

  /** All readers but the slow one have got everything, and the Coordinator has since reached the slow one, too. */
  private void publish(int messages, int size) {
    Participant fast = Participant.join(office, "news", READER);
    Participant sender = Participant.join(shop, "news", SENDER);
    Publisher publisher = new Publisher(sender.broadcast, messages, size);
    publisher.awaitDone();
    assertEquals(0, fast.awaitAccounted(messages));
    assertFalse(sender.broadcast.writeQueueFull());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 10, 256})
  void aPausedReaderKeepsTheNewestMessages(int bufferSize) {
    int messages = 2000;
    Participant slow = Participant.joinPaused(depot, "news", Participant.dropOldest(bufferSize));
    publish(messages, 20);
    for (int i = 0; i < 5; i++) {
      await(depot.broadcastInfo("news"));
    }
    slow.assertNothing();
    slow.broadcast.resume();
    awaitUntil(() -> slow.events().stream().anyMatch(event -> event.isMessage() && event.number() == messages));
    List<Participant.Event> events = slow.events();
    List<Long> newest = events.stream().map(Participant.Event::number).toList();
    for (int i = 0; i < bufferSize; i++) {
      assertEquals(messages - i, newest.get(newest.size() - 1 - i));
    }
    long received = events.stream().filter(Participant.Event::isMessage).count();
    long dropped = slow.awaitAccounted(messages);
    assertTrue(dropped > 0);
    assertEquals(messages, received + dropped);
  }

  @Test
  void aReaderThatTakesOneNowAndThenGetsTheNumbersInBetween() {
    Participant slow = Participant.joinPaused(depot, "news", Participant.dropOldest(3));
    net.vertx().setPeriodic(10, id -> slow.broadcast.fetch(1));
    publish(MESSAGES / 3, MESSAGE);
    long dropped = slow.awaitAccounted(MESSAGES / 3);
    assertTrue(dropped > 0);
  }

  /** Its client does not read from the network, so the Coordinator has to drop messages. */
  @Test
  void aReaderWhoseMachineHangsGetsTheNumberToo() throws InterruptedException {
    CountDownLatch hanging = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    ConecClient client = net.connect("hanging");
    Participant slow = Participant.join(client, "news", Participant.dropOldest(10 * MESSAGES));
    Participant trigger = Participant.join(client, "trigger", READER);
    trigger.broadcast.handler(message -> {
      hanging.countDown();
      awaitLatch(goOn);
    });
    await(Participant.join(shop, "trigger", SENDER).write("hang"));
    hanging.await();
    try {
      publish(MESSAGES, MESSAGE);
    } finally {
      goOn.countDown();
    }
    long dropped = slow.awaitAccounted(MESSAGES);
    assertTrue(dropped > MESSAGES / 2, dropped + " dropped");
    assertTrue(slow.broadcast.isJoined());
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Several slow readers of different kinds, and one that must not lose anything. */
  @Test
  void everyReaderHasACountOfItsOwn() {
    List<Participant> slow = new ArrayList<>();
    for (int bufferSize : new int[] {1, 5, 50}) {
      slow.add(Participant.joinPaused(net.connect("slow" + bufferSize), "news", Participant.dropOldest(bufferSize)));
    }
    publish(MESSAGES / 3, MESSAGE);
    slow.forEach(member -> member.broadcast.resume());
    slow.forEach(member -> assertTrue(member.awaitAccounted(MESSAGES / 3) > 0));
  }

  @Test
  void nothingIsDroppedWhenThereIsRoom() {
    Participant reader = Participant.joinPaused(depot, "news", Participant.dropOldest(1000));
    Participant sender = Participant.join(shop, "news", SENDER);
    for (int i = 0; i < 1000; i++) {
      sender.write("x");
    }
    await(sender.broadcast.leave());
    reader.broadcast.resume();
    assertEquals(0, reader.awaitAccounted(1000));
  }

  @Test
  void aReaderThatSendsLosesItsOwnMessagesToo() {
    Participant both = Participant.joinPaused(depot, "news",
      new BroadcastOptions().setOverflow(OverflowPolicy.DROP_OLDEST).setMaxBufferedMessages(4));
    List<Future<Void>> writes = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      writes.add(both.write("x"));
    }
    await(Future.all(writes));
    for (int i = 0; i < 5; i++) {
      await(depot.broadcastInfo("news"));
    }
    both.broadcast.resume();
    assertTrue(both.awaitAccounted(500) > 0);
  }
}
