package io.conec.hostile;

import io.conec.ConecChannel;
import io.conec.ConecStream;
import io.conec.PathPolicy;
import io.conec.test.TestNet;
import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawRelay;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

/** The relay forwards only for the two clients of a channel, and only from their addresses. */
class RelayTest {

  private static Victims victims;

  @BeforeAll
  static void start() {
    victims = new Victims(PathPolicy.RELAY_ONLY, options -> options);
  }

  @AfterAll
  static void stop() {
    victims.close();
  }

  @AfterEach
  void honestClientsAreServed() throws InterruptedException {
    victims.assertServed();
    assertEquals(2, victims.net.coordinator().clientCount());
  }

  /** The two raw clients of a channel. */
  private static final class Members implements AutoCloseable {

    final RawClient initiator = RawClient.join("initiator", victims.port());
    final RawClient acceptor = RawClient.join("acceptor", victims.port());
    final long channel;

    Members() {
      initiator.control().write(RawFrame.open(1, "acceptor"));
      JsonObject introduce = acceptor.control().expect(RawFrame.INTRODUCE);
      acceptor.control().write(RawFrame.control(RawFrame.INTRODUCED,
        new JsonObject().put("request", introduce.getLong("request"))));
      JsonObject opened = initiator.control().expect(RawFrame.OPENED);
      channel = Long.parseUnsignedLong(opened.getString("channel"), 16);
      assertEquals(introduce.getString("channel"), opened.getString("channel"));
      assertEquals(initiator.identity().base64(), introduce.getString("certificate"));
      assertEquals(acceptor.identity().base64(), opened.getString("certificate"));
    }

    /** Each gets the datagrams of the other unchanged, and nothing before them. */
    void assertRelayed() {
      byte[] there = datagram(RawRelay.TO_ACCEPTOR, channel, 'x');
      initiator.socket().sendDatagram(there, initiator.coordinator());
      assertArrayEquals(there, acceptor.socket().relay().pollDatagram(5000));
      byte[] back = datagram(RawRelay.TO_INITIATOR, channel, 'y');
      acceptor.socket().sendDatagram(back, acceptor.coordinator());
      assertArrayEquals(back, initiator.socket().relay().pollDatagram(5000));
    }

    @Override
    public void close() {
      initiator.close();
      acceptor.close();
      await().until(() -> victims.net.coordinator().clientCount() == 2);
    }
  }

  private static byte[] datagram(byte type, long channel, int... payload) {
    ByteBuffer datagram = ByteBuffer.allocate(9 + payload.length).put(type).putLong(channel);
    for (int value : payload) {
      datagram.put((byte) value);
    }
    return datagram.array();
  }

  @Test
  void theClientsOfAChannelReachEachOther() {
    try (Members members = new Members()) {
      members.assertRelayed();
    }
  }

  @Test
  void aClientCannotSendForTheOther() {
    try (Members members = new Members()) {
      members.initiator.socket().sendDatagram(datagram(RawRelay.TO_INITIATOR, members.channel, 1),
        members.initiator.coordinator());
      assertNotRelayed(members.initiator.socket().relay().pollDatagram(5000), members.channel);
      members.assertRelayed();
    }
  }

  @Test
  void aStrangerIsNotForwarded() {
    try (Members members = new Members(); Stranger stranger = new Stranger(victims.port())) {
      for (byte type : new byte[] {RawRelay.TO_ACCEPTOR, RawRelay.TO_INITIATOR}) {
        stranger.send(datagram(type, members.channel, 1, 2, 3));
        assertNotRelayed(stranger.receive(5000), members.channel);
      }
      members.assertRelayed();
    }
  }

  @Test
  void anotherClientIsNotForwarded() {
    try (Members members = new Members(); RawClient mallory = RawClient.join("mallory", victims.port())) {
      mallory.socket().sendDatagram(datagram(RawRelay.TO_ACCEPTOR, members.channel, 1), mallory.coordinator());
      assertNotRelayed(mallory.socket().relay().pollDatagram(5000), members.channel);
      members.assertRelayed();
    }
  }

  @Test
  void anUnknownChannelIsNotForwarded() {
    try (Stranger stranger = new Stranger(victims.port())) {
      stranger.send(datagram(RawRelay.TO_ACCEPTOR, 4711, 1));
      assertNotRelayed(stranger.receive(5000), 4711);
    }
  }

  @Test
  void noAnswerIsLongerThanItsDatagram() {
    Random random = new Random(7);
    try (Stranger stranger = new Stranger(victims.port())) {
      for (int length = 0; length < 40; length++) {
        for (byte type = 0; type < 0x10; type++) {
          byte[] datagram = new byte[length];
          random.nextBytes(datagram);
          if (length > 0) {
            datagram[0] = type;
          }
          stranger.send(datagram);
        }
      }
      // Answers come in order: this is the last.
      stranger.send(datagram(RawRelay.TO_ACCEPTOR, 99, 1));
      int answers = 0;
      for (byte[] answer = stranger.receive(5000); ByteBuffer.wrap(answer).getLong(1) != 99;
           answer = stranger.receive(5000)) {
        assertEquals(9, answer.length);
        answers++;
      }
      assertEquals(2 * (40 - 9), answers, "only whole headers of the two relayed types are answered");
    }
  }

  @Test
  void aHintIsNotAnswered() {
    try (Stranger stranger = new Stranger(victims.port())) {
      stranger.send(datagram(RawRelay.NOT_RELAYED, 1));
      stranger.send(datagram(RawRelay.TO_ACCEPTOR, 2));
      assertNotRelayed(stranger.receive(5000), 2);
    }
  }

