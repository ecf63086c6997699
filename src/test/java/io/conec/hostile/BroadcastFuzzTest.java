package io.conec.hostile;

import io.conec.BroadcastOptions;
import io.conec.BroadcastRole;
import io.conec.ConecBroadcast;
import io.conec.ConecException;
import io.conec.hostile.BrokenCoordinator.Participant;
import io.conec.test.TestNet;
import io.conec.test.raw.RawBroadcast;
import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawStream;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Random;
import java.util.Set;

import static io.conec.hostile.Audience.NAME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Random bytes and frames with random changes on broadcast streams: honest clients are served after every round. */
class BroadcastFuzzTest {

  /** More streams than a client may have open. */
  private static final int ROUNDS = 120;
  private static final int MAX_MESSAGE_SIZE = 500;
  private static final Set<Integer> CODES = Set.of(2, 68);

  private long seed;
  private Random random;

  @BeforeEach
  void seed() {
    seed = Long.getLong("conec.fuzz.seed", System.nanoTime());
    random = new Random(seed);
  }

  private interface Round {
    void run() throws Exception;
  }

  private void fuzz(Round round) {
    for (int i = 0; i < ROUNDS; i++) {
      try {
        round.run();
      } catch (Throwable failure) {
        throw new AssertionError("round " + i + " of -Dconec.fuzz.seed=" + seed, failure);
      }
    }
  }

  /** One connection survives all rounds: bytes on a stream of a broadcast end only that subscription. */
  @Test
  void coordinator() {
    try (Audience audience = new Audience(limits -> limits.setMaxMessageSize(MAX_MESSAGE_SIZE));
         RawClient mallory = audience.mallory()) {
      RawStream other = mallory.joinBroadcast(RawBroadcast.join("other"));
      fuzz(() -> {
        Audience.awaitStreams(mallory, 1);
        RawStream stream = mallory.connection().openStream();
        if (random.nextInt(4) > 0) {
          stream.write(
            RawFrame.control(RawFrame.JOIN, RawBroadcast.join(random.nextBoolean() ? NAME : "third", role())));
        }
        write(stream);
        assertServed(audience, mallory, other);
        assertEnds(stream);
        drainCutOffs(mallory);
        audience.awaitMembersOf(NAME, 1, 1);
      });
    }
  }

  private static void assertServed(Audience audience, RawClient mallory, RawStream other) {
    audience.assertServed();
    other.write(RawFrame.of("me"));
    assertEquals("me", RawBroadcast.read(other.frame()).body());
    assertTrue(mallory.connection().isOpen());
  }

  /** In every state the subscription ends when its stream is reset. */
  private static void assertEnds(RawStream stream) {
    stream.abandon();
    stream.expectEnd();
  }

  private static void drainCutOffs(RawClient mallory) {
    mallory.control().write(RawFrame.ping(1));
    byte[] frame = mallory.control().frame();
    for (; frame[0] != RawFrame.PONG; frame = mallory.control().frame()) {
      assertEquals(RawFrame.CUT_OFF, frame[0]);
      JsonObject cutOff = RawFrame.json(frame);
      assertTrue(CODES.contains(cutOff.getInteger("code")), cutOff::encode);
    }
  }

  @Test
  void client() {
    try (BrokenCoordinator coordinator = new BrokenCoordinator()) {
      Participant other = coordinator.join("other");
      fuzz(() -> {
        Participant member = coordinator.join(BrokenCoordinator.NAME);
        write(member.stream);
        if (member.broadcast.closeReason() == null) {
          member.stream.abandon();
        }
        TestNet.awaitUntil(() -> member.broadcast.closeReason() != null);
        assertInstanceOf(ConecException.class, member.broadcast.closeReason());
        other.stream.write(RawBroadcast.message(1, "shop", 1, "buy"));
        assertEquals("shop 1 buy", other.next());
        TestNet.awaitUntil(() -> coordinator.client.broadcasts().size() == 1);
      });
      coordinator.leave(other);
      coordinator.assertGoesOn();
    }
  }

  @Test
  void answersToAJoin() {
    try (BrokenCoordinator coordinator = new BrokenCoordinator()) {
      fuzz(() -> {
        Future<ConecBroadcast> request = coordinator.client.joinBroadcast(BrokenCoordinator.NAME,
          new BroadcastOptions().setRole(BroadcastRole.valueOf(role())));
        RawStream stream = coordinator.nextJoin();
        byte[] joined = RawFrame.control(RawFrame.JOINED, RawBroadcast.joined(random.nextInt(5)));
        stream.write(random.nextBoolean() ? changed(joined) : noise());
        stream.abandon();
        coordinator.session.control().write(RawBroadcast.cutOff(stream.id(), 98, ""));
        TestNet.awaitUntil(request::isComplete);
        if (request.succeeded()) {
          TestNet.awaitUntil(() -> request.result().closeReason() != null);
        } else {
          assertInstanceOf(ConecException.class, request.cause());
        }
      });
      TestNet.awaitUntil(() -> coordinator.client.broadcasts().isEmpty());
      coordinator.assertGoesOn();
    }
  }

  private String role() {
    BroadcastRole[] roles = BroadcastRole.values();
    return roles[random.nextInt(roles.length)].name();
  }

  private void write(RawStream stream) {
    for (int i = random.nextInt(20); i >= 0; i--) {
      stream.write(random.nextInt(3) == 0 ? noise() : changed(frame()));
    }
    switch (random.nextInt(8)) {
      case 0 -> stream.end();
      case 1 -> stream.endMarked();
      default -> { }
    }
  }

  private byte[] frame() {
    return switch (random.nextInt(4)) {
      case 0 -> RawBroadcast.message(1 + random.nextInt(9), "shop", 1 + random.nextInt(9),
        "x".repeat(random.nextInt(700)));
      case 1 -> RawBroadcast.dropped(1 + random.nextInt(9), 1 + random.nextInt(9));
      case 2 -> RawFrame.control(RawFrame.JOIN, RawBroadcast.join(NAME, role()));
      default -> RawFrame.of(new byte[random.nextInt(2 * MAX_MESSAGE_SIZE)]);
    };
  }

  private byte[] noise() {
    byte[] bytes = new byte[random.nextInt(300)];
    random.nextBytes(bytes);
    return random.nextBoolean() ? bytes : RawFrame.of(bytes);
  }

  /** A frame with some bytes changed, or cut, and a length that is right, mostly. */
  private byte[] changed(byte[] frame) {
    byte[] changed = Arrays.copyOf(frame,
      random.nextInt(8) == 0 ? 4 + random.nextInt(frame.length - 3) : frame.length);
    for (int changes = random.nextInt(4); changes > 0; changes--) {
      changed[random.nextInt(10) == 0 ? random.nextInt(4) : random.nextInt(changed.length)] = (byte) random.nextInt();
    }
    return changed;
  }
}
