package io.conec.hostile;

import io.conec.ConecError;
import io.conec.PeerRule;
import io.conec.test.TestNet;
import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawIdentity;
import io.conec.test.raw.RawSocket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Clients that send too many watches, do not read, or come and go while many watch. */
class PeerWatchFloodTest {

  /** Try more by hand: {@code -Dpeers.clients=1000 -Dpeers.watchers=100}. */
  private static final int CLIENTS = Integer.getInteger("peers.clients", 30);
  private static final int WATCHERS = Integer.getInteger("peers.watchers", 5);

  /** An idle time-out in milliseconds, because the test does not keep the connections alive. */
  private static final int IDLE = 600_000;

  /** One control frame, as the protocol asks for at least. */
  private static final int SMALL_WINDOW = 65_540;

  private final List<RawClient> clients = new ArrayList<>();
  private TestNet net;

  @BeforeEach
  void start() {
    net = new TestNet(options -> options.addPeerRule(new PeerRule())
      .setMaxClientsPerAddress(2 * (CLIENTS + WATCHERS) + 1000).setMaxPendingConnectionsPerAddress(10_000)
      .setMaxControlMessagesPerSecond(100_000).setIdleTimeout(Duration.ofMillis(IDLE)));
  }

  @AfterEach
  void stop() {
    clients.forEach(RawClient::close);
    net.close();
  }

  private RawClient join(String id) {
    return join(id, 1024 * 1024);
  }

  private RawClient join(String id, int window) {
    RawIdentity identity = RawIdentity.of(id);
    RawClient client = RawClient.connect(identity, new RawSocket(identity, window, IDLE),
      net.coordinator().actualPort()).hello(id);
    clients.add(client);
    return client;
  }

  private static byte[] watch(long request, String... prefixes) {
    return RawFrame.control(RawFrame.WATCH,
      new JsonObject().put("request", request).put("prefixes", new JsonArray(List.of(prefixes))));
  }

  /** The peers that a client knows from the messages, as SPEC.md describes. */
  private static final class View {

    private final RawClient client;
    private final Set<String> known = new TreeSet<>();
    private int messages;
    private int lists;
    private int told;

    View(RawClient client) {
      this.client = client;
    }

    /** @return whether a message has come */
    boolean read(long millis) {
      byte[] frame = client.control().poll(millis);
      if (frame != null && frame[0] == RawFrame.PEERS) {
        take(RawFrame.json(frame));
      }
      return frame != null;
    }

    private void take(JsonObject peers) {
      messages++;
      if (peers.getBoolean("restart")) {
        lists++;
        known.clear();
      }
      told += peers.getJsonArray("left").size() + peers.getJsonArray("joined").size();
      peers.getJsonArray("left").forEach(id -> known.remove((String) id));
      peers.getJsonArray("joined").forEach(id -> known.add((String) id));
    }

    void awaitList() {
      long end = System.nanoTime() + TestNet.DEADLINE.toNanos();
      while (lists == 0 && System.nanoTime() < end) {
        read(100);
      }
      assertEquals(1, lists);
    }

    void awaitKnown(Set<String> expected) {
      long end = System.nanoTime() + TestNet.DEADLINE.toNanos();
      while (!known.equals(expected) && System.nanoTime() < end) {
        read(100);
      }
      assertEquals(expected, known);
    }
  }

  @Test
  void aClientThatAsksInALoopGetsOneListASecond() {
    join("shop");
    RawClient mallory = join("mallory");
    View view = new View(mallory);
    byte[][] watches = IntStream.rangeClosed(1, 400)
      .mapToObj(i -> i % 2 == 0 ? watch(i) : watch(i, "")).toArray(byte[][]::new);
    long start = System.nanoTime();
    mallory.control().write(RawFrame.join(watches)).write(watch(401, ""));
    view.awaitKnown(Set.of("shop"));
    mallory.control().write(RawFrame.ping(500));
    while (view.read(500)) {
      // Reads everything that has arrived.
    }
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
    assertTrue(view.lists >= 1 && view.lists <= seconds + 2, () -> view.lists + " lists in " + seconds + " s");
    assertTrue(mallory.connection().isOpen());
  }

  @Test
  void aWatchThatIsTooLargeIsRefusedAndNothingElse() {
    RawClient mallory = join("mallory");
    String[] many = IntStream.range(0, 17).mapToObj(i -> "p" + i).toArray(String[]::new);
    mallory.control().write(watch(1, many));
    assertRefused(mallory);
    mallory.control().write(watch(2, "x".repeat(254)));
    assertRefused(mallory);
    mallory.control().write(watch(3, "x".repeat(253), "", "p")).expect(RawFrame.WATCHING);
  }

  private static void assertRefused(RawClient client) {
    JsonObject failure = client.control().expect(RawFrame.FAILURE);
    assertEquals(ConecError.PROTOCOL_VIOLATION.code(), failure.getInteger("code"));
    assertTrue(failure.getString("message").contains("prefixes"), failure::encode);
  }

  @Test
  void aClientThatDoesNotReadGetsTheStateLaterAndNotTheChanges() {
    RawClient sleeper = join("sleeper", SMALL_WINDOW);
    View view = new View(sleeper);
    sleeper.control().write(watch(1, "p")).expect(RawFrame.WATCHING);
    view.awaitList();
    RawClient witness = join("witness");
    fillWindow(sleeper, witness);
    witness.control().write(watch(1, "p")).expect(RawFrame.WATCHING);
    Set<String> there = comeAndGo(new View(witness));
    sleeper.control().resume();
    view.awaitKnown(there);
    assertEquals(2, view.messages, "the empty list, and those who are there now");
    assertEquals(there.size(), view.told);
  }

  /** Answers to pings fill the window of the control stream, which is not read. */
  private static void fillWindow(RawClient sleeper, RawClient witness) {
    sleeper.control().pause();
    byte[][] pings = IntStream.range(0, 4000).mapToObj(i -> RawFrame.ping(i + 10)).toArray(byte[][]::new);
    sleeper.control().write(RawFrame.join(pings)).write(RawFrame.open(9000, "witness"));
    witness.control().expect(RawFrame.INTRODUCE);
  }

  /** @return the ids that are connected in the end */
  private Set<String> comeAndGo(View view) {
    Set<String> there = new TreeSet<>();
    for (int i = 0; i < CLIENTS; i++) {
      String id = String.format("p%0200d", i);
      RawClient client = join(id);
      there.add(id);
      view.read(0);
      if (i % 3 != 0) {
        client.close();
        clients.remove(client);
        there.remove(id);
      }
    }
    view.awaitKnown(there);
    return there;
  }

  @Test
  void manyComeAndGoWhileManyWatch() {
    List<View> views = IntStream.range(0, WATCHERS).mapToObj(i -> new View(join("w" + i))).toList();
    views.forEach(view -> view.client.control().write(watch(1, "p")).expect(RawFrame.WATCHING));
    long start = System.nanoTime();
    Set<String> there = comeAndGo(views.get(0));
    views.forEach(view -> view.awaitKnown(there));
    long tenths = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) / 100;
    for (View view : views) {
      assertTrue(view.messages <= tenths + 2, () -> view.messages + " messages in " + tenths + " tenths of a second");
    }
    // The last one to leave may be in the list a moment longer.
    TestNet.awaitUntil(() -> net.coordinator().clients().size() == WATCHERS + there.size());
  }
}