  @Test
  void nothingIsForwardedAfterTheChannelClosed() {
    try (Members members = new Members()) {
      members.initiator.control().write(channelClosed(members.channel));
      assertEquals(String.format("%016x", members.channel),
        members.acceptor.control().expect(RawFrame.CHANNEL_CLOSED).getString("channel"));
      members.acceptor.socket().sendDatagram(datagram(RawRelay.TO_INITIATOR, members.channel, 1),
        members.acceptor.coordinator());
      assertNotRelayed(members.acceptor.socket().relay().pollDatagram(5000), members.channel);
      assertNull(members.initiator.socket().relay().pollDatagram(0));
    }
  }

  @Test
  void aClientCannotCloseTheChannelOfOthers() {
    try (Members members = new Members(); RawClient mallory = RawClient.join("mallory", victims.port())) {
      mallory.control().write(channelClosed(members.channel), RawFrame.ping(1)).expect(RawFrame.PONG);
      members.assertRelayed();
    }
  }

  @Test
  void aClaimDoesNotTakeAChannelOver() {
    try (Members members = new Members(); RawClient mallory = RawClient.join("mallory", victims.port())) {
      for (String peer : new String[] {"initiator", "acceptor", "mallory", "", "x".repeat(60_000)}) {
        for (boolean initiator : new boolean[] {true, false}) {
          mallory.control().write(claim(members.channel, peer, initiator)).expect(RawFrame.CHANNEL_CLOSED);
        }
      }
      mallory.control().write(RawFrame.ping(1)).expect(RawFrame.PONG);
      mallory.socket().sendDatagram(datagram(RawRelay.TO_ACCEPTOR, members.channel, 1), mallory.coordinator());
      assertNotRelayed(mallory.socket().relay().pollDatagram(5000), members.channel);
      members.assertRelayed();
      assertNull(mallory.socket().relay().pollDatagram(0));
    }
  }

  @Test
  void aClaimNeedsBothClients() {
    long channel = 0x0123_4567_89ab_cdefL;
    try (RawClient one = RawClient.join("one", victims.port()); RawClient two = RawClient.join("two", victims.port());
         RawClient mallory = RawClient.join("mallory", victims.port())) {
      one.control().write(claim(channel, "two", true), RawFrame.ping(1)).expect(RawFrame.PONG);
      // A third client cannot claim a channel of others.
      mallory.control().write(claim(channel, "one", false), claim(channel, "two", false), claim(channel, "two", true),
        RawFrame.ping(1)).expect(RawFrame.PONG);
      // A second client with the same role does not match.
      two.control().write(claim(channel, "one", true), RawFrame.ping(1)).expect(RawFrame.PONG);
      assertEquals(0, victims.net.coordinator().channelCount());
      one.socket().sendDatagram(datagram(RawRelay.TO_ACCEPTOR, channel, 1), one.coordinator());
      assertNotRelayed(one.socket().relay().pollDatagram(5000), channel);

      two.control().write(claim(channel, "one", false), RawFrame.ping(2)).expect(RawFrame.PONG);
      assertEquals(1, victims.net.coordinator().channelCount());
      byte[] there = datagram(RawRelay.TO_ACCEPTOR, channel, 5);
      one.socket().sendDatagram(there, one.coordinator());
      assertArrayEquals(there, two.socket().relay().pollDatagram(5000));
      assertNull(mallory.socket().relay().pollDatagram(0));
    }
    await().until(() -> victims.net.coordinator().channelCount() == 0);
    await().until(() -> victims.net.coordinator().clientCount() == 2);
  }

  @Test
  void datagramsOfAStrangerDoNotDisturbAChannelInUse() throws InterruptedException {
    ConecStream stream = TestNet.await(victims.shop.openStream("depot"));
    BlockingQueue<Buffer> received = new LinkedBlockingQueue<>();
    stream.handler(received::add);
    ConecChannel channel = victims.shop.channel("depot");
    try (Stranger stranger = new Stranger(victims.net.addressOf("shop").getPort())) {
      Random random = new Random(11);
      for (int i = 0; i < 500; i++) {
        byte[] datagram = new byte[random.nextInt(1400)];
        random.nextBytes(datagram);
        stranger.send(datagram);
        stranger.send(datagram(RawRelay.NOT_RELAYED, random.nextLong()));
        stranger.send(datagram(RawRelay.TO_INITIATOR, random.nextLong(), 0x40, 1, 2));
      }
      stream.write(Buffer.buffer("undisturbed"));
      assertEquals("undisturbed", received.poll(5, TimeUnit.SECONDS).toString());
      assertNull(stranger.receive(0));
    }
    assertFalse(channel.isClosed());
    TestNet.await(channel.close());
  }

  private static byte[] channelClosed(long channel) {
    return RawFrame.control(RawFrame.CHANNEL_CLOSED,
      new JsonObject().put("channel", String.format("%016x", channel)).put("code", 0));
  }

  private static byte[] claim(long channel, String peer, boolean initiator) {
    return RawFrame.control(RawFrame.CLAIM, new JsonObject().put("channel", String.format("%016x", channel))
      .put("peer", peer).put("initiator", initiator));
  }

  private static void assertNotRelayed(byte[] answer, long channel) {
    assertNotNull(answer, "no answer");
    assertArrayEquals(datagram(RawRelay.NOT_RELAYED, channel), answer);

  }
}
