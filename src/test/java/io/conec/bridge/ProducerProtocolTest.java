package io.conec.bridge;

import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.ConecStream;
import io.conec.test.TestNet;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import static io.conec.bridge.Peers.await;
import static io.conec.bridge.Peers.awaitFailure;
import static io.conec.bridge.Peers.awaitTrue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Messages without an import to a peer with hand-written bus frames, valid and invalid. */
class ProducerProtocolTest {

  private static final String ATTACH_DEPOT = "01 01 05 64 65 70 6f 74";
  private static final String NO_HANDLERS = "0f 01 ff ff ff ff 00";

  private final TestNet net = new TestNet();
  private final List<ConecStream> streams = new CopyOnWriteArrayList<>();
  private final List<String> frames = new CopyOnWriteArrayList<>();
  private final Vertx vertx = net.vertx();
  private ConecBridge bridge;

  @BeforeEach
  void start() {
    net.connect("depot").streamHandler("conec/bus", stream -> {
      stream.handler(frame -> frames.add(HexFormat.ofDelimiter(" ").formatHex(frame.getBytes())));
      streams.add(stream);
    });
    ConecClient client = ConecClient.create(vertx, net.clientOptions("shop"));
    bridge = ConecBridge.create(vertx, client, new ConecBridgeOptions().setMaxQueuedBytes(4096));
    await(client.connect().compose(v -> bridge.start()));
  }

  @AfterEach
  void close() {
    net.close();
  }

  private void awaitFrames(int count) {
    awaitTrue(() -> frames.size() == count);
  }

  private void answer(String... answers) {
    for (String answer : answers) {
      streams.get(streams.size() - 1).write(Buffer.buffer(HexFormat.of().parseHex(answer.replace(" ", ""))));
    }
  }

  private <T> Future<Message<T>> request(DeliveryOptions options) {
    return bridge.request("depot", "depot", 7, options);
  }

  @Test
  void messagesOfAProducerInOrder() {
    ConecProducer<Integer> sender = bridge.sender("depot", "depot", new DeliveryOptions().addHeader("a", "1"));
    ConecProducer<Integer> publisher = bridge.publisher("depot", "depot");
    Future<Void> first = sender.write(7);
    Future<Void> second = publisher.write(8);
    Future<Void> third = bridge.send("depot", "depot", null);
    awaitFrames(4);
    assertEquals(List.of(ATTACH_DEPOT, "07 01 02 01 01 61 01 31 05 00 00 00 07", "07 02 03 00 05 00 00 00 08",
      "07 03 02 00 00"), frames);
    assertFalse(first.isComplete());
    answer("05 02 00 00 00", "05 01 00 00 00", "05 03 00 00" + NO_HANDLERS);
    await(first);
    await(second);
    ReplyException failure = awaitFailure(third);
    assertEquals(ReplyFailure.NO_HANDLERS, failure.failureType());
    assertEquals(1, streams.size());
  }

  @Test
  void aRequestAndAConversation() {
    Future<Message<Object>> reply = request(new DeliveryOptions().setSendTimeout(60_000));
    awaitFrames(2);
    assertTrue(frames.get(1).matches("04 01 80 00 e[0-9a-f] .. 00 05 00 00 00 07"), frames.get(1));
    answer("05 01 09 40 64 01 01 61 01 62 05 00 00 00 08");
    Message<Object> message = await(reply);
    assertEquals(8, message.body());
    assertEquals("b", message.headers().get("a"));
    assertEquals("depot", message.headers().get(BusHeaders.PEER));
    Future<Message<Object>> next = message.replyAndRequest(9, new DeliveryOptions().setSendTimeout(60_000));
    awaitFrames(3);
    assertTrue(frames.get(2).matches("05 09 02 80 00 e[0-9a-f] .. 00 05 00 00 00 09"), frames.get(2));
    answer("05 02 0a 40 64 00 00");
    await(next).reply("x");
    awaitFrames(4);
    assertEquals("05 0a 00 00 09 00 00 00 01 78", frames.get(3));
  }

  @Test
  void aReplyThatCannotBeSentIsAFailureForThePeer() {
    Future<Message<Object>> reply = request(new DeliveryOptions());
    awaitFrames(2);
    answer("05 01 09 40 64 00 00");
    await(reply).reply(new Object());
    awaitFrames(3);
    assertTrue(frames.get(2).startsWith("05 09 00 00 0f 03 00 00 00 53 01"), frames.get(2));
  }

  @Test
  void aReplyThatThePeerDoesNotExpect() {
    Future<Message<Object>> reply = request(new DeliveryOptions());
    awaitFrames(2);
    answer("05 01 00 00 00");
    Message<Object> message = await(reply);
    assertEquals(null, message.replyAddress());
    message.reply("nobody is told");
    Future<Void> last = bridge.send("depot", "depot", null);
    awaitFrames(3);
    answer("05 02 00 00 00");
    await(last);
  }

