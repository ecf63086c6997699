package io.conec.hostile;

import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawIdentity;
import io.conec.test.raw.RawRelay;
import io.conec.test.raw.RawStream;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertNull;

/** Random bytes and valid messages with random changes, everywhere: honest clients are served after every round. */
class FuzzTest {

  private static final byte[] MARKS = {'{', '}', '[', ']', '"', ',', ':', '0', '-', '\\', 0, -1};

  /** The length of a probe and its answer, without padding. */
  private static final int PROBE_LENGTH = 49;
  private static final int TAG_OFFSET = 33;

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

  int rounds() {
    return 10;
  }

  private interface Round {
    void run() throws Exception;
  }

  private void fuzz(Round round) {
    for (int i = 0; i < rounds(); i++) {
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
      try (RawClient client = RawClient.connect(RawIdentity.shared("mallory"), victims.port())) {
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
      try (PeerPair pair = PeerPair.open(victims, initiates, random.nextBoolean() ? "AUTO" : "RELAY_ONLY")) {
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

  /** Sent with valid ids and keys: from the address of the peer, through the relay, and from elsewhere. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void probesOfAPeer(boolean initiates) {
    fuzz(() -> {
      try (PeerPair pair = PeerPair.open(victims, initiates, "AUTO");
           Stranger elsewhere = new Stranger(victims.net.addressOf(initiates ? "depot" : "shop").getPort())) {
        pair.control().write(candidates("127.0.0.1:" + pair.mallory().socket().address().getPort(),
          "127.0.0.1:" + elsewhere.port()));
        for (int i = random.nextInt(100); i >= 0; i--) {
          byte[] probe = mutatedProbe(pair.candidates());
          switch (random.nextInt(3)) {
            case 0 -> elsewhere.send(probe);
            case 1 -> pair.mallory().socket().sendDatagram(probe, elsewhere.target());
            default -> pair.mallory().socket().sendDatagram(relayed(pair, initiates, probe),
              pair.mallory().coordinator());
          }
        }
        pair.assertAlive();
      }
    });
  }

  /** Mallory's key is zero. */
  private static byte[] candidates(String... addresses) {
    return RawFrame.control(RawFrame.CANDIDATES, new JsonObject().put("id", "0000000000000001")
      .put("key", "A".repeat(22) + "==").put("addresses", new JsonArray(List.of(addresses))));
  }

  /** A probe to the sender of these candidates, or an answer of mallory: valid, changed, or truncated. */
  private byte[] mutatedProbe(JsonObject candidates) throws GeneralSecurityException {
    boolean request = random.nextBoolean();
    byte[] key = request ? Base64.getDecoder().decode(candidates.getString("key")) : new byte[16];
    byte[] probe = probe(request ? 0x08 : 0x09, candidates.getString("id"), key);
    if (random.nextInt(3) == 0) {
      probe[random.nextInt(PROBE_LENGTH)] ^= 1 << random.nextInt(8);
    }
    return random.nextInt(10) == 0 ? Arrays.copyOf(probe, random.nextInt(probe.length + 1)) : probe;
  }

  private byte[] probe(int type, String id, byte[] key) throws GeneralSecurityException {
    long number = random.nextInt(4) == 0 ? random.nextLong() : random.nextInt(200);
    byte[] probe = ByteBuffer.allocate(PROBE_LENGTH + (random.nextBoolean() ? 0 : random.nextInt(1300)))
      .put((byte) type).putLong(Long.parseUnsignedLong(id, 16)).putLong(number).putLong(random.nextLong()).array();
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    mac.update(probe, 0, TAG_OFFSET);
    System.arraycopy(mac.doFinal(), 0, probe, TAG_OFFSET, PROBE_LENGTH - TAG_OFFSET);
    return probe;
  }

  private static byte[] relayed(PeerPair pair, boolean initiates, byte[] probe) {
    return ByteBuffer.allocate(9 + probe.length).put(initiates ? RawRelay.TO_ACCEPTOR : RawRelay.TO_INITIATOR)
      .putLong(pair.id()).put(probe).array();
  }

  @Test
  void probesOfStrangers() {
    fuzz(() -> {
      try (PeerPair pair = PeerPair.open(victims, true, "AUTO");
           Stranger stranger = new Stranger(victims.net.addressOf("depot").getPort())) {
        pair.control().write(candidates());
        for (int i = 0; i < 50; i++) {
          byte[] probe = new byte[random.nextBoolean() ? PROBE_LENGTH : random.nextInt(1400)];
          random.nextBytes(probe);
          if (probe.length > 0) {
            probe[0] = (byte) (0x08 + random.nextInt(2));
          }
          stranger.send(random.nextBoolean() ? probe : probe(0x08, pair.candidates().getString("id"), new byte[16]));
        }
        pair.assertAlive();
        assertNull(stranger.receive(1), "a stranger was answered");
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
    JsonObject json = new JsonObject().put("version", random.nextInt(3)).put("instance", "raw")
      .put("id", random.nextBoolean() ? "mallory" : "0123456789abcdef").put("key", "A".repeat(22) + "==")
      .put("addresses", new JsonArray().add(random.nextBoolean() ? "127.0.0.9:9" : "127.0.0.9:99999"))
      .put("paths", random.nextBoolean() ? "AUTO" : "DIRECT_ONLY").put("idleTimeout", 30_000)
      .put("acceptChannels", random.nextBoolean()).put("request", random.nextInt(5)).put("code", random.nextInt(100))
      .put("message", "m").put("peer", random.nextBoolean() ? "depot" : "mallory").put("certificate", "AAAA")
      .put("channel", String.format("%016x", random.nextInt(4))).put("initiator", random.nextBoolean())
      .put("stream", random.nextInt(3)).put("protocol", "")
      .put("maxMessageSize", random.nextInt()).put("application", random.nextLong())
      .put("name", random.nextBoolean() ? "prices" : "").put("broadcast", "0123456789abcdef")
      .put("position", random.nextInt(3)).put("dropped", 0).put("senders", 1).put("readers", 1)
      .put("role", random.nextBoolean() ? "BOTH" : "READER").put("ownMessages", true).put("overflow", "BLOCK")
      .put("bufferSize", random.nextInt(9)).put("sequence", random.nextInt(3))
      .put("stallTimeout", random.nextInt(3)).put("taken", random.nextInt(3))
      .put("address", random.nextBoolean() ? "a" : "192.0.2.1:4242");
    int[] types = {1, 2, 3, 4, 5, 6, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c,
      0x20, 0x21, 0x22, 0x23, 0x24, 0x25};
    return RawFrame.control(types[random.nextInt(types.length)], json);
  }
}
