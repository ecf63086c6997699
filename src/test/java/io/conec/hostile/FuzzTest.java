package io.conec.hostile;

import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawIdentity;
import io.conec.test.raw.RawStream;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.Random;

/** Random bytes and valid messages with random changes, everywhere: who behaves is served after every round. */
class FuzzTest {

  private static final int ROUNDS = 30;
  private static final byte[] MARKS = {'{', '}', '[', ']', '"', ',', ':', '0', '-', '\\', 0, -1};

  private static Victims victims;

  private long seed;
  private Random random;

  @BeforeAll
  static void start() {
    victims = new Victims();
  }

  @AfterAll
  static void stop() {
    victims.close();
  }

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
        if (i % 10 == 9) {
          victims.assertServed();
        }
      } catch (Throwable failure) {
        throw new AssertionError("round " + i + " of -Dconec.fuzz.seed=" + seed, failure);
      }
    }
  }

  @Test
  void coordinator() {
    fuzz(() -> {
      try (RawClient client = RawClient.connect(RawIdentity.of("mallory"), victims.port())) {
        if (random.nextBoolean()) {
          client.hello("mallory");
        }
        write(client.control());
      }
    });
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void controlStreamOfAPeer(boolean initiates) {
    fuzz(() -> {
      try (PeerPair pair = PeerPair.open(victims, initiates)) {
        write(pair.control());
      }
    });
  }

  @Test
  void openingOfAStream() {
    fuzz(() -> {
      try (PeerPair pair = PeerPair.open(victims, true)) {
        for (int i = 0; i < 5; i++) {
          pair.connection().openStreams(1, random.nextInt(3) == 0 ? noise() : mutated());
        }
      }
    });
  }

  @Test
  void dataStream() {
    fuzz(() -> {
      try (PeerPair pair = PeerPair.open(victims, true)) {
        write(pair.openStream(1));
      }
    });
  }

  @Test
  void answerToTheOpeningOfAStream() {
    fuzz(() -> {
      try (PeerPair pair = PeerPair.open(victims, false)) {
        pair.channel().openStream().onComplete(result -> { });
        write(pair.connection().acceptStream());
      }
    });
  }

  private void write(RawStream stream) {
    for (int i = random.nextInt(20); i >= 0; i--) {
      stream.write(random.nextInt(3) == 0 ? noise() : mutated());
    }
    switch (random.nextInt(6)) {
      case 0 -> stream.end();
      case 1 -> stream.reset(random.nextInt(1000));
      case 2 -> stream.stopSending(random.nextInt(1000));
      default -> { }
    }
  }

  private byte[] noise() {
    byte[] bytes = new byte[random.nextInt(300)];
    random.nextBytes(bytes);
    return random.nextBoolean() ? bytes : RawFrame.of(bytes);
  }

  /** A message with some bytes changed, mostly in the JSON, and a length that is right, mostly. */
  private byte[] mutated() {
    byte[] frame = message();
    byte[] body = Arrays.copyOfRange(frame, 4, frame.length);
    for (int changes = random.nextInt(4); changes > 0; changes--) {
      body[random.nextInt(body.length)] =
        random.nextBoolean() ? (byte) random.nextInt() : MARKS[random.nextInt(MARKS.length)];
    }
    if (random.nextInt(8) == 0) {
      body = Arrays.copyOf(body, random.nextInt(body.length + 1));
    }
    byte[] changed = RawFrame.of(body);
    if (random.nextInt(10) == 0) {
      changed[random.nextInt(4)] = (byte) random.nextInt();
    }
    return changed;
  }

  private byte[] message() {
    JsonObject json = new JsonObject().put("version", random.nextInt(3)).put("id", "mallory").put("instance", "raw")
      .put("acceptChannels", random.nextBoolean()).put("request", random.nextInt(5)).put("code", random.nextInt(100))
      .put("message", "m").put("peer", random.nextBoolean() ? "depot" : "mallory").put("certificate", "AAAA")
      .put("channel", String.format("%016x", random.nextInt(4))).put("initiator", random.nextBoolean())
      .put("stream", random.nextInt(3)).put("protocol", "")
      .put("maxMessageSize", random.nextInt()).put("application", random.nextLong()).put("address", "a");
    int[] types = {1, 2, 3, 4, 5, 6, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x20, 0x21, 0x22, 0x23, 0x24};
    return RawFrame.control(types[random.nextInt(types.length)], json);
  }
}