  @Test
  void duplicateAndUnexpectedAnswers() {
    ConecProducer<Integer> producer = bridge.sender("depot", "depot");
    Future<Void> first = producer.write(1);
    awaitFrames(2);
    answer("05 3f 00 00 00", "05 02 00 00 00", "05 01 00 00 00", "05 01 00 00 00", "05 01 00 00" + NO_HANDLERS);
    await(first);
    Future<Void> second = producer.write(2);
    awaitFrames(3);
    assertFalse(second.isComplete());
    // It asks for an answer, but nobody waits for this one; the body does not matter.
    answer("05 02 05 40 64 00 09 00 00 00 01 78");
    await(second);
    awaitFrames(4);
    assertTrue(frames.get(3).startsWith("05 05 00 00 0f 00 ff ff ff ff"), frames.get(3));
    assertEquals(0, bridge.counters().getInFlight());
  }

  @Test
  void anAnswerThatCannotBeRead() {
    Future<Void> first = bridge.send("depot", "depot", 1);
    awaitFrames(2);
    answer("05 01 00 00 ff 01 61");
    assertEquals(ConecError.BUS_CODEC.code(), awaitFailure(first).failureCode());
  }

  @Test
  void aViolationFailsPendingMessagesInOrder() {
    List<Integer> failed = new CopyOnWriteArrayList<>();
    ConecProducer<Integer> producer = bridge.sender("depot", "depot");
    List<Future<Void>> writes = IntStream.range(0, 4).mapToObj(i ->
      producer.write(i).onFailure(failure -> failed.add(i))).toList();
    awaitFrames(5);
    answer("02 00 00");
    for (Future<Void> write : writes) {
      ReplyException failure = awaitFailure(write);
      assertEquals(ConecError.BUS_PEER_AWAY.code(), failure.failureCode());
      assertEquals("peer 'depot' is away: bus frame of type 2 from the side that exports", failure.getMessage());
    }
    assertEquals(List.of(0, 1, 2, 3), failed);
    awaitTrue(() -> streams.get(0).closeReason() != null);
    assertEquals(ConecError.PROTOCOL_VIOLATION.code(),
      ((ConecException) streams.get(0).closeReason()).applicationCode());
    awaitTrue(() -> await(producer.write(5).timeout(100, TimeUnit.MILLISECONDS)
      .transform(result -> Future.succeededFuture(streams.size() == 2))));
    assertEquals(4, frames.stream().filter(frame -> frame.startsWith("07")).limit(4).count());
  }

  @Test
  void aPeerThatAnswersBeforeItReadsMakesNoRoom() {
    Buffer large = Buffer.buffer(new byte[512 * 1024]);
    bridge.send("depot", "depot", 0);
    awaitFrames(2);
    streams.get(0).pause();
    int id = 1;
    while (hasRoom()) {
      Future<Void> write = bridge.send("depot", "depot", large);
      // The numbers of the next messages can be guessed.
      String answer = String.format("05 %04x 00 00 00", 0x4000 | ++id);
      awaitTrue(() -> {
        answer(answer);
        return write.isComplete();
      });
      assertTrue(write.succeeded());
      assertTrue(id < 200, "it goes on");
    }
  }

  /** Or will have soon. */
  private boolean hasRoom() {
    try {
      Awaitility.await().atMost(Duration.ofSeconds(1)).pollInterval(Duration.ofMillis(5)).until(() -> {
        Future<Void> small = bridge.send("depot", "depot", null, new DeliveryOptions().setCodecName("none"));
        return awaitFailure(small).failureCode() != ConecError.BUS_OVERLOADED.code();
      });
      return true;
    } catch (ConditionTimeoutException e) {
      return false;
    }
  }

  @Test
  void timeouts() {
    Future<Void> first = bridge.send("depot", "depot", null);
    awaitFrames(2);
    answer("05 01 00 00 00");
    await(first);
    ReplyException failure = awaitFailure(request(new DeliveryOptions().setSendTimeout(50)));
    assertEquals(ReplyFailure.TIMEOUT, failure.failureType());
    assertEquals("no reply of peer 'depot' from address 'depot' in time", failure.getMessage());
    awaitFrames(3);
    answer("05 02 00 00 00");
    Future<Message<Object>> second = request(new DeliveryOptions());
    awaitFrames(4);
    assertFalse(second.isComplete());
    answer("05 03 00 00 00");
    await(second);
    assertEquals(0, bridge.counters().getInFlight());
  }

  @Test
  void messagesOverTheLimitAreRefused() {
    List<Future<Void>> writes = IntStream.range(0, 5).mapToObj(i -> bridge.send("depot", "depot", i)).toList();
    ReplyException failure = awaitFailure(writes.get(4));
    assertEquals(ReplyFailure.ERROR, failure.failureType());
    assertEquals(ConecError.BUS_OVERLOADED.code(), failure.failureCode());
    assertEquals("too many bytes wait for peer 'depot': send slower, or raise maxQueuedBytes of the bridge",
      failure.getMessage());
    assertEquals(1, bridge.counters().getDropped());
    awaitFrames(5);
    answer("05 03 00 00 00");
    await(writes.get(2));
    bridge.send("depot", "depot", 5);
    awaitFrames(6);
    // Producers have a limit of their own.
    Future<Void> write = bridge.sender("depot", "depot").write(6);
    awaitFrames(7);
    answer("05 06 00 00 00");
    await(write);
  }
}
