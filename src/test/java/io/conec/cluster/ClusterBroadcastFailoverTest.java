package io.conec.cluster;

import io.conec.BroadcastLimits;
import io.conec.BroadcastOptions;
import io.conec.BroadcastRole;
import io.conec.ConecBroadcast;
import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.OverflowPolicy;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import static io.conec.test.TestNet.assertError;
import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Slow readers, limits and dying homes of broadcasts with participants at several nodes. */
class ClusterBroadcastFailoverTest {

  private static BroadcastOptions options(BroadcastRole role, OverflowPolicy overflow) {
    return new BroadcastOptions().setRole(role).setOverflow(overflow);
  }

  private static ClusterReader reader(ClusterNet net, String id, OverflowPolicy overflow, int... nodes) {
    return ClusterReader.join(net.connect(net.clientOptions(id, nodes)), "prices",
      options(BroadcastRole.READER, overflow));
  }

  /** Sends numbered messages until it is told to stop. */
  private static final class Load {

    private final ConecBroadcast broadcast;
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicBoolean stopped = new AtomicBoolean();

    Load(ConecClient client) {
      broadcast = await(client.joinBroadcast("prices", options(BroadcastRole.SENDER, OverflowPolicy.BLOCK)));
    }

    Load start(ClusterNet net, int size) {
      net.clustered().setPeriodic(2, timer -> {
        for (int i = 0; i < 10 && !stopped.get() && !broadcast.writeQueueFull(); i++) {
          written.incrementAndGet();
          broadcast.write(Buffer.buffer(new byte[size])).onFailure(failure -> failed.incrementAndGet());
        }
        if (stopped.get()) {
          net.clustered().cancelTimer(timer);
        }
      });
      return this;
    }

    /** @return how many messages were written */
    long stop() {
      stopped.set(true);
      awaitUntil(broadcast::isJoined);
      await(broadcast.leave());
      return written.get();
    }
  }

  @Test
  void aSlowReaderHoldsTheSendersOfOtherNodesUntilItsOwnNodeCutsItOff() {
    try (ClusterNet net = new ClusterNet(3, options -> options.setBroadcastLimits(new BroadcastLimits()
      .setStallTimeout(Duration.ofSeconds(4))))) {
      Load sender = new Load(net.connect(net.clientOptions("sender", 1)));
      ClusterReader fast = reader(net, "fast", OverflowPolicy.BLOCK, 0);
      ClusterReader slow = reader(net, "slow", OverflowPolicy.BLOCK, 2);
      List<Throwable> reasons = new ArrayList<>();
      slow.broadcast.exceptionHandler(reasons::add);
      slow.broadcast.pause();
      sender.start(net, 10_000);
      awaitUntil(() -> sender.broadcast.writeQueueFull());
      long held = fast.accounted();
      awaitUntil(() -> slow.broadcast.closeReason() != null);
      assertError(ConecError.BROADCAST_STALLED, slow.broadcast.closeReason());
      awaitUntil(() -> fast.accounted() > held + 1000);
      long written = sender.stop();
      fast.awaitLast("sender", written);
      assertEquals(written, fast.received("sender"));
    }
  }

  @Test
  void aReaderThatDropsIsToldExactly() {
    try (ClusterNet net = new ClusterNet(2)) {
      Load sender = new Load(net.connect(net.clientOptions("sender", 0)));
      ClusterReader lossless = reader(net, "lossless", OverflowPolicy.BLOCK, 1);
      ClusterReader slow = reader(net, "slow", OverflowPolicy.DROP_OLDEST, 1);
      slow.broadcast.pause();
      sender.start(net, 2_000);
      awaitUntil(() -> lossless.accounted() > 1000);
      slow.broadcast.resume();
      long written = sender.stop();
      lossless.awaitLast("sender", written);
      slow.awaitLast("sender", written);
      assertEquals(written, lossless.received("sender"));
      assertEquals(written, slow.accounted());
      assertTrue(slow.dropped() > 0);
    }
  }

  /** It hands over all that it has numbered, so only its own clients miss something. */
  @Test
  void theHomeCloses() {
    try (ClusterNet net = new ClusterNet(3)) {
      List<ConecClient> senders = IntStream.range(0, 3).mapToObj(node -> net.connect(net.clientOptions("sender" + node,
        node, (node + 1) % 3, (node + 2) % 3))).toList();
      List<Load> loads = senders.stream().map(Load::new).toList();
      List<ClusterReader> readers = IntStream.range(0, 3).mapToObj(node -> reader(net, "reader" + node,
        OverflowPolicy.BLOCK, node, (node + 1) % 3, (node + 2) % 3)).toList();
      net.awaitClients(6);
      loads.forEach(load -> load.start(net, 100));
      awaitUntil(() -> readers.stream().allMatch(reader -> reader.accounted() > 1000));
      await(net.node(0).close());
      awaitUntil(() -> loads.get(0).broadcast.isJoined() && readers.get(0).broadcast.isJoined());
      long now = readers.get(0).accounted();
      awaitUntil(() -> readers.stream().allMatch(reader -> reader.accounted() > now + 1000));
      long[] written = loads.stream().mapToLong(Load::stop).toArray();
      for (int i = 0; i < 3; i++) {
        int sender = i;
        readers.forEach(reader -> reader.awaitLast("sender" + sender, written[sender]));
      }
      for (int node = 1; node < 3; node++) {
        assertEquals(0, readers.get(node).dropped());
        assertEquals(written[1], readers.get(node).received("sender1"));
        assertEquals(written[2], readers.get(node).received("sender2"));
      }
      assertEquals(readers.get(1).messages(), readers.get(2).messages());
      readers.get(0).messages();
      assertEquals(readers.get(1).accounted(), readers.get(0).accounted());
    }
  }

  @Test
  void limitsCountTheBroadcastsOfAllNodes() {
    try (ClusterNet net = new ClusterNet(2, options -> options.setBroadcastLimits(new BroadcastLimits()
      .setMaxBroadcasts(8).setMaxBroadcastsCreatedPerClient(2)))) {
      ConecClient one = net.connect(net.clientOptions("one", 0));
      ConecClient two = net.connect(net.clientOptions("two", 1));
      await(one.joinBroadcast("a"));
      await(one.joinBroadcast("b"));
      awaitUntil(() -> net.node(1).broadcasts().size() == 2);
      assertFails(ConecError.LIMIT_EXCEEDED, one.joinBroadcast("c"));
      await(two.joinBroadcast("a"));
      await(two.joinBroadcast("c"));
      await(two.joinBroadcast("d"));
      awaitUntil(() -> net.node(0).broadcasts().size() == 4);
      Future<ConecBroadcast> refused = two.joinBroadcast("e");
      assertFails(ConecError.LIMIT_EXCEEDED, refused);
      await(one.close());
      awaitUntil(() -> net.node(0).broadcasts().size() == 3);
    }
  }
}
