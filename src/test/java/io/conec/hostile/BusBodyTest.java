package io.conec.hostile;

import io.conec.BroadcastOptions;
import io.conec.ConecBroadcast;
import io.conec.bridge.BroadcastMapping;
import io.conec.bridge.ConecBridgeOptions;
import io.conec.bridge.ExportOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import static io.conec.hostile.BusVictim.NULL_ANSWER;
import static io.conec.hostile.BusVictim.NULL_BODY;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A body that cannot or may not be decoded fails only its message. */
class BusBodyTest {

  private static final int BUS_CODEC = 0x53;
  private static final int BUS_NOT_PERMITTED = 0x50;

  /** A serialized byte[] that says it has 2^31-1 elements. */
  private static final String HUGE_ARRAY = "aced0005 7572 0002 5b42 acf317f8060854e0 02 0000 7870 7fffffff";

  /** Its decoder throws the exception that the body names, immediately or when it decodes again for a consumer. */
  private record ThrowingCodec(AtomicInteger decoded, boolean late) implements MessageCodec<String, String> {

    @Override
    public void encodeToWire(Buffer buffer, String body) {
      buffer.appendString(body);
    }

    @Override
    public String decodeFromWire(int position, Buffer buffer) {
      int count = decoded.incrementAndGet();
      String body = buffer.getString(position, buffer.length());
      return late && count % 2 == 1 ? body : fail(body);
    }

    @Override
    public String transform(String body) {
      return body;
    }

    private static String fail(String body) {
      switch (body) {
        case "memory" -> throw new OutOfMemoryError("on purpose");
        case "stack" -> throw new StackOverflowError("on purpose");
        case "linkage" -> throw new NoClassDefFoundError("on purpose");
        case "runtime" -> throw new IllegalStateException("on purpose");
        default -> {
          return body;
        }
      }
    }

    @Override
    public String name() {
      return late ? "late" : "early";
    }

    @Override
    public byte systemCodecID() {
      return -1;
    }
  }

  private static ConecBridgeOptions exported() {
    return new ConecBridgeOptions().addExport(new ExportOptions().setAddress("echo"));
  }

  private static BusVictim echo(ConecBridgeOptions options) {
    BusVictim victim = new BusVictim(options);
    victim.bus().consumer("echo", message -> message.reply(null));
    return victim;
  }

  private static void assertRefused(int code, String reason, String answer) {
    String failure = String.format("00000f%02x%08x01", code == BUS_CODEC ? 3 : 2, code);
    assertTrue(answer.startsWith(failure), answer);
    String text = new String(HexFormat.of().parseHex(answer), StandardCharsets.UTF_8);
    assertTrue(text.contains(reason), text);
  }

