package io.conec.hostile;

import io.conec.PathKind;
import io.conec.test.NoLeaksExtension;
import io.conec.test.raw.RawFrame;
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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A peer with false candidates cannot make a client flood others. */
@ExtendWith(NoLeaksExtension.class)
class ProbeAmplificationTest {

  private static final int PER_SECOND = 50;
  private static final int PER_SECOND_OF_ALL = 500;
  private static final int MAX_ADDRESSES = 16;
  private static final long ATTACK = TimeUnit.MILLISECONDS.toNanos(900);

  private static Victims victims;

  private PathPeer peer;
  private List<RawUdp> silent;

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
  }

  @AfterEach
  void close() {
    peer.close();
  }

  private String[] victimsOf(int count) {
    silent = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      silent.add(peer.silent());
    }
    return silent.stream().map(RawUdp::text).toArray(String[]::new);
  }

  /** Sends candidates as fast as they are read. */
  private void attack(Runnable candidates) {
    long began = System.nanoTime();
    int rounds = 0;
    while (System.nanoTime() - began < ATTACK) {
      for (int i = 0; i < 20; i++) {
        candidates.run();
      }
      rounds++;
      peer.sync();
    }
    assertTrue(rounds > 5, "the attack was an attack");
    assertHarmless(began);
  }

  /** Allows a burst of one second, and then so many a second. */
  private void assertHarmless(long began) {
    double seconds = (System.nanoTime() - began) / 1e9;
    List<Datagram> received = new ArrayList<>();
    silent.forEach(socket -> drain(socket, received));
    assertNeverTooMany(received, PER_SECOND, began);
    assertTrue(received.size() >= PER_SECOND, () -> "only " + received.size() + " in " + seconds + " s");
    for (Datagram datagram : received) {
      assertEquals(RawProbe.LENGTH, datagram.bytes().length);
    }
    assertTrue(bytes(received) <= 2450 * (seconds + 1) + RawProbe.LENGTH);
    peer.assertUndisturbed(PathKind.RELAYED, 0);
  }

  /** The limit applies at any time, not only in total; late datagrams count late, which does not fail the test. */
  private static void assertNeverTooMany(List<Datagram> received, int perSecond, long began) {
    long[] times = received.stream().mapToLong(datagram -> datagram.nanos() - began).sorted().toArray();
    for (int i = 0; i < times.length; i++) {
      int count = i + 1;
      double seconds = times[i] / 1e9;
      assertTrue(count <= perSecond * (seconds + 1) + 1, () -> count + " in " + seconds + " s");
    }
  }

  private static int bytes(List<Datagram> datagrams) {
    return datagrams.stream().mapToInt(datagram -> datagram.bytes().length).sum();
  }

  private static void drain(RawUdp socket, List<Datagram> into) {
    for (Datagram datagram = socket.poll(0); datagram != null; datagram = socket.poll(0)) {
      into.add(datagram);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {MAX_ADDRESSES, 100})
  void theSameAddressesManyTimes(int count) {
    String[] addresses = victimsOf(count);
    attack(() -> peer.signal(addresses));
    assertEquals(0, peer.directQuic.get());
  }

  @Test
  void otherAddressesEachTime() {
    String[] addresses = victimsOf(96);
    int[] next = new int[1];
    attack(() -> {
      int from = next[0]++ % 6 * MAX_ADDRESSES;
      peer.signal(Arrays.copyOfRange(addresses, from, from + MAX_ADDRESSES));
    });
  }

  @Test
  void aNewIdAndKeyEachTime() {
    String[] addresses = victimsOf(MAX_ADDRESSES);
    int[] next = new int[1];
    attack(() -> peer.signal(peer.candidates(addresses).put("id", String.format("%016x", next[0]++))));
  }

  /** Fourteen peers could cause more probes than the limit for all peers together allows. */
  @Test
  void manyPeersWithTheSameVictims() {
    String[] addresses = victimsOf(MAX_ADDRESSES);
    List<PathPeer> peers = new ArrayList<>();
    try {
      for (int i = 0; i < PER_SECOND_OF_ALL / PER_SECOND + 4; i++) {
        peers.add(PathPeer.open(victims.net, victims.depot));
      }
      long began = System.nanoTime();
      while (System.nanoTime() - began < ATTACK) {
        peers.forEach(each -> each.signal(addresses));
        peers.forEach(PathPeer::sync);
      }
      List<Datagram> received = new ArrayList<>();
      silent.forEach(socket -> drain(socket, received));
      assertNeverTooMany(received, PER_SECOND_OF_ALL, began);
      assertTrue(received.size() > PER_SECOND_OF_ALL, () -> "only " + received.size());
    } finally {
      peers.forEach(PathPeer::close);
    }
  }

  @Test
  void noMoreThanSixteenAddressesAreProbed() {
    String[] addresses = victimsOf(100);
    peer.signal(addresses);
    peer.sync();
    RawUdp last = silent.get(MAX_ADDRESSES - 1);
    for (int i = 0; i < 3; i++) {
      assertTrue(last.poll(5000) != null, "the last one that counts is probed");
    }
    for (RawUdp ignored : silent.subList(MAX_ADDRESSES, silent.size())) {
      assertEquals(0, ignored.count());
    }
  }

  /** Probes of the peer with the source of a victim, as many as it can send: one small answer each, and few probes. */
  @Test
  void probesWithForgedSources() {
    String[] addresses = victimsOf(40);
    peer.signal(addresses);
    peer.sync();
    long began = System.nanoTime();
    int sent = 0;
    while (System.nanoTime() - began < ATTACK) {
      for (RawUdp victim : silent) {
        byte[] probe = peer.probe();
        victim.send(sent++ % 2 == 0 ? probe : RawFrame.join(probe, new byte[1000]), peer.target);
      }
      peer.sync();
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    List<Datagram> received = new ArrayList<>();
    silent.forEach(socket -> drain(socket, received));
    long answers =
      received.stream().filter(datagram -> RawProbe.isAnswer(datagram.bytes(), peer.id, peer.theirKey())).count();
    long probes = received.size() - answers;
    assertTrue(answers <= sent, () -> answers + " answers");
    assertTrue(probes <= PER_SECOND * (seconds + 1) + 1, () -> probes + " probes in " + seconds + " s");
    received.forEach(datagram -> assertEquals(RawProbe.LENGTH, datagram.bytes().length));
    peer.assertUndisturbed(PathKind.RELAYED, 0);
  }
}
