package io.conec.hostile;

import io.conec.test.TestNet;
import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawIdentity;
import io.conec.test.raw.RawSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Address validation on the wire (RFC 9000, section 8.1.2), and other answers of a socket to strangers. */
class RetryTest {

  private static final int LONG_HEADER = 0x80;
  private static final int VERSION_OFFSET = 1;

  /** A real first packet, caught on its way. */
  static byte[] initial() {
    try (Stranger target = new Stranger(1); RawSocket socket = new RawSocket(RawIdentity.of("mallory"))) {
      socket.connectInBackground(new InetSocketAddress(InetAddress.getLoopbackAddress(), target.port()));
      byte[] packet = target.receive(5000);
      assertTrue(packet.length >= 1200);
      assertEquals(0xc0, packet[0] & 0xf0, "an Initial");
      return packet;
    }
  }

  static boolean isRetry(byte[] packet) {
    return (packet[0] & 0xf0) == 0xf0;
  }

  @Test
  void aClientHasToProveItsAddressOnce() {
    try (TestNet net = new TestNet(); RawClient client = RawClient.join("mallory", net.coordinator().actualPort())) {
      assertEquals(1, client.socket().relay().retries());
    }
  }

  @Test
  void noRetryWhenItIsSwitchedOff() {
    try (TestNet net = new TestNet(options -> options.setRetry(false));
         RawClient client = RawClient.join("mallory", net.coordinator().actualPort())) {
      assertEquals(0, client.socket().relay().retries());
    }
  }

  @Test
  void anIntroducedPeerNeedsNoRetry() {
    try (Victims victims = new Victims(); PeerPair pair = PeerPair.open(victims, true)) {
      assertEquals(1, pair.mallory().socket().relay().retries(), "that of the Coordinator");
    }
  }

  @Test
  void anInitialCostsNoState() {
    byte[] initial = initial();
    try (TestNet net = new TestNet(); Stranger stranger = new Stranger(net.coordinator().actualPort())) {
      stranger.send(initial);
      assertTrue(isRetry(stranger.receive(5000)));
      stranger.send(initial);
      assertTrue(isRetry(stranger.receive(5000)), "the same again is as new");
      // A connection would send its handshake again within its first probe time-out of one second.
      assertNull(stranger.receive(1200));
    }
  }

  @Test
  void withoutRetryAnInitialStartsAConnection() {
    byte[] initial = initial();
    try (TestNet net = new TestNet(options -> options.setRetry(false));
         Stranger stranger = new Stranger(net.coordinator().actualPort())) {
      stranger.send(initial);
      byte[] answer = stranger.receive(5000);
      assertEquals(0xc0, answer[0] & 0xf0, "an Initial");
    }
  }

