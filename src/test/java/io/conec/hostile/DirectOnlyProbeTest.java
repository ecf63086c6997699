package io.conec.hostile;

import io.conec.ConecChannel;
import io.conec.ConecClient;
import io.conec.PathKind;
import io.conec.test.NoLeaksExtension;
import io.conec.test.TestNet;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawProbe;
import io.conec.test.raw.RawRelay;
import io.conec.test.raw.RawUdp;
import io.conec.test.raw.RawUdp.Datagram;
import io.vertx.core.Promise;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A direct-only channel does not use the relay once it is direct, whatever arrives from there. */
@ExtendWith(NoLeaksExtension.class)
class DirectOnlyProbeTest {

  private static final long QUIET_MILLIS = 400;

  @Test
  void aRelayedProbeIsNotAnsweredThroughTheRelay() {
    Promise<ConecChannel> opened = Promise.promise();
    try (TestNet net = new TestNet(); ManInTheMiddle mitm = new ManInTheMiddle(net.coordinator().actualPort())) {
      ConecClient shop = net.connect(mitm.before(net.clientOptions("shop")));
      try (PathPeer peer = PathPeer.acceptDirectOnly(net, shop, opened)) {
        long channel = mitm.awaitChannel();
        RawUdp direct = peer.answering();
        peer.signal(direct.text());
        peer.channel = TestNet.await(opened.future());
        assertEquals(PathKind.DIRECT, peer.channel.path().getKind());
        peer.ping();

        byte[] header = ManInTheMiddle.header(RawRelay.TO_INITIATOR, channel);
        mitm.clear();
        for (int i = 0; i < 5; i++) {
          peer.client.socket().sendDatagram(RawFrame.join(header, peer.probe()), peer.client.coordinator());
        }
        peer.ping();
        assertNothingRelayed(mitm);
        RawUdp straight = peer.silent();
        straight.send(peer.probe(), mitm.client());
        Datagram answer = straight.poll(5000);
        assertNotNull(answer, "the same is answered when it comes straight");
        assertTrue(RawProbe.isAnswer(answer.bytes(), peer.id, peer.theirKey()));
      }
    }
  }

  private static void assertNothingRelayed(ManInTheMiddle mitm) {
    long deadline = System.nanoTime() + QUIET_MILLIS * 1_000_000;
    while (System.nanoTime() < deadline) {
      byte[] datagram = mitm.poll(10);
      assertTrue(datagram == null || !ManInTheMiddle.isRelayed(datagram), "the relay is used");
    }
  }
}
