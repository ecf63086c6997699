package io.conec.hostile;

import io.conec.ConecClient;
import io.conec.PathKind;
import io.conec.PathPolicy;
import io.conec.PathStatistics;
import io.conec.test.NoLeaksExtension;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawProbe;
import io.conec.test.raw.RawUdp;
import io.conec.test.raw.RawUdp.Datagram;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A conforming peer that shares no code with this library gets the direct path. */
@ExtendWith(NoLeaksExtension.class)
class PathTakenTest {

  private static Victims victims;

  @BeforeAll
  static void start() {
    victims = new Victims();
  }

  @AfterAll
  static void stop() {
    victims.close();
  }

  private static PathPeer open(boolean initiates) {
    return PathPeer.open(victims.net, initiates ? victims.depot : victims.shop, initiates, "AUTO");
  }

  @ParameterizedTest(name = "the raw peer initiates: {0}")
  @ValueSource(booleans = {true, false})
  void quicGoesDirectlyToAnAddressThatAnswers(boolean initiates) {
    try (PathPeer peer = open(initiates)) {
      RawUdp direct = peer.takeDirect();
      peer.ping();
      PathStatistics before = peer.channel.pathStatistics();
      int packets = peer.directQuic.get();
      peer.ping();
      PathStatistics after = peer.channel.pathStatistics();
      assertTrue(peer.directQuic.get() > packets, "nothing came straight");
      assertTrue(after.getDirectBytesSent() > before.getDirectBytesSent());
      assertEquals(before.getRelayedBytesSent(), after.getRelayedBytesSent());
      assertEquals(before.getDirectBytesReceived(), after.getDirectBytesReceived(), "the peer still sends relayed");

      // The connection id decides, and not where a packet comes from.
      for (RawUdp from : new RawUdp[] {direct, peer.silent()}) {
        peer.sendFrom(from);
        before = peer.channel.pathStatistics();
        peer.ping();
        after = peer.channel.pathStatistics();
        assertTrue(after.getDirectBytesReceived() > before.getDirectBytesReceived());
      }
      peer.assertUndisturbed(PathKind.DIRECT, 1);
    }
  }

  @Test
  void checksBeginSmallAndEndWithFullDatagrams() {
    try (PathPeer peer = open(true)) {
      RawUdp direct = peer.takeDirect();
      Datagram small = direct.poll(0);
      assertEquals(RawProbe.LENGTH, small.bytes().length);
      assertEquals(peer.target, small.source());
      Datagram large = direct.poll(0);
      assertTrue(large.bytes().length >= 1200, () -> large.bytes().length + " bytes");
      for (int i = RawProbe.LENGTH; i < large.bytes().length; i++) {
        assertEquals(0, large.bytes()[i]);
      }
    }
  }

  @Test
  void authenticProbesAreAnsweredWhereTheyComeFrom() {
    try (PathPeer peer = open(true)) {
      RawUdp socket = peer.silent();
      peer.signal();
      peer.sync();
      for (int i = 0; i < 3; i++) {
        byte[] probe = peer.probe();
        socket.send(probe, peer.target);
        assertAnswered(peer, socket, RawProbe.number(probe));
      }
    }
  }

  @Test
  void anAddressThatTheProbesOfThePeerComeFromIsAPathToo() {
    try (PathPeer peer = open(true)) {
      RawUdp learnt = peer.answering();
      peer.signal();
      peer.sync();
      learnt.send(peer.probe(), peer.target);
      awaitUntil(() -> peer.channel.path().getRemoteAddress().equals(learnt.text()));
      peer.assertUndisturbed(PathKind.DIRECT, 1);
    }
  }

  /** RFC 9000, section 5.1: a peer may use any of the ids that it was offered. */
  @Test
  void everyConnectionIdThatWasIssuedFindsTheChannel() {
    try (PathPeer peer = open(true)) {
      RawUdp direct = peer.takeDirect();
      peer.changeConnectionId();
      peer.sendFrom(direct);
      long before = peer.channel.pathStatistics().getDirectBytesReceived();
      peer.ping();
      assertTrue(peer.channel.pathStatistics().getDirectBytesReceived() > before, "nothing was taken");
      peer.assertUndisturbed(PathKind.DIRECT, 1);
    }
  }

  @Test
  void aPathThatLosesLargeDatagramsIsNotTaken() {
    try (PathPeer peer = open(true)) {
      RawUdp narrow = peer.answering(1200);
      peer.signal(narrow.text());
      awaitUntil(() -> {
        Datagram datagram = narrow.poll(0);
        return datagram != null && datagram.bytes().length > 1200;
      });
      RawUdp wide = peer.takeDirect();
      assertEquals(wide.text(), peer.channel.path().getRemoteAddress());
      peer.assertUndisturbed(PathKind.DIRECT, 1);
    }
  }

  @Test
  void relayOnlySignalsAndUsesNoAddress() {
    try (PathPeer peer = PathPeer.open(victims.net, victims.depot, true, "RELAY_ONLY")) {
      assertTrue(peer.signalledAddresses().isEmpty(), peer.signalled::encode);
      RawUdp socket = peer.answering();
      peer.signal(socket.text());
      peer.sync();
      socket.send(peer.probe(), peer.target);
      assertNull(socket.poll(500));
      peer.sendFrom(socket);
      peer.control.write(RawFrame.ping(2));
      assertNull(peer.control.poll(500), "a packet that was not relayed was taken");
      peer.sendFrom(null);
      PathPeer.expect(peer.control, RawFrame.PONG);
      assertNull(socket.poll(0));
      peer.assertUndisturbed(PathKind.RELAYED, 0);
      assertEquals(0, peer.channel.pathStatistics().getDirectBytesReceived());
    }
  }

  @Test
  void aClientWithRelayOnlySignalsAndUsesNoAddress() {
    ConecClient shy = victims.net.connect("shy", PathPolicy.RELAY_ONLY);
    try (PathPeer peer = PathPeer.open(victims.net, shy)) {
      assertTrue(peer.signalledAddresses().isEmpty(), peer.signalled::encode);
      RawUdp socket = peer.answering();
      peer.signal(socket.text());
      peer.sync();
      socket.send(peer.probe(), peer.target);
      assertNull(socket.poll(500));
      peer.assertUndisturbed(PathKind.RELAYED, 0);
    }
  }

  @Test
  void anIdlePathIsNotProbedOften() {
    try (PathPeer peer = open(true)) {
      RawUdp direct = peer.takeDirect();
      awaitUntil(() -> direct.poll(300) == null);
      assertNull(direct.poll(1000), "there is nothing to find out");
      peer.assertUndisturbed(PathKind.DIRECT, 1);
    }
  }

  static void assertAnswered(PathPeer peer, RawUdp socket, long number) {
    Datagram answer;
    do {
      answer = socket.poll(5000);
      assertNotNull(answer, "no answer to probe " + number);
    } while (!RawProbe.isAnswer(answer.bytes(), peer.id, peer.theirKey()));
    assertEquals(number, RawProbe.number(answer.bytes()));
    assertEquals(peer.target, answer.source());
  }
}
