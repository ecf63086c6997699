package io.conec.bridge;

import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.ConecStream;
import io.conec.test.LogRecorder;
import io.conec.test.TestNet;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

import static io.conec.bridge.Peers.awaitFailure;
import static io.conec.bridge.Peers.awaitTrue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** An import against a peer with hand-written bus frames as in SPEC.md. */
class BridgeImportProtocolTest {

  private static final String ATTACH_ECHO = "01 01 04 65 63 68 6f";
  private static final String CONSUMERS = "06 01 00";

  private final TestNet net = new TestNet();
  private final List<ConecStream> streams = new CopyOnWriteArrayList<>();
  private final List<String> frames = new CopyOnWriteArrayList<>();
  private final List<ConecBridgeEventType> events = new CopyOnWriteArrayList<>();
  private Vertx shop;

  @BeforeEach
  void start() {
    net.connect("depot").streamHandler("conec/bus", stream -> {
      stream.handler(frame -> {
        frames.add(HexFormat.ofDelimiter(" ").formatHex(frame.getBytes()));
        if (frame.getByte(0) == 1) {
          write(stream, CONSUMERS);
        }
      });
      streams.add(stream);
    });
    shop = net.vertx();
    ConecClient client = ConecClient.create(shop, net.clientOptions("shop"));
    ConecBridge bridge = ConecBridge.create(shop, client,
      new ConecBridgeOptions().addImport(Peers.imported("echo")));
    bridge.bridgeEventHandler(event -> {
      if (event.type() == ConecBridgeEventType.REGISTERED || event.type() == ConecBridgeEventType.UNREGISTERED) {
        events.add(event.type());
      }
      event.tryComplete(true);
    });
    Peers.await(client.connect().compose(v -> bridge.start()));
    awaitFrames(1);
    assertEquals(ATTACH_ECHO, frames.get(0));
  }

  @AfterEach
  void close() {
    net.close();
  }

  private void awaitFrames(int count) {
    awaitTrue(() -> frames.size() == count);
  }

  private void write(String frame) {
    write(streams.get(0), frame);
  }

  private static void write(ConecStream stream, String frame) {
    stream.write(Buffer.buffer(HexFormat.of().parseHex(frame.replace(" ", ""))));
  }

  /** The time-out on the wire is the remaining time, so the test ignores its bytes. */
  private Future<Message<Object>> request() {
    Future<Message<Object>> reply = shop.eventBus().request("echo", 7, new DeliveryOptions().setSendTimeout(60_000));
    awaitFrames(2);
    assertTrue(frames.get(1).matches("04 01 80 00 e[0-9a-f] .. 00 05 00 00 00 07"), frames.get(1));
    return reply;
  }

  @Test
  void answer() {
    Future<Message<Object>> reply = request();
    write("05 01 00 01 01 61 01 62 05 00 00 00 08");
    Message<Object> message = Peers.await(reply);
    assertEquals(8, message.body());
    assertEquals("b", message.headers().get("a"));
    assertEquals("depot", message.headers().get(BusHeaders.PEER));
  }

  @Test
  void anAnswerThatCannotBeRead() {
    Future<Message<Object>> reply = request();
    write("05 01 03 40 64 00 ff 01 61");
    ReplyException failure = awaitFailure(reply);
    assertEquals(ReplyFailure.ERROR, failure.failureType());
    assertEquals(ConecError.BUS_CODEC.code(), failure.failureCode());
    awaitFrames(3);
    assertTrue(frames.get(2).startsWith("05 03 00 00 0f 03 00 00 00 53 01"), frames.get(2));
  }

  @Test
  void anUnexpectedAnswerIsAnsweredIfItAsksForThat() {
    write("05 09 00 00 00");
    write("05 09 05 40 64 00 00");
    awaitFrames(2);
    assertTrue(frames.get(1).startsWith("05 05 00 00 0f 00 ff ff ff ff 01"), frames.get(1));
  }

  /** The peer reports changes as often as it wants. */
  @Test
  void aPeerWhoseConsumersComeAndGoDoesNotFillTheLog() {
    long start = System.nanoTime();
    Logger logger = Logger.getLogger("io.conec.impl.bridge.Import");
    logger.setLevel(Level.INFO);
    try (LogRecorder log = LogRecorder.of(logger.getName())) {
      for (int i = 0; i < 8; i++) {
        write("06 00 00");
        Peers.awaitNoConsumer(shop, "echo");
        write(CONSUMERS);
        Peers.awaitConsumer(shop, "echo");
      }
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
      int said = log.with("reaches a consumer of").size();
      assertTrue(said > 0 && said <= seconds + 2, () -> said + " times in " + seconds + " s");
    } finally {
      logger.setLevel(null);
    }
  }

  @Test
  void aFloodOfConsumerReportsIsNotFollowed() {
    long start = System.nanoTime();
    for (int i = 0; i < 500; i++) {
      write("06 00 00");
      write("06 01 00");
    }
    write("06 00 00");
    Peers.awaitNoConsumer(shop, "echo");
    write("05 09 05 40 64 00 00");
    awaitFrames(2);
    long changes = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) / 50;
    assertTrue(events.size() <= changes + 2, events.size() + " changes in " + changes + " intervals");
    assertEquals(ConecBridgeEventType.UNREGISTERED, events.get(events.size() - 1));
  }

  @Test
  void thisClientIsNoDestination() {
    write("06 00 01 04 73 68 6f 70 01");
    Peers.awaitNoConsumer(shop, "echo");
  }

  @Test
  void aMessageForAClientBehindThePeerSaysSo() {
    write("06 00 01 03 66 61 72 01");
    awaitTrue(() -> {
      shop.eventBus().send("echo", 7);
      return frames.contains("02 01 08 63 6f 6e 65 63 2d 74 6f 03 66 61 72 05 00 00 00 07");
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "06 03 00",                      // an unknown state
    "06 01",                         // truncated
    "06 01 01 03 61 20 62 01",       // an id that is none
    "06 01 01 03 66 61 72 08"        // too far away
  })
  void aMalformedConsumerReportEndsTheStream(String frame) {
    write(frame);
    awaitTrue(() -> streams.size() == 2);
    assertEquals(ConecError.PROTOCOL_VIOLATION.code(),
      ((ConecException) streams.get(0).closeReason()).applicationCode());
  }

  @Test
  void aViolationEndsTheStreamAndAnotherIsOpened() {
    Future<Message<Object>> reply = request();
    write("02 00 00");
    ReplyException failure = awaitFailure(reply);
    assertEquals(ConecError.BUS_PEER_AWAY.code(), failure.failureCode());
    assertEquals("peer 'depot' is away: bus frame of type 2 from the side that exports", failure.getMessage());
    awaitTrue(() -> streams.size() == 2);
    assertEquals(ConecError.PROTOCOL_VIOLATION.code(),
      ((ConecException) streams.get(0).closeReason()).applicationCode());
    awaitFrames(3);
    assertEquals(ATTACH_ECHO, frames.get(2));
  }
}