  @Test
  void aTokenIsValidForItsAddressOnly() {
    byte[] initial = initial();
    try (TestNet net = new TestNet(); Stranger one = new Stranger(net.coordinator().actualPort());
         Stranger other = new Stranger(net.coordinator().actualPort())) {
      one.send(initial);
      byte[] retry = one.receive(5000);
      byte[] withToken = withToken(initial, retry);
      other.send(withToken);
      assertNull(other.receive(300), "a token for another address");
      byte[] tampered = withToken.clone();
      tampered[tokenOffset(withToken) + 3] ^= 1;
      one.send(tampered);
      assertNull(one.receive(300), "a token that was changed");
      assertTrue(net.connect("served").isConnected());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aStrangerGetsNoMoreBytesThanItSends(boolean retry) {
    byte[] initial = initial();
    try (TestNet net = new TestNet(options -> options.setRetry(retry))) {
      for (int length : new int[] {1, 5, 7, 20, 30, 46, 47, 50, 60, 80, 100, 1199}) {
        assertAnswerIsNotLonger(net, Arrays.copyOf(initial, length));
        byte[] otherVersion = Arrays.copyOf(initial, length);
        if (length > 5) {
          ByteBuffer.wrap(otherVersion).putInt(VERSION_OFFSET, 0x1a2a3a4a);
        }
        assertAnswerIsNotLonger(net, otherVersion);
      }
    }
  }

  private static void assertAnswerIsNotLonger(TestNet net, byte[] datagram) {
    try (Stranger stranger = new Stranger(net.coordinator().actualPort())) {
      stranger.send(datagram);
      // The answer to this comes after the other one.
      stranger.send(ByteBuffer.allocate(9).put((byte) 4).putLong(1).array());
      byte[] answer = stranger.receive(5000);
      assertTrue(answer.length <= datagram.length || answer[0] == 6,
        () -> datagram.length + " bytes were answered with " + answer.length);
    }
  }

  @Test
  void anUnknownVersionIsNegotiated() {
    byte[] initial = initial();
    ByteBuffer.wrap(initial).putInt(VERSION_OFFSET, 0x1a2a3a4a);
    try (TestNet net = new TestNet(); Stranger stranger = new Stranger(net.coordinator().actualPort())) {
      stranger.send(initial);
      byte[] answer = stranger.receive(5000);
      assertNotEquals(0, answer[0] & LONG_HEADER);
      assertEquals(0, ByteBuffer.wrap(answer).getInt(VERSION_OFFSET), "Version Negotiation");
    }
  }

  @Test
  void aClientAnswersNoStranger() throws InterruptedException {
    byte[] initial = initial();
    try (Victims victims = new Victims(); Stranger stranger = new Stranger(victims.net.addressOf("depot").getPort())) {
      stranger.send(initial);
      byte[] otherVersion = initial.clone();
      ByteBuffer.wrap(otherVersion).putInt(VERSION_OFFSET, 0x1a2a3a4a);
      stranger.send(otherVersion);
      stranger.send(Arrays.copyOf(new byte[] {0x40, 1, 2, 3}, 100));
      assertNull(stranger.receive(500));
      victims.assertServed();
    }
  }

  @Test
  void randomDatagramsAreSurvived() throws InterruptedException {
    long seed = Long.getLong("conec.fuzz.seed", System.nanoTime());
    Random random = new Random(seed);
    byte[] initial = initial();
    try (Victims victims = new Victims(); Stranger stranger = new Stranger(victims.port())) {
      for (int i = 0; i < 3000; i++) {
        byte[] datagram = random.nextBoolean() ? new byte[random.nextInt(1500)] : initial.clone();
        if (datagram.length == initial.length) {
          for (int changes = random.nextInt(8); changes >= 0; changes--) {
            datagram[random.nextInt(random.nextBoolean() ? 60 : datagram.length)] = (byte) random.nextInt();
          }
        } else {
          random.nextBytes(datagram);
        }
        stranger.send(datagram);
      }
      victims.assertServed();
    } catch (AssertionError e) {
      throw new AssertionError("-Dconec.fuzz.seed=" + seed, e);
    }
  }

  /** The Initial that answers a Retry, without its protection, which is checked only after the token. */
  static byte[] withToken(byte[] initial, byte[] retry) {
    int sourceLength = retry[6 + retry[5]];
    byte[] newId = Arrays.copyOfRange(retry, 7 + retry[5], 7 + retry[5] + sourceLength);
    byte[] token = Arrays.copyOfRange(retry, 7 + retry[5] + sourceLength, retry.length - 16);
    int ownIdOffset = 6 + initial[5];
    int ownIdLength = initial[ownIdOffset];
    int rest = ownIdOffset + 1 + ownIdLength + 1;
    ByteBuffer packet = ByteBuffer.allocate(initial.length + 200);
    packet.put(initial, 0, 5).put((byte) newId.length).put(newId).put(initial, ownIdOffset, 1 + ownIdLength)
      .putShort((short) (0x4000 | token.length)).put(token).put(initial, rest, initial.length - rest);
    return Arrays.copyOf(packet.array(), packet.position());
  }

  private static int tokenOffset(byte[] packet) {
    return 6 + packet[5] + 1 + packet[6 + packet[5]] + 2;
  }
}
