package io.conec.hostile;

import io.conec.BroadcastInfo;
import io.conec.BroadcastLimits;
import io.conec.BroadcastMessage;
import io.conec.BroadcastOptions;
import io.conec.BroadcastRole;
import io.conec.ConecBroadcast;
import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.OverflowPolicy;
import io.conec.test.TestNet;
import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawIdentity;
import io.conec.test.raw.RawSocket;
import io.conec.test.raw.RawStream;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A broadcast of honest clients that must be served, whatever others do: shop sends, depot reads. */
final class Audience implements AutoCloseable {

  static final String NAME = "prices";
  static final String MALLORY = "mallory";
  /** Streams that QUIC allows in addition to those for the largest number of broadcasts of a client. */
  static final int SPARE_STREAMS = 16;

  final TestNet net;
  final ConecClient client;
  final ConecBroadcast shop;
  final ConecBroadcast depot;
  /** The messages that depot has read. */
  final BlockingQueue<BroadcastMessage> received = new LinkedBlockingQueue<>();
  private int served;

  Audience() {
    this(limits -> limits);
  }

  Audience(UnaryOperator<BroadcastLimits> limits) {
    net = new TestNet(options -> options.setMaxControlMessagesPerSecond(100_000)
      .setBroadcastLimits(limits.apply(new BroadcastLimits())));
    client = net.connect("shop");
    shop = join(client, NAME, BroadcastRole.SENDER);
    depot = join(net.connect("depot"), NAME, BroadcastRole.READER).handler(received::add);
  }

  ConecBroadcast join(ConecClient who, String name, BroadcastRole role) {
    return TestNet.await(who.joinBroadcast(name,
      new BroadcastOptions().setRole(role).setOverflow(OverflowPolicy.BLOCK)));
  }

  int port() {
    return net.coordinator().actualPort();
  }

  RawClient mallory() {
    return RawClient.joinAgain(MALLORY, port());
  }

  /** The same client, which accepts at most so many bytes before it reads them. */
  RawClient mallory(int window) {
    RawIdentity identity = RawIdentity.of(MALLORY);
    return RawClient.connect(identity, new RawSocket(identity, window, 30_000), port()).hello(MALLORY);
  }

  /** The next message that depot reads. */
  BroadcastMessage next() {
    try {
      BroadcastMessage message = received.poll(TestNet.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
      assertNotNull(message, "no message came");
      return message;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Honest messages reach honest readers, also between messages of mallory. */
  void assertServed() {
    String text = "still there? " + ++served;
    TestNet.await(shop.write(Buffer.buffer(text)));
    BroadcastMessage message = next();
    while (message.sender().equals(MALLORY)) {
      message = next();
    }
    assertEquals("shop", message.sender());
    assertEquals(text, message.body().toString());
  }

  /** Waits until only shop and depot are in broadcasts. */
  void awaitAlone() {
    awaitMembersOf(NAME, 1, 1);
    TestNet.awaitUntil(() -> net.coordinator().broadcasts().size() == 1);
  }

  void awaitMembersOf(String name, int senders, int readers) {
    String expected = new BroadcastInfo(name, senders, readers).toString();
    TestNet.awaitUntil(() -> net.coordinator().broadcasts().toString().contains(expected));
  }

  /** The Coordinator ends this subscription, gives the reason, and ends its direction of the stream. */
  static void assertCutOff(RawClient client, RawStream stream, ConecError error, String reason) {
    JsonObject cutOff = client.control().expect(RawFrame.CUT_OFF);
    assertEquals(stream.id(), cutOff.getLong("stream"), cutOff::encode);
    assertEquals(error.code(), cutOff.getInteger("code"), cutOff::encode);
    assertTrue(cutOff.getString("message").contains(reason), () -> "'" + reason + "' is not in " + cutOff);
    stream.expectEnd();
    stream.abandon();
  }

  /** The Coordinator refuses this join, gives the reason, and ends its direction of the stream. */
  static void assertRefused(RawStream stream, ConecError error, String reason) {
    JsonObject failure = stream.expect(RawFrame.FAILURE);
    assertEquals(error.code(), failure.getInteger("code"), failure::encode);
    assertEquals(0, failure.getInteger("request"));
    assertTrue(failure.getString("message").contains(reason), () -> "'" + reason + "' is not in " + failure);
    stream.expectEnd();
    stream.endMarked();
  }

  /** Some time after streams have ended QUIC allows as many again. */
  static void awaitStreams(RawClient client, int count) {
    TestNet.awaitUntil(() -> client.connection().allowedStreams() >= count);
  }

  /** The connection is open, and answers. */
  static void assertAlive(RawClient client) {
    assertEquals(4711, client.control().write(RawFrame.ping(4711)).expect(RawFrame.PONG).getInteger("request"));
  }

  @Override
  public void close() {
    net.close();
  }
}
