package io.conec.broadcast;

import io.conec.BroadcastInfo;
import io.conec.BroadcastLimits;
import io.conec.ConecClient;
import io.conec.ConecCoordinator;
import io.conec.test.TestNet;

import java.util.List;
import java.util.function.UnaryOperator;

import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** A {@link TestNet} whose Coordinator has these limits of broadcasts. */
final class BroadcastNet {

  private BroadcastNet() {
  }

  static TestNet with(UnaryOperator<BroadcastLimits> limits) {
    return new TestNet(options -> options.setBroadcastLimits(limits.apply(new BroadcastLimits())));
  }

  /** @return the broadcasts at the Coordinator by name, each as {@code name senders/readers} */
  static List<String> broadcasts(ConecCoordinator coordinator) {
    return coordinator.broadcasts().stream().map(BroadcastNet::text).sorted().toList();
  }

  static void awaitBroadcasts(ConecCoordinator coordinator, String... expected) {
    awaitUntil(() -> broadcasts(coordinator).equals(List.of(expected)));
  }

  /** Client and Coordinator count the same. */
  static void assertCount(String expected, ConecClient client, ConecCoordinator coordinator) {
    BroadcastInfo info = await(client.broadcastInfo(expected.substring(0, expected.indexOf(' '))));
    assertEquals(expected, text(info));
    assertEquals(1, broadcasts(coordinator).stream().filter(expected::equals).count(), expected);
  }

  private static String text(BroadcastInfo info) {
    return info.getName() + " " + info.getSenders() + "/" + info.getReaders();
  }
}
