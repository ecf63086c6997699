package io.conec.cluster;

import io.conec.BroadcastOptions;
import io.conec.ConecBroadcast;
import io.conec.ConecClient;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A reader of a broadcast. It checks that the messages of each sender come once and in order. */
final class ClusterReader {

  final ConecBroadcast broadcast;
  private final List<String> messages = new ArrayList<>();
  private final Map<String, Long> last = new HashMap<>();
  private long dropped;
  private String fault;

  private ClusterReader(ConecBroadcast broadcast) {
    this.broadcast = broadcast;
  }

  static ClusterReader join(ConecClient client, String name, BroadcastOptions options) {
    return of(await(client.joinBroadcast(name, options)));
  }

  static ClusterReader of(ConecBroadcast broadcast) {
    ClusterReader reader = new ClusterReader(broadcast);
    reader.broadcast.droppedHandler(reader::dropped).handler(message -> reader.add(message.sender(),
      message.sequence()));
    return reader;
  }

  private synchronized void dropped(long count) {
    dropped += count;
  }

  private synchronized void add(String sender, long sequence) {
    Long before = last.put(sender, sequence);
    if (before != null && before >= sequence) {
      fault = sender + " " + sequence + " after " + before;
    }
    messages.add(sender + " " + sequence);
  }

  /** @return the messages so far, each as sender and number */
  synchronized List<String> messages() {
    assertTrue(fault == null, fault);
    return List.copyOf(messages);
  }

  /** @return how many messages were received, and dropped */
  synchronized long accounted() {
    return messages.size() + dropped;
  }

  synchronized long dropped() {
    return dropped;
  }

  synchronized long received(String sender) {
    return messages.stream().filter(message -> message.startsWith(sender + " ")).count();
  }

  /** The last message of a sender has come. */
  void awaitLast(String sender, long sequence) {
    awaitUntil(() -> {
      synchronized (this) {
        return last.getOrDefault(sender, 0L) >= sequence;
      }
    });
  }
}
