package io.conec.broadcast;

import io.conec.BroadcastRole;
import io.conec.ConecClient;
import io.conec.test.TestNet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** All readers get all messages in the same order, and those of each sender in its own. */
class BroadcastOrderTest {

  private static final int CLIENTS = 8;
  private static final int MESSAGES = 1000;

  private final TestNet net = new TestNet();

  @AfterEach
  void close() {
    net.close();
  }

  @Test
  void eightSendersAndEightOtherReaders() {
    check(join("reader", BroadcastRole.READER), join("sender", BroadcastRole.SENDER));
  }

  @Test
  void eightClientsThatSendAndRead() {
    List<Participant> members = join("peer", BroadcastRole.BOTH);
    check(members, members);
  }

  private List<Participant> join(String prefix, BroadcastRole role) {
    List<Participant> members = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      ConecClient client = net.connect(prefix + i);
      members.add(Participant.join(client, "news", role));
    }
    return members;
  }

  private static void check(List<Participant> readers, List<Participant> senders) {
    List<Publisher> publishers = new ArrayList<>();
    senders.forEach(sender -> publishers.add(new Publisher(sender.broadcast, MESSAGES, 20)));
    publishers.forEach(Publisher::awaitDone);
    readers.forEach(reader -> awaitUntil(() -> reader.size() == CLIENTS * MESSAGES));
    List<Participant.Event> order = readers.get(0).events();
    readers.forEach(reader -> assertEquals(order, reader.events()));
    Map<String, Integer> last = new HashMap<>();
    for (Participant.Event event : order) {
      assertTrue(event.isMessage());
      long expected = last.merge(event.sender(), 1, Integer::sum);
      assertEquals(expected, event.number(), event.sender());
      assertEquals(event.number(), event.body().getInt(0));
    }
    assertEquals(CLIENTS, last.size());
    last.forEach((sender, messages) -> assertEquals(MESSAGES, messages, sender));
  }
}
