package io.conec.hostile;

import io.conec.ConecClient;
import io.conec.PathKind;
import io.conec.PathOptions;
import io.conec.test.NoLeaksExtension;
import io.conec.test.TestNet;
import io.conec.test.raw.RawUdp;
import io.conec.test.raw.RawUdp.Datagram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A sign of life of an address after its checks causes an immediate probe. */
@ExtendWith(NoLeaksExtension.class)
class LateProbeTest {

  /** More than the longest pause between two probes of a round, and far less than the one between two rounds. */
  private static final long ROUND_OVER_MILLIS = 1500;
  private static final Duration RETRY_DELAY = Duration.ofSeconds(30);
  private static final long AT_ONCE = TimeUnit.SECONDS.toNanos(5);

  @Test
  void aProbeFromAKnownAddressIsProbedBackWhenTheRoundIsOver() {
    try (TestNet net = new TestNet()) {
      PathOptions paths = new PathOptions().setRetryDelay(RETRY_DELAY).setMaxRetryDelay(RETRY_DELAY);
      ConecClient depot = net.connect(net.clientOptions("depot").setPathOptions(paths));
      try (PathPeer peer = PathPeer.open(net, depot)) {
        RawUdp socket = peer.silent();
        peer.signal(socket.text());
        assertNotNull(socket.poll(5000), "the address is probed");
        TestNet.awaitUntil(() -> socket.poll(ROUND_OVER_MILLIS) == null);
        assertEquals(PathKind.RELAYED, peer.channel.path().getKind());

        long start = System.nanoTime();
        socket.send(peer.probe(), peer.target);
        PathTakenTest.assertAnswered(peer, socket, peer.lastNumber());
        while (peer.channel.path().getKind() != PathKind.DIRECT) {
          assertTrue(System.nanoTime() - start < AT_ONCE, "it is not probed back");
          Datagram datagram = socket.poll(10);
          if (datagram != null && peer.isProbe(datagram)) {
            socket.send(peer.answerTo(datagram), datagram.source());
          }
        }
        assertEquals(socket.text(), peer.channel.path().getRemoteAddress());
      }
    }
  }
}
