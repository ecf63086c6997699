package io.conec.impl.coordinator;

import io.conec.ConecError;
import io.conec.PeerRule;
import io.conec.impl.wire.ControlCodec;
import io.conec.impl.wire.PresenceControl.Peers;
import io.conec.impl.wire.PresenceControl.Watch;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The reports to a watching client, without a network: eventually the client knows which clients are connected. */
class PresenceWatcherTest {

  private static final long INTERVAL = 1000;

  private final PeerVisibility all = new PeerVisibility(List.of(new PeerRule()));
  private PeerChanges changes = new PeerChanges(all, 10);
  private long now;

  private PresenceWatcher watcher(String... prefixes) {
    return new PresenceWatcher("me", new Watch(7, List.of(prefixes)), all.viewerRules("me"), now);
  }

  private Peers next(PresenceWatcher watcher) {
    return watcher.next(changes, now, INTERVAL);
  }

  private static Peers peers(boolean restart, List<String> left, List<Integer> reasons, List<String> joined) {
    return new Peers(7, restart, true, left, reasons, joined);
  }

  @Test
  void firstComesTheListAndThenWhatChanges() {
    changes.joined("me");
    changes.joined("shop");
    changes.joined("depot");
    PresenceWatcher watcher = watcher("");
    assertEquals(peers(true, List.of(), List.of(), List.of("shop", "depot")), next(watcher));
    assertTrue(watcher.isUpToDate(changes));
    assertNull(next(watcher));
    changes.left("shop", ConecError.NONE);
    changes.joined("office");
    assertEquals(peers(false, List.of("shop"), List.of(0), List.of("office")), next(watcher));
    assertNull(next(watcher));
  }

  @Test
  void anEmptyListIsTold() {
    assertEquals(peers(true, List.of(), List.of(), List.of()), next(watcher("")));
  }

  @Test
  void whoHasComeBackHasLeftBefore() {
    changes.joined("shop");
    PresenceWatcher watcher = watcher("");
    next(watcher);
    changes.left("shop", ConecError.PEER_LOST);
    changes.joined("shop");
    assertEquals(peers(false, List.of("shop"), List.of(51), List.of("shop")), next(watcher));
  }

  @Test
  void whoCameAndWentMeanwhileIsNotTold() {
    PresenceWatcher watcher = watcher("");
    next(watcher);
    changes.joined("shop");
    changes.left("shop", ConecError.NONE);
    assertNull(next(watcher));
    assertTrue(watcher.isUpToDate(changes));
  }

  @Test
  void onlyThoseWithAPrefixAreTold() {
    changes.joined("gateway-1");
    changes.joined("shop");
    changes.joined("depot");
    assertEquals(List.of("gateway-1", "depot"), next(watcher("gateway-", "dep")).joined());
    PresenceWatcher nobody = watcher();
    assertTrue(nobody.isUpToDate(changes));
  }

  @Test
  void onlyThoseThatARuleLetsSeeAreTold() {
    PeerVisibility rules = new PeerVisibility(List.of(new PeerRule().setPeer("me").setSees("shop"),
      new PeerRule().setPeerRegex("office.*").setSeesRegex(".*")));
    changes = new PeerChanges(rules, 10);
    changes.joined("shop");
    changes.joined("depot");
    Watch everybody = new Watch(7, List.of(""));
    assertEquals(List.of("shop"),
      next(new PresenceWatcher("me", everybody, rules.viewerRules("me"), now)).joined());
    assertEquals(List.of("shop", "depot"),
      next(new PresenceWatcher("office-1", everybody, rules.viewerRules("office-1"), now)).joined());
    assertTrue(rules.viewerRules("shop").isEmpty());
  }

  /** An id with which an expression takes long is matched once, not once for each watcher. */
  @Test
  void anExpressionIsMatchedOnceForEachClientThatArrives() {
    PeerVisibility slow = new PeerVisibility(List.of(new PeerRule().setSeesRegex("(x+x+)+y")));
    changes = new PeerChanges(slow, 10);
    for (int i = 0; i < 10; i++) {
      changes.joined("x".repeat(200 + i));
    }
    assertTimeout(Duration.ofSeconds(5), () -> {
      for (int i = 0; i < 10_000; i++) {
        next(new PresenceWatcher("me", new Watch(7, List.of("")), slow.viewerRules("me"), now));
      }
    });
  }

  @Test
  void whoMissedSomebodyThatIsForgottenGetsTheListAgainButNotAtOnce() {
    changes.joined("shop");
    PresenceWatcher watcher = watcher("");
    next(watcher);
    for (int i = 0; i < 12; i++) {
      changes.joined("p" + i);
      changes.left("p" + i, ConecError.NONE);
    }
    assertNull(next(watcher), "too early");
    now += INTERVAL;
    assertEquals(peers(true, List.of(), List.of(), List.of("shop")), next(watcher));
    assertTrue(watcher.isUpToDate(changes));
  }

