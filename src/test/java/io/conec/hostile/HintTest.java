package io.conec.hostile;

import io.conec.ConecClient;
import io.conec.PathOptions;
import io.conec.PathPolicy;
import io.conec.test.raw.RawCoordinator;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawIdentity;
import io.conec.test.raw.RawRelay;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

import static io.conec.test.TestNet.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

/** "Not relayed" datagrams are not authenticated, so they only cause a check, once a second. */
class HintTest {

  private static final long CHANNEL = 0x0123_4567_89ab_cdefL;

  private Vertx vertx;
  private RawCoordinator coordinator;
  private RawCoordinator.Session session;
  private InetSocketAddress client;

  @BeforeEach
  void introduceAChannel() {
    vertx = Vertx.vertx();
    coordinator = new RawCoordinator();
    PathOptions paths = new PathOptions().setPathPolicy(PathPolicy.RELAY_ONLY);
    ConecClient depot = ConecClient.create(vertx, coordinator.clientOptions("depot").setPathOptions(paths));
    var connected = depot.connect();
    session = coordinator.welcome();
    await(connected);
    session.control().write(RawFrame.control(RawFrame.INTRODUCE, new JsonObject().put("request", 1)
      .put("channel", String.format("%016x", CHANNEL)).put("peer", "shop")
      .put("certificate", RawIdentity.of("shop").base64()))).expect(RawFrame.INTRODUCED);
    client = session.connection().remoteAddress();
  }

  @AfterEach
  void stop() {
    await(vertx.close());
    coordinator.close();
  }

  private static byte[] hint(long channel) {
    return ByteBuffer.allocate(9).put(RawRelay.NOT_RELAYED).putLong(channel).array();
  }

  private void answerPing() {
    long request = session.control().expect(RawFrame.PING).getLong("request");
    session.control().write(RawFrame.control(RawFrame.PONG, new JsonObject().put("request", request)));
  }

  @Test
  void manyHintsCauseOnePingASecond() {
    long start = System.nanoTime();
    for (int i = 0; i < 200; i++) {
      coordinator.socket().sendDatagram(hint(CHANNEL), client);
    }
    answerPing();
    while (System.nanoTime() - start < 700_000_000L) {
      coordinator.socket().sendDatagram(hint(CHANNEL), client);
      assertNull(session.control().poll(20), "a second ping");
    }
    byte[] next = null;
    while (next == null && System.nanoTime() - start < 4_000_000_000L) {
      coordinator.socket().sendDatagram(hint(CHANNEL), client);
      next = session.control().poll(50);
    }
    assertEquals(RawFrame.PING, next[0]);
  }

  @Test
  void hintsFromStrangersAreIgnored() {
    try (Stranger stranger = new Stranger(client.getPort())) {
      for (int i = 0; i < 50; i++) {
        stranger.send(hint(CHANNEL));
      }
      assertNull(session.control().poll(300));
      assertNull(stranger.receive(1));
    }
  }

  @Test
  void hintsForUnknownChannelsAreIgnored() {
    for (long channel = 0; channel < 50; channel++) {
      coordinator.socket().sendDatagram(hint(channel), client);
    }
    coordinator.socket().sendDatagram(new byte[] {RawRelay.NOT_RELAYED, 1, 2}, client);
    assertNull(session.control().poll(300));
  }

  @Test
  void aPingThatIsNotAnsweredMakesTheClientReconnect() {
    coordinator.socket().sendDatagram(hint(CHANNEL), client);
    session.control().expect(RawFrame.PING);
    RawCoordinator.Session second = coordinator.welcome();
    second.control().write(RawFrame.ping(1)).expect(RawFrame.PONG);
  }

  @Test
  void datagramsOfTheWrongKindAreIgnored() {
    byte[] relayed = ByteBuffer.allocate(10).put(RawRelay.TO_INITIATOR).putLong(CHANNEL).put((byte) 0x40).array();
    byte[] headerOnly = ByteBuffer.allocate(9).put(RawRelay.TO_ACCEPTOR).putLong(CHANNEL).array();
    byte[] noise = ByteBuffer.allocate(10).put(RawRelay.TO_ACCEPTOR).putLong(CHANNEL).put((byte) 0xff).array();
    for (byte[] datagram : new byte[][] {relayed, headerOnly, noise, new byte[0], {0}, {RawRelay.TO_ACCEPTOR}}) {
      coordinator.socket().sendDatagram(datagram, client);
    }
    byte[] pong = session.control().write(RawFrame.ping(7)).frame();
    assertArrayEquals(RawFrame.control(RawFrame.PONG, "{\"request\":7}"), RawFrame.of(pong));
    assertNull(pollDatagram());
  }

  /** The datagrams of the client, except the byte with which it checks whether the port is open. */
  private byte[] pollDatagram() {
    byte[] datagram = coordinator.socket().relay().pollDatagram(0);
    return datagram != null && Arrays.equals(datagram, new byte[1]) ? pollDatagram() : datagram;
  }
}
