package io.conec.hostile;

import io.conec.PathKind;
import io.conec.test.NoLeaksExtension;
import io.conec.test.raw.RawIdentity;
import io.conec.test.raw.RawSocket;
import io.conec.test.raw.RawUdp;
import io.conec.test.raw.RawUdp.Datagram;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** QUIC packets from strangers to the socket of a client with a direct path: it is not an open server. */
@ExtendWith(NoLeaksExtension.class)
class PathStrangerTest {

  private static final int SILENCE = 400;
  private static final int CONNECTION_ID = 20;

  private static Victims victims;

  private final Random random = new Random(5);
  private final RawUdp stranger = new RawUdp();
  private PathPeer peer;
  private RawUdp direct;

  @BeforeAll
  static void start() {
    victims = new Victims();
  }

  @AfterAll
  static void stop() {
    victims.close();
  }

  @BeforeEach
  void open() {
    peer = PathPeer.open(victims.net, victims.depot);
    direct = peer.takeDirect();
    peer.sendFrom(direct);
  }

  @AfterEach
  void close() {
    peer.close();
    stranger.close();
  }

  private void send(byte[] packet) {
    stranger.send(packet, peer.target);
  }

  private byte[] noise(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private void assertNoReaction() {
    assertNull(stranger.poll(SILENCE), "the stranger was answered");
    peer.assertUndisturbed(PathKind.DIRECT, 1);
    assertEquals(direct.text(), peer.channel.path().getRemoteAddress());
    assertEquals(0, stranger.count());
  }

  /** A long header (RFC 9000, section 17.2) of this type and version, with two connection ids. */
  private byte[] longHeader(int type, int version, byte[] destination) {
    byte[] packet = noise(1250);
    ByteBuffer.wrap(packet).put((byte) (0xc0 | type << 4)).putInt(version).put((byte) destination.length)
      .put(destination).put((byte) 8);
    return packet;
  }

  @Test
  void longHeadersOfStrangers() {
    byte[] ours = Arrays.copyOfRange(peer.lastQuic(), 1, 1 + CONNECTION_ID);
    for (int type = 0; type < 4; type++) {
      for (int version : new int[] {1, 0, 2, 0x6b3343cf, 0x1a2a3a4a}) {
        for (byte[] destination : new byte[][] {noise(8), noise(CONNECTION_ID), ours}) {
          send(longHeader(type, version, destination));
        }
      }
    }
    assertNoReaction();
  }

  /** The first datagram of a handshake, as an open server would answer it. */
  @Test
  void aStrangerCannotConnect() {
    Datagram initial;
    try (RawSocket socket = new RawSocket(RawIdentity.of("stranger"))) {
      socket.connectInBackground(stranger.address());
      initial = stranger.poll(5000);
    }
    assertTrue(initial.isQuic() && initial.bytes().length >= 1200);
    stranger.clear();
    send(initial.bytes());
    assertNoReaction();
  }

  @Test
  void shortHeadersWithRandomIds() {
    long before = peer.channel.pathStatistics().getDirectBytesReceived();
    for (int length = 0; length < 1400; length += length < 64 ? 1 : 17) {
      byte[] packet = noise(length);
      if (length > 0) {
        packet[0] = (byte) (packet[0] & 0x3f | 0x40);
      }
      send(packet);
    }
    assertNull(stranger.poll(SILENCE), "the stranger was answered");
    assertEquals(before, peer.channel.pathStatistics().getDirectBytesReceived(), "something of it went to QUIC");
    assertNoReaction();
  }

  @Test
  void garbageWithTheRightIdDoesNotDisturb() {
    awaitUntil(() -> (peer.lastQuic()[0] & 0x80) == 0);
    byte[] real = peer.lastQuic();
    long before = peer.channel.pathStatistics().getDirectBytesReceived();
    for (int length = 1 + CONNECTION_ID; length < 1400; length += 7) {
      byte[] packet = noise(length);
      System.arraycopy(real, 0, packet, 0, 1 + CONNECTION_ID);
      send(packet);
      packet[0] = (byte) (packet[0] & 0x3f | 0x40);
      send(packet);
    }
    assertNull(stranger.poll(SILENCE), "the stranger was answered");
    assertTrue(peer.channel.pathStatistics().getDirectBytesReceived() > before, "the id was the right one");
    assertNoReaction();
  }

  @Test
  void copiesOfRealPacketsDoNotDisturb() {
    for (int i = 0; i < 20; i++) {
      peer.sync();
      byte[] real = peer.lastQuic();
      send(real);
      send(real);
      byte[] broken = real.clone();
      broken[broken.length - 1] ^= 1;
      send(broken);
    }
    assertNoReaction();
  }
}