  private static String serialized(Object object) {
    try (ByteArrayOutputStream bytes = new ByteArrayOutputStream();
         ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
      out.flush();
      return HexFormat.of().formatHex(bytes.toByteArray());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String codec17(String object) {
    String bytes = object.replace(" ", "");
    return String.format("11%08x", bytes.length() / 2) + bytes;
  }

  private static String named(String codec, String body) {
    return "ff" + String.format("%02x", codec.length()) + HexFormat.of().formatHex((codec + body).getBytes());
  }

  @Test
  void serializedObjectsAreOffByDefault() {
    try (BusVictim victim = echo(exported())) {
      // Bodies that the event bus would accept from members of its cluster.
      victim.bus().serializableChecker(name -> true).clusterSerializableChecker(name -> true);
      BusVictim.Attack attack = victim.attack("echo");
      attack.request(1, codec17(HUGE_ARRAY));
      attack.request(2, codec17(serialized(1)));
      attack.request(3,
        "10 00000019" + HexFormat.of().formatHex("io.vertx.core.json.JsonArray".getBytes()) + "7fffffff");
      for (int id = 1; id <= 3; id++) {
        assertRefused(BUS_CODEC, "serializableTypes", attack.answerTo(id));
      }
      attack.request(4, NULL_BODY);
      assertEquals(NULL_ANSWER, attack.answerTo(4));
      assertEquals(3, victim.bridge.counters().getDropped());
    }
  }

  @Test
  void allowedClassesAreReadWithinLimits() {
    ConecBridgeOptions options = exported().addSerializableType(ArrayList.class.getName())
      .addSerializableType(HashSet.class.getName());
    try (BusVictim victim = echo(options)) {
      BusVictim.Attack attack = victim.attack("echo");
      String list = serialized(new ArrayList<>(List.of(1)));
      attack.request(1, codec17(list));
      attack.request(2, codec17(list.replace("787000000001", "787" + "03fffffff")));
      attack.request(3, codec17(HUGE_ARRAY));
      attack.request(4, codec17(serialized(nested(100))));
      attack.request(5, codec17(serialized(new StringBuilder("x"))));
      assertEquals(NULL_ANSWER, attack.answerTo(1));
      assertRefused(BUS_CODEC, "REJECTED", attack.answerTo(2));
      assertRefused(BUS_CODEC, "REJECTED", attack.answerTo(3));
      assertRefused(BUS_CODEC, "REJECTED", attack.answerTo(4));
      assertRefused(BUS_CODEC, "class 'java.lang.StringBuilder' is not allowed", attack.answerTo(5));
    }
  }

  /** Sets whose hash codes take exponential time. */
  private static Set<Object> nested(int depth) {
    Set<Object> root = new HashSet<>();
    Set<Object> left = root;
    Set<Object> right = new HashSet<>();
    for (int i = 0; i < depth; i++) {
      Set<Object> nextLeft = new HashSet<>(Set.of("left"));
      Set<Object> nextRight = new HashSet<>();
      left.add(nextLeft);
      left.add(nextRight);
      right.add(nextLeft);
      right.add(nextRight);
      left = nextLeft;
      right = nextRight;
    }
    return root;
  }

  @Test
  void nothingButJsonIsDecodedForAnExportWithMatch() {
    AtomicInteger decoded = new AtomicInteger();
    ConecBridgeOptions options = new ConecBridgeOptions().addSerializableType("java.util.ArrayList")
      .addExport(new ExportOptions().setAddress("echo").setMatch(new JsonObject().put("a", 1)));
    try (BusVictim victim = echo(options)) {
      victim.bus().registerCodec(new ThrowingCodec(decoded, false));
      BusVictim.Attack attack = victim.attack("echo");
      attack.request(1, named("early", "memory"));
      attack.request(2, codec17(HUGE_ARRAY));
      attack.request(3, "0d 00000007" + HexFormat.of().formatHex("{\"a\":1}".getBytes()));
      assertRefused(BUS_NOT_PERMITTED, "not exported", attack.answerTo(1));
      assertRefused(BUS_NOT_PERMITTED, "not exported", attack.answerTo(2));
      assertEquals(NULL_ANSWER, attack.answerTo(3));
      assertEquals(0, decoded.get());
    }
  }

  @Test
  void anyExceptionOfACodecFailsOnlyItsMessage() {
    try (BusVictim victim = echo(exported())) {
      victim.bus().registerCodec(new ThrowingCodec(new AtomicInteger(), false));
      BusVictim.Attack attack = victim.attack("echo");
      int id = 0;
      for (String error : List.of("memory", "stack", "linkage", "runtime")) {
        attack.send(named("early", error));
        attack.publish(named("early", error));
        attack.request(++id, named("early", error));
        assertRefused(BUS_CODEC, "on purpose", attack.answerTo(id));
      }
      attack.request(5, named("early", "fine"));
      assertEquals(NULL_ANSWER, attack.answerTo(5));
      assertEquals(12, victim.bridge.counters().getDropped());
      assertEquals(1, victim.bridge.counters().getReceived());
    }
  }

  @Test
  void aBodyThatIsDecodedForOneConsumerOnly() {
    try (BusVictim victim = echo(exported())) {
      victim.bus().consumer("echo", message -> message.reply(null));
      victim.bus().registerCodec(new ThrowingCodec(new AtomicInteger(), true));
      BusVictim.Attack attack = victim.attack("echo");
      for (String error : List.of("memory", "stack", "linkage", "runtime")) {
        attack.publish(named("late", error));
      }
      attack.request(1, NULL_BODY);
      assertEquals(NULL_ANSWER, attack.answerTo(1));
      assertEquals(4, victim.bridge.counters().getDropped());
      awaitUntil(() -> victim.bridge.counters().getQueued() == 0);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aBroadcastGoesOnAfterBodiesThatFail(boolean late) {
    int failing = 100;
    try (BusVictim victim = new BusVictim(new ConecBridgeOptions().addBroadcast(new BroadcastMapping()
      .setName("news")))) {
      victim.bus().registerCodec(new ThrowingCodec(new AtomicInteger(), late));
      List<Object> read = new CopyOnWriteArrayList<>();
      victim.bus().consumer("news", message -> read.add(message.body()));
      if (late) {
        victim.bus().consumer("news", message -> { });
      }
      ConecBroadcast news = await(victim.attacker.joinBroadcast("news", new BroadcastOptions()));
      awaitUntil(() -> victim.net.coordinator().broadcasts().stream().anyMatch(info -> info.getReaders() == 2));
      String codec = late ? "late" : "early";
      for (int i = 0; i < failing; i++) {
        news.write(inBroadcast(i % 2 == 0 ? named(codec, "memory") : codec17(HUGE_ARRAY)));
      }
      news.write(inBroadcast(named(codec, "fine")));
      awaitUntil(() -> read.contains("fine"));
      assertEquals(1 + (late ? failing / 2 : 0), read.size());
      assertEquals(failing, victim.bridge.counters().getDropped());
    }
  }

  private static Buffer inBroadcast(String body) {
    return Buffer.buffer(HexFormat.of().parseHex("006275730300" + body.replace(" ", "")));
  }

  @Test
  void noSystemCodecTrustsALength() {
    try (BusVictim victim = echo(exported().addSerializableType("io.vertx.core.json.JsonArray"))) {
      BusVictim.Attack attack = victim.attack("echo");
      int id = 1;
      for (int codec = 0; codec <= 20; codec++) {
        for (String body : List.of("", "00", "7fffffff", "80000000", "ffffffff", "00000000", "0000000100")) {
          attack.request(++id, String.format("%02x", codec) + body);
        }
      }
      int all = id;
      attack.request(1, NULL_BODY);
      assertEquals(NULL_ANSWER, attack.answerTo(1));
      awaitUntil(() -> attack.answers.size() == all);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {13, 14})
  void jsonThatIsNestedTooDeeplyIsRefused(int codec) {
    try (BusVictim victim = echo(exported())) {
      BusVictim.Attack attack = victim.attack("echo");
      String json = (codec == 13 ? "{\"a\":" : "[").repeat(100_000);
      attack.request(1, String.format("%02x%08x", codec, json.length()) + HexFormat.of().formatHex(json.getBytes()));
      assertRefused(BUS_CODEC, "cannot decode", attack.answerTo(1));
    }
  }
}
