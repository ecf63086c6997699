package io.conec.hostile;

import io.conec.ConecError;
import io.conec.test.NoLeaksExtension;
import io.conec.test.raw.RawProbe;
import io.conec.test.raw.RawUdp;
import io.conec.test.raw.RawUdp.Datagram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/** Direct packets of a channel pass only as long as the channel exists. */
@ExtendWith(NoLeaksExtension.class)
class ClosedChannelTest {

  private static boolean isAnswer(Datagram datagram, PathPeer peer) {
    return RawProbe.isAnswer(datagram.bytes(), peer.id, peer.theirKey());
  }

  /** Waits until everything that was sent to depot has arrived. */
  private static void sync(Victims victims) {
    assertFails(ConecError.PEER_UNKNOWN, victims.depot.openChannel("nobody"));
  }

  @Test
  void packetsAndProbesForAClosedChannelAreDropped() {
    try (Victims victims = new Victims(); PathPeer peer = PathPeer.open(victims.net, victims.depot)) {
      peer.sendFrom(peer.takeDirect());
      peer.ping();
      RawUdp from = peer.silent();
      byte[] packet = peer.lastQuic();
      long before = peer.channel.pathStatistics().getDirectBytesReceived();
      from.send(packet, peer.target);
      awaitUntil(() -> peer.channel.pathStatistics().getDirectBytesReceived() > before);
      from.send(peer.probe(), peer.target);
      PathTakenTest.assertAnswered(peer, from, peer.lastNumber());

      peer.sendFrom(null);
      await(peer.channel.close());
      awaitUntil(() -> victims.depot.channels().isEmpty());
      sync(victims);
      long closed = peer.channel.pathStatistics().getDirectBytesReceived();
      from.clear();
      from.send(packet, peer.target);
      from.send(peer.probe(), peer.target);
      sync(victims);
      assertEquals(closed, peer.channel.pathStatistics().getDirectBytesReceived(), "a packet was let through");
      for (Datagram datagram = from.poll(300); datagram != null; datagram = from.poll(0)) {
        assertFalse(isAnswer(datagram, peer), "a probe was answered");
      }
    }
  }
}
