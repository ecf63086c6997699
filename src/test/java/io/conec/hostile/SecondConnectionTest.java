package io.conec.hostile;

import io.conec.ConecChannel;
import io.conec.ConecClient;
import io.conec.PathKind;
import io.conec.test.NoLeaksExtension;
import io.conec.test.TestNet;
import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawRelay;
import io.conec.test.raw.RawStream;
import io.vertx.core.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/** An introduction permits one channel and a few attempts: a peer cannot make a client hold more connections. */
@ExtendWith(NoLeaksExtension.class)
class SecondConnectionTest {

  private static final int MAX_ATTEMPTS = 4;
  private static final long QUIET_MILLIS = 400;

  private static TestNet net;
  private static ManInTheMiddle mitm;
  private static ConecClient depot;

  /** New ones for each test: a repeated one belongs to the connection that it has begun before. */
  private final List<byte[]> initials = Stream.generate(RetryTest::initial).limit(2 * MAX_ATTEMPTS).toList();

  @BeforeAll
  static void start() {
    net = new TestNet();
    mitm = new ManInTheMiddle(net.coordinator().actualPort());
    depot = net.connect(mitm.before(net.clientOptions("depot")));
  }

  @AfterAll
  static void stop() {
    net.close();
    mitm.close();
  }

  private static void send(RawClient peer, byte type, long channel, List<byte[]> packets) {
    packets.forEach(packet ->
      peer.socket().sendDatagram(RawFrame.join(ManInTheMiddle.header(type, channel), packet), peer.coordinator()));
  }

  @ParameterizedTest(name = "the raw peer initiates: {0}")
  @ValueSource(booleans = {true, false})
  void aChannelHasNoSecondConnection(boolean initiates) {
    try (PathPeer peer = PathPeer.open(net, depot, initiates, "RELAY_ONLY")) {
      peer.sync();
      mitm.clear();
      peer.control.write(RawFrame.ping(2));
      long channel = mitm.awaitChannel();
      send(peer.client, initiates ? RawRelay.TO_ACCEPTOR : RawRelay.TO_INITIATOR, channel, initials);
      peer.ping();
      assertEquals(0, mitm.countAnswers(initials, QUIET_MILLIS));
      peer.assertUndisturbed(PathKind.RELAYED, 0);
    }
  }

  @Test
  void fourConnectionsMayBeginAfterAnIntroduction() {
    List<byte[]> first = initials.subList(0, MAX_ATTEMPTS);
    List<byte[]> others = initials.subList(MAX_ATTEMPTS, initials.size());
    try (RawClient mallory = RawClient.join("mallory", net.coordinator().actualPort())) {
      long channel = mallory.open("depot").channel();
      mitm.clear();
      for (byte[] initial : first) {
        send(mallory, RawRelay.TO_ACCEPTOR, channel, List.of(initial));
        mitm.awaitAnswer(initial);
      }
      send(mallory, RawRelay.TO_ACCEPTOR, channel, others);
      assertEquals(0, mitm.countAnswers(others, QUIET_MILLIS));
    }
    TestNet.awaitUntil(() -> net.coordinator().channelCount() == 0);
  }

  @Test
  void forgedConnectionsDoNotDisplaceThatOfThePeer() {
    try (RawClient mallory = RawClient.join("mallory", net.coordinator().actualPort())) {
      long channel = mallory.open("depot").channel();
      mitm.clear();
      for (byte[] initial : initials.subList(0, MAX_ATTEMPTS - 1)) {
        mitm.toClient(RawFrame.join(ManInTheMiddle.header(RawRelay.TO_ACCEPTOR, channel), initial));
        mitm.awaitAnswer(initial);
      }
      mallory.connectPeer(channel).awaitEstablished().openStream().write(RawFrame.greeting())
        .expect(RawFrame.GREETING);
    }
    TestNet.awaitUntil(() -> depot.channels().isEmpty());
  }

  @Test
  void anInitiatorAcceptsNoConnection() {
    try (RawClient mallory = RawClient.join("mallory", net.coordinator().actualPort())) {
      Future<ConecChannel> opened = depot.openChannel("mallory");
      long channel = mallory.acceptIntroduction().channel();
      mitm.clear();
      send(mallory, RawRelay.TO_INITIATOR, channel, initials);
      assertEquals(0, mitm.countAnswers(initials, QUIET_MILLIS));
      RawStream control = mallory.socket().accept().awaitEstablished().acceptStream();
      control.expect(RawFrame.GREETING);
      assertFalse(opened.isComplete());
      control.write(RawFrame.greeting());
      assertEquals(PathKind.RELAYED, TestNet.await(opened).path().getKind());
    }
    TestNet.awaitUntil(() -> depot.channels().isEmpty());
  }
}