  /** Clients that were forgotten before the list began do not matter: otherwise the list would start again for ever. */
  @Test
  void aLongListEndsAlthoughSomebodyWasForgottenBefore() {
    for (int i = 0; i < 3000; i++) {
      changes.joined(String.format("a-rather-long-id-%05d", i));
    }
    changes.left("a-rather-long-id-02999", ConecError.NONE);
    changes.forgetDisconnected();
    PresenceWatcher watcher = watcher("");
    List<Peers> messages = rest(watcher);
    assertTrue(messages.size() > 1);
    for (int i = 0; i < messages.size(); i++) {
      assertEquals(i == 0, messages.get(i).restart());
      assertEquals(i == messages.size() - 1, messages.get(i).complete());
      assertFits(messages.get(i));
    }
    assertEquals(2999, messages.stream().mapToInt(message -> message.joined().size()).sum());
  }

  private List<Peers> rest(PresenceWatcher watcher) {
    List<Peers> messages = new ArrayList<>();
    while (!watcher.isUpToDate(changes)) {
      messages.add(next(watcher));
    }
    return messages;
  }

  private static void assertFits(Peers message) {
    ByteBuf frame = ControlCodec.encode(UnpooledByteBufAllocator.DEFAULT, message);
    assertTrue(frame.readableBytes() <= 34 * 1024, () -> frame.readableBytes() + " bytes");
    frame.release();
  }

  @Test
  void theLongestIdsFit() {
    changes = new PeerChanges(all, 1000);
    List<String> ids = IntStream.range(0, 300).mapToObj(i -> String.format("%0253d", i)).toList();
    ids.forEach(changes::joined);
    PresenceWatcher watcher = watcher("");
    rest(watcher).forEach(PresenceWatcherTest::assertFits);
    for (String id : ids) {
      changes.left(id, ConecError.CERTIFICATE_REVOKED);
      changes.joined(id);
    }
    rest(watcher).forEach(PresenceWatcherTest::assertFits);
  }

  /** Whatever happens, and however rarely it gets reports, the client eventually knows which clients are connected. */
  @Test
  void inTheEndAClientKnowsWhoIsThere() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 20; round++) {
      changes = new PeerChanges(all, random.nextInt(20));
      Set<String> there = new TreeSet<>();
      PresenceWatcher watcher = watcher("p");
      Client client = new Client();
      int ids = 1 + random.nextInt(3000);
      for (int step = 0; step < 200; step++) {
        for (int change = random.nextInt(50); change >= 0; change--) {
          String id = "p-with-a-name-that-takes-some-space-" + random.nextInt(ids);
          if (there.remove(id)) {
            changes.left(id, ConecError.NONE);
          } else {
            there.add(id);
            changes.joined(id);
          }
        }
        if (random.nextInt(3) == 0) {
          now += random.nextInt((int) INTERVAL);
          client.take(next(watcher));
        }
      }
      for (int left = 100; left > 0 && !watcher.isUpToDate(changes); left--) {
        now += INTERVAL;
        client.take(next(watcher));
      }
      assertEquals(there, new TreeSet<>(client.known), "seed " + seed);
      assertTrue(client.complete, "seed " + seed);
    }
  }

  /** A client as SPEC.md specifies it. */
  private static final class Client {

    private Set<String> known = new HashSet<>();
    private boolean complete;

    void take(Peers message) {
      if (message == null) {
        return;
      }
      if (message.restart()) {
        known.clear();
      }
      message.left().forEach(known::remove);
      known.addAll(message.joined());
      complete = message.complete();
    }
  }

  /** A thousand watchers and ten thousand changes: only watchers with changes are examined. */
  @Test
  void onlyWhatHasChangedIsLookedAt() {
    changes = new PeerChanges(all, 10_000);
    for (int i = 0; i < 10_000; i++) {
      changes.joined("p" + i);
    }
    List<PresenceWatcher> watchers = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      watchers.add(new PresenceWatcher("p" + i, new Watch(7, List.of("q")), all.viewerRules("p" + i), now));
    }
    watchers.forEach(this::rest);
    changes.joined("q");
    long version = changes.version();
    assertEquals(1, changes.since(version - 1).size());
    assertEquals(List.of(List.of("q")), watchers.stream().map(this::next).map(Peers::joined).distinct().toList());
  }

  /** Strangers may have been admitted before there was an authority, and not all are cut off at the same moment. */
  @Test
  void withoutRulesOnlyWhoWasLetInByAnAuthoritySeesOthers() {
    assertFalse(new PeerVisibility(null).isInForce(false));
    assertTrue(new PeerVisibility(null).isInForce(true));
    assertTrue(new PeerVisibility(List.of(new PeerRule())).isInForce(false));
  }
}
