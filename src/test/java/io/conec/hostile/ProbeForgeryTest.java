package io.conec.hostile;

import io.conec.PathKind;
import io.conec.test.NoLeaksExtension;
import io.conec.test.raw.RawProbe;
import io.conec.test.raw.RawUdp;
import io.conec.test.raw.RawUdp.Datagram;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Base64;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Without the keys of a channel, probes are not answered and have no effect; replays have none either. */
@ExtendWith(NoLeaksExtension.class)
class ProbeForgeryTest {

  private static final int SILENCE = 400;

  private static Victims victims;

  private final RawUdp forger = new RawUdp();
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

  /** A channel with a direct path. */
  @BeforeEach
  void open() {
    peer = PathPeer.open(victims.net, victims.depot);
    direct = peer.takeDirect();
  }

  @AfterEach
  void close() {
    peer.close();
    forger.close();
  }

  private void assertIgnored() {
    assertNull(forger.poll(SILENCE), "the forger has got something");
    peer.assertUndisturbed(PathKind.DIRECT, 1);
    assertEquals(direct.text(), peer.channel.path().getRemoteAddress());
    assertNull(forger.poll(0), "the forger has got something");
  }

  private void forge(byte[] datagram) {
    forger.send(datagram, peer.target);
  }

  @Test
  void aProbeWithTheRightIdAndTheWrongTag() {
    Random random = new Random(3);
    byte[] key = new byte[16];
    for (int number = 1000; number < 1100; number++) {
      random.nextBytes(key);
      forge(RawProbe.probe(peer.theirId(), number, key));
      forge(RawProbe.probe(peer.theirId(), number, peer.key));
      byte[] almost = RawProbe.probe(peer.theirId(), number, peer.theirKey());
      almost[RawProbe.LENGTH - 1] ^= 1;
      forge(almost);
    }
    assertIgnored();
    // Forged probes have not used up the numbers.
    byte[] probe = RawProbe.probe(peer.theirId(), 1000, peer.theirKey());
    direct.send(probe, peer.target);
    awaitAnswer(direct, 1000);
  }

  @Test
  void aProbeForAnotherIdOrAnotherTypeWithTheRightKey() {
    forge(RawProbe.probe(peer.theirId() + 1, 1000, peer.theirKey()));
    forge(RawProbe.probe(peer.id, 1000, peer.theirKey()));
    byte[] probe = RawProbe.probe(peer.theirId(), 1000, peer.theirKey());
    probe[0] = RawProbe.ANSWER;
    forge(probe);
    assertIgnored();
  }

  /** The signalled key alone, without the certificates, is not the key of the tag. */
  @Test
  void aProbeWithTheSignalledKey() {
    byte[] signalledKey = Base64.getDecoder().decode(peer.signalled.getString("key"));
    forge(RawProbe.probe(peer.theirId(), 1000, signalledKey));
    byte[] self = Base64.getDecoder().decode(peer.client.identity().base64());
    forge(RawProbe.probe(peer.theirId(), 1001, RawProbe.key(signalledKey, self, self)));
    assertIgnored();
  }

  @Test
  void aReplay() {
    byte[] probe = peer.probe();
    direct.send(probe, peer.target);
    awaitAnswer(direct, RawProbe.number(probe));
    direct.clear();
    direct.send(probe, peer.target);
    forge(probe);
    assertIgnored();
    for (Datagram datagram = direct.poll(0); datagram != null; datagram = direct.poll(0)) {
      assertTrue(!RawProbe.isAnswer(datagram.bytes(), peer.id, peer.theirKey()), "a replay was answered");
    }
  }

  @Test
  void aReplayOfAnOldNumber() {
    byte[] late = peer.probe();
    byte[] last = null;
    for (int i = 0; i < 100; i++) {
      last = peer.probe();
    }
    direct.send(last, peer.target);
    awaitAnswer(direct, RawProbe.number(last));
    forge(late);
    assertIgnored();
  }

  @Test
  void anyNumberWithTheRightKeyIsAcceptedAtMostOnce() {
    for (long number : new long[] {0, -1, Long.MIN_VALUE}) {
      forge(RawProbe.probe(peer.theirId(), number, peer.theirKey()));
    }
    assertIgnored();
    RawUdp holder = peer.silent();
    holder.send(RawProbe.probe(peer.theirId(), Long.MAX_VALUE, peer.theirKey()), peer.target);
    awaitAnswer(holder, Long.MAX_VALUE);
    forge(RawProbe.probe(peer.theirId(), Long.MAX_VALUE, peer.theirKey()));
    assertIgnored();
  }

