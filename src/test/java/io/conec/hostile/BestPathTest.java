package io.conec.hostile;

import io.conec.ChannelPath;
import io.conec.PathKind;
import io.conec.test.NoLeaksExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.List;
import java.util.concurrent.TimeUnit;

import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Of several direct paths the fastest is used, without alternating, and another one when it dies. */
@ExtendWith(NoLeaksExtension.class)
class BestPathTest {

  /** A fifth of it is more than a busy machine adds to the shortest of a few round trips. */
  private static final long SLOW_MILLIS = 200;
  private static final int ROUNDS = 5;
  /** Another path takes over if it answered within this time. */
  private static final long ALIVE = TimeUnit.SECONDS.toNanos(1);

  private static Victims victims;

  private PathPeer peer;

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

  private void awaitPath(PathAddress address) {
    awaitUntil(() -> peer.channel.path().getRemoteAddress().equals(address.text()));
  }

  /** Another round of checks, in which all of them are validated. */
  private void round(PathAddress... addresses) {
    String[] texts = new String[addresses.length];
    int[] before = new int[addresses.length];
    for (int i = 0; i < addresses.length; i++) {
      texts[i] = addresses[i].text();
      before[i] = addresses[i].longAnswers();
    }
    peer.signal(texts);
    for (int i = 0; i < addresses.length; i++) {
      int at = i;
      awaitUntil(() -> addresses[at].longAnswers() > before[at]);
    }
    peer.sync();
  }

  @Test
  void theFasterPathReplacesTheOneThatAnsweredFirst() {
    PathAddress slow = peer.delayed(SLOW_MILLIS);
    peer.signal(slow.text());
    awaitPath(slow);
    PathAddress fast = peer.delayed(0);
    round(slow, fast);
    awaitPath(fast);
    round(slow, fast);
    peer.assertUndisturbed(PathKind.DIRECT, 2);
    assertEquals(fast.text(), peer.channel.path().getRemoteAddress());
  }

  @Test
  void theFasterPathStaysWhenItAnsweredFirst() {
    PathAddress fast = peer.delayed(0);
    peer.signal(fast.text());
    awaitPath(fast);
    PathAddress slow = peer.delayed(SLOW_MILLIS);
    round(slow, fast);
    round(slow, fast);
    peer.assertUndisturbed(PathKind.DIRECT, 1);
    assertEquals(fast.text(), peer.channel.path().getRemoteAddress());
  }

  @Test
  void twoEqualPathsDoNotAlternate() {
    PathAddress one = peer.delayed(SLOW_MILLIS);
    PathAddress other = peer.delayed(SLOW_MILLIS);
    for (int i = 0; i < ROUNDS; i++) {
      round(one, other);
    }
    peer.assertUndisturbed(PathKind.DIRECT, 1);
  }

  @Test
  void anotherDirectPathTakesOverWhenTheOneInUseDies() {
    PathAddress used = peer.delayed(0);
    peer.signal(used.text());
    awaitPath(used);
    PathAddress other = peer.delayed(SLOW_MILLIS / 10);
    long[] relayedAt = new long[1];
    peer.channel.pathHandler(path -> {
      if (path.getKind() == PathKind.RELAYED) {
        relayedAt[0] = System.nanoTime();
      }
      peer.taken.add(path);
    });
    round(used, other);
    used.silent(true);
    long answered = other.lastAnswer();
    peer.ping();
    awaitPath(other);
    peer.ping();
    List<String> addresses = peer.taken.stream().map(ChannelPath::getRemoteAddress).toList();
    if (relayedAt[0] != 0) {
      assertTrue(relayedAt[0] - answered >= ALIVE, () -> "relayed though another one was alive: " + addresses);
    } else {
      assertEquals(List.of(used.text(), other.text()), addresses);
    }
  }

  @Test
  void theRelayTakesOverWhenNoDirectPathAnswers() {
    PathAddress used = peer.delayed(0);
    peer.signal(used.text());
    awaitPath(used);
    PathAddress other = peer.delayed(SLOW_MILLIS);
    round(used, other);
    other.silent(true);
    // It was validated before, but answers nothing in this round.
    peer.signal(used.text(), other.text());
    peer.sync();
    used.silent(true);
    peer.ping();
    awaitUntil(() -> peer.channel.path().getKind() == PathKind.RELAYED);
    other.silent(false);
    awaitPath(other);
    peer.assertUndisturbed(PathKind.DIRECT, 3);
    assertEquals(List.of(PathKind.DIRECT, PathKind.RELAYED, PathKind.DIRECT),
      peer.taken.stream().map(ChannelPath::getKind).toList());
  }
}
