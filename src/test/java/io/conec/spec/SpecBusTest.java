package io.conec.spec;

import io.conec.ConecClient;
import io.conec.ConecStream;
import io.conec.StreamOptions;
import io.conec.bridge.ConecBridge;
import io.conec.bridge.ConecBridgeOptions;
import io.conec.bridge.ExportOptions;
import io.conec.impl.wire.BusConsumers;
import io.conec.impl.wire.BusFrame;
import io.conec.impl.wire.BusFrameReader;
import io.conec.impl.wire.BusFrameWriter;
import io.conec.test.TestNet;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** The bus frames and bodies of SPEC.md are what a bridge sends and takes. */
class SpecBusTest {

  private static final byte NULL = 0;
  private static final byte INT = 5;
  private static final int CLUSTER_SERIALIZABLE = 16;

  private static final Map<String, Object> BODIES = new LinkedHashMap<>();

  static {
    BODIES.put("null", null);
    BODIES.put("byte -2", (byte) -2);
    BODIES.put("true", true);
    BODIES.put("false", false);
    BODIES.put("short 258", (short) 258);
    BODIES.put("int -2", -2);
    BODIES.put("long 258", 258L);
    BODIES.put("float 1.5", 1.5f);
    BODIES.put("double -2.5", -2.5);
    BODIES.put("string \"é\"", "é");
    BODIES.put("char 'é'", 'é');
    BODIES.put("buffer of the bytes 1, 2, 3", Buffer.buffer(new byte[] {1, 2, 3}));
    BODIES.put("byte array of the bytes 1, 2, 3", new byte[] {1, 2, 3});
    BODIES.put("JSON object {\"a\":1}", new JsonObject().put("a", 1));
    BODIES.put("JSON array [true]", new JsonArray().add(true));
    BODIES.put("failure RECIPIENT_FAILURE, code 7, message \"no\"",
      new ReplyException(ReplyFailure.RECIPIENT_FAILURE, 7, "no"));
    BODIES.put("failure TIMEOUT, code -1, no message", new ReplyException(ReplyFailure.TIMEOUT));
    BODIES.put("ClusterSerializable of the class io.vertx.core.json.JsonArray, which writes *bytes*: []",
      new JsonArray());
    BODIES.put("Java serialization of the string \"x\"", "x");
    BODIES.put("\"x\" in UTF-8 by a codec with the name my", new StringBuilder("x"));
  }

  /** The codec {@code my} of the examples. */
  private static final MessageCodec<StringBuilder, StringBuilder> MY = new MessageCodec<>() {
    @Override
    public void encodeToWire(Buffer buffer, StringBuilder body) {
      buffer.appendString(body.toString());
    }

    @Override
    public StringBuilder decodeFromWire(int position, Buffer buffer) {
      return new StringBuilder(buffer.getString(position, buffer.length()));
    }

    @Override
    public StringBuilder transform(StringBuilder body) {
      return new StringBuilder(body);
    }

    @Override
    public String name() {
      return "my";
    }

    @Override
    public byte systemCodecID() {
      return -1;
    }
  };

  /** A consumer gets the value of each example, and what it replies has the same bytes. */
  @Test
  void bodies() {
    try (TestNet net = new TestNet()) {
      Vertx vertx = net.vertx();
      vertx.eventBus().registerDefaultCodec(StringBuilder.class, MY);
      ConecClient depot = ConecClient.create(vertx, net.clientOptions("depot"));
      ConecBridge bridge = ConecBridge.create(vertx, depot, new ConecBridgeOptions()
        .addExport(new ExportOptions().setAddress("echo"))
        .addSerializableType(String.class.getName()).addSerializableType(JsonArray.class.getName()));
      await(depot.connect().compose(connected -> bridge.start()));
      Queue<List<Object>> received = new ConcurrentLinkedQueue<>();
      vertx.eventBus().consumer("echo", message -> {
        Object body = message.body();
        received.add(body == null ? List.of() : List.of(body));
        message.reply(body);
      });
      ConecStream stream = await(net.connect("shop").openStream("depot", new StreamOptions().setProtocol("conec/bus")));
      Queue<Buffer> answers = new ConcurrentLinkedQueue<>();
      stream.handler(frame -> {
        if (frame.getByte(0) != BusFrame.CONSUMERS) {
          answers.add(frame);
        }
      });
      stream.write(BusFrameWriter.attach("echo"));
      List<List<String>> table = SpecText.table("body", "its bytes, that of the codec included");
      assertEquals(List.copyOf(BODIES.keySet()), table.stream().map(row -> row.get(0)).toList());
      for (int i = 0; i < table.size(); i++) {
        stream.write(BusFrameWriter.request(i + 1, 10_000, null, 0).appendBytes(SpecText.bytes(table.get(i).get(1))));
      }
      awaitUntil(() -> answers.size() == table.size());
      for (int i = 0; i < table.size(); i++) {
        assertBody(BODIES.get(table.get(i).get(0)), received.remove());
        assertAnswer(i + 1, SpecText.bytes(table.get(i).get(1)), answers.remove());
      }
    }
  }