  @ParameterizedTest
  @ValueSource(bytes = {RawProbe.PROBE, RawProbe.ANSWER})
  void noise(byte type) {
    Random random = new Random(type);
    for (int length = 0; length <= 2000; length += length < 64 ? 1 : 13) {
      byte[] datagram = new byte[length];
      random.nextBytes(datagram);
      if (length > 0) {
        datagram[0] = type;
      }
      forge(datagram);
      byte[] right = type == RawProbe.PROBE ? RawProbe.probe(peer.theirId(), 1, peer.theirKey())
        : RawProbe.answer(peer.theirId(), 1, 0, peer.key);
      System.arraycopy(right, 0, datagram, 0, Math.min(length, 9));
      forge(datagram);
    }
    assertIgnored();
  }

  @Test
  void unrequestedAnswers() {
    for (long number = -10; number < 200; number++) {
      forge(RawProbe.answer(peer.theirId(), number, 0, peer.key));
      forge(RawProbe.answer(peer.theirId(), number, 0, peer.theirKey()));
    }
    assertIgnored();
  }

  @Test
  void anAnswerFromAnotherAddressThanWasProbed() {
    RawUdp silent = peer.silent();
    peer.signal(direct.text(), silent.text());
    Datagram probe = awaitProbe(silent);
    forge(peer.answerTo(probe));
    direct.send(peer.answerTo(probe), peer.target);
    assertNoLargeProbe(silent);
    assertIgnored();
  }

  @Test
  void anAnswerWithAnotherKeyNumberOrNonce() {
    RawUdp silent = peer.silent();
    peer.signal(direct.text(), silent.text());
    Datagram probe = awaitProbe(silent);
    long number = RawProbe.number(probe.bytes());
    long nonce = RawProbe.nonce(probe.bytes());
    silent.send(RawProbe.answer(peer.theirId(), number, nonce, peer.theirKey()), peer.target);
    silent.send(RawProbe.answer(peer.id, number, nonce, peer.key), peer.target);
    silent.send(RawProbe.answer(peer.theirId(), number + 1000, nonce, peer.key), peer.target);
    silent.send(RawProbe.answer(peer.theirId(), number, nonce ^ 1, peer.key), peer.target);
    assertNoLargeProbe(silent);
    assertIgnored();
  }

  /**
   * A peer with the key cannot answer a probe that it did not receive: otherwise it could signal the address of a
   * victim.
   */
  @Test
  void aProbeCannotBeAnsweredWithoutReceivingIt() {
    RawUdp victim = peer.silent();
    peer.signal(direct.text(), victim.text());
    peer.sync();
    direct.clear();
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1500);
    while (System.nanoTime() < until) {
      Datagram seen = direct.poll(5);
      if (seen != null && RawProbe.isProbe(seen.bytes(), peer.id, peer.key)) {
        long nonce = RawProbe.nonce(seen.bytes());
        for (long distance = -20; distance <= 20; distance++) {
          // As if with a forged source: the victim ignores what it gets.
          long number = RawProbe.number(seen.bytes()) + distance;
          victim.send(RawProbe.answer(peer.theirId(), number, nonce, peer.key), peer.target);
          victim.send(RawProbe.answer(peer.theirId(), number, nonce + distance, peer.key), peer.target);
        }
        victim.send(peer.probe(), peer.target);
      }
    }
    assertNoLargeProbe(victim);
    assertIgnored();
  }

  private void assertNoLargeProbe(RawUdp socket) {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SILENCE);
    do {
      Datagram datagram = socket.poll(50);
      if (datagram != null) {
        assertEquals(RawProbe.LENGTH, datagram.bytes().length, "the path counts as reached");
      }
    } while (System.nanoTime() < until);
  }

  private Datagram awaitProbe(RawUdp socket) {
    Datagram datagram = socket.poll(5000);
    assertNotNull(datagram, "no probe came");
    assertTrue(RawProbe.isProbe(datagram.bytes(), peer.id, peer.key));
    return datagram;
  }

  private void awaitAnswer(RawUdp socket, long number) {
    PathTakenTest.assertAnswered(peer, socket, number);
  }
}