  private static void assertAnswer(long id, byte[] body, Buffer answer) {
    Buffer expected = BusFrameWriter.answer(id, BusFrame.NO_ID, 0, null, 0);
    // A consumer that replies with a value of one of the serialized types has another codec for it.
    boolean same = body[0] < CLUSTER_SERIALIZABLE;
    assertEquals(SpecText.hex((same ? expected.appendBytes(body) : expected).getBytes()),
      SpecText.hex(answer.getBytes(0, same ? answer.length() : expected.length())));
  }

  private static void assertBody(Object expected, List<Object> received) {
    if (expected == null) {
      assertEquals(List.of(), received);
      return;
    }
    Object body = received.get(0);
    assertEquals(expected.getClass(), body.getClass());
    if (expected instanceof byte[] bytes) {
      assertArrayEquals(bytes, (byte[]) body);
    } else if (expected instanceof ReplyException failure) {
      ReplyException read = (ReplyException) body;
      assertEquals(failure.failureType(), read.failureType());
      assertEquals(failure.failureCode(), read.failureCode());
      assertEquals(failure.getMessage(), read.getMessage());
    } else if (expected instanceof StringBuilder) {
      assertEquals(expected.toString(), body.toString());
    } else {
      assertEquals(expected, body);
    }
  }

  private static final Map<String, Buffer> FRAMES = new LinkedHashMap<>();

  static {
    FRAMES.put("ATTACH to depot", BusFrameWriter.attach("depot"));
    FRAMES.put("SEND of the int 7", seven(BusFrameWriter.message(BusFrame.SEND, null, 0)));
    FRAMES.put("PUBLISH of the int 7 in a broadcast", seven(BusFrameWriter.broadcast(null, 0)));
    Buffer my = BusFrameWriter.message(BusFrame.PUBLISH, headers("a", "1").add("a", "é"), 0);
    BusFrameWriter.namedCodec(my, "my");
    FRAMES.put("PUBLISH with the headers a: 1, a: é and an empty body of the codec my", my);
    FRAMES.put("the int 7 with the header a: 1, as a message of a broadcast",
      seven(BusFrameWriter.broadcast(headers("a", "1"), 0)));
    FRAMES.put("REQUEST 63 with 30,000 ms, body null", nothing(BusFrameWriter.request(63, 30_000, null, 0)));
    FRAMES.put("DELIVER 64 to one consumer, with the header a: 1, the int 7",
      BusFrameWriter.deliver(64, false, seven(BusFrameWriter.unnumbered(headers("a", "1"), 0))));
    FRAMES.put("ANSWER to 64, body null", nothing(BusFrameWriter.answer(64, BusFrame.NO_ID, 0, null, 0)));
    FRAMES.put("CONSUMERS: there is one", BusFrameWriter.consumers(new BusConsumers(BusConsumers.State.PRESENT)));
    FRAMES.put("CONSUMERS: there is none, but at far, after one more bridge",
      BusFrameWriter.consumers(new BusConsumers(BusConsumers.State.NONE, Map.of("far", 1))));
    FRAMES.put("SEND of the int 7 to far", seven(BusFrameWriter.message(BusFrame.SEND, headers("conec-to", "far"), 0)));
    FRAMES.put("ANSWER to 1 that asks for an ANSWER under 1073741824 within 100 ms, body null",
      nothing(BusFrameWriter.answer(1, 1L << 30, 100, null, 0)));
  }

  private static MultiMap headers(String name, String value) {
    return MultiMap.caseInsensitiveMultiMap().add(name, value);
  }

  private static Buffer seven(Buffer frame) {
    BusFrameWriter.systemCodec(frame, INT);
    return frame.appendInt(7);
  }

  private static Buffer nothing(Buffer frame) {
    BusFrameWriter.systemCodec(frame, NULL);
    return frame;
  }

  @Test
  void frames() {
    Map<String, String> examples = new LinkedHashMap<>();
    for (List<String> row : SpecText.table("frame", "bytes")) {
      examples.put(row.get(0), row.get(1));
      Buffer bytes = Buffer.buffer(SpecText.bytes(row.get(1)));
      Function<Buffer, BusFrame> reader =
        row.get(0).contains("broadcast") ? BusFrameReader::readBroadcast : BusFrameReader::read;
      int marked = row.get(0).contains("broadcast") ? Integer.BYTES : 0;
      assertEquals(bytes.getByte(marked), reader.apply(bytes).type(), row.get(0));
    }
    Map<String, String> expected = new LinkedHashMap<>();
    FRAMES.forEach((name, frame) -> expected.put(name, SpecText.hex(frame.getBytes())));
    assertEquals(expected, examples);
  }
}
