package io.conec.hostile;

import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.PathPolicy;
import io.conec.test.TestNet;
import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawConnection.Close;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawIdentity;
import io.conec.test.raw.RawSocket;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import static io.conec.ConecError.LIMIT_EXCEEDED;
import static io.conec.ConecError.PROTOCOL_VIOLATION;
import static io.conec.ConecError.TIMEOUT;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Beyond a limit a client gets an error that names the option, and others are served. */
class LimitsTest {

  private static final RawIdentity IDENTITY = RawIdentity.of("mallory");

  @Test
  void noHello() throws InterruptedException {
    try (Victims victims = new Victims(options -> options.setRegistrationTimeout(Duration.ofSeconds(1)))) {
      try (RawClient silent = RawClient.connect(RawIdentity.of("mallory"), victims.port())) {
        assertTrue(silent.connection().expectClose(TIMEOUT.code()).reason().contains("registrationTimeout"));
      }
      try (RawClient slow = RawClient.connect(RawIdentity.of("mallory"), victims.port())) {
        slow.control().write(new byte[] {0, 0, 0});
        assertTrue(slow.connection().expectClose(TIMEOUT.code()).reason().contains("registrationTimeout"));
      }
      victims.assertServed();
    }
  }

  @Test
  void aHelloInTimeIsNotEndedByTheDeadline() {
    try (Victims victims = new Victims(options -> options.setRegistrationTimeout(Duration.ofSeconds(1)));
         RawClient client = RawClient.join("mallory", victims.port())) {
      assertNull(client.control().poll(1200));
      client.control().write(RawFrame.ping(1)).expect(RawFrame.PONG);
    }
  }

  @Test
  void aClientThatNeverReadsItsControlStream() throws InterruptedException {
    try (Victims victims = new Victims(options -> options.setMaxControlMessagesPerSecond(1_000_000));
         RawSocket socket = new RawSocket(IDENTITY, 16_000, 30_000);
         RawClient client = RawClient.connect(IDENTITY, socket, victims.port()).hello("mallory")) {
      client.control().pause();
      // Answers of 350 bytes, 1 MiB may wait.
      byte[][] opens = new byte[4000][];
      Arrays.fill(opens, RawFrame.open(1, "x".repeat(253)));
      client.control().write(opens);
      Close close = client.connection().expectClose(LIMIT_EXCEEDED.code());
      assertTrue(close.reason().contains("does not read"), close::toString);
      victims.assertServed();
    }
  }

  @Test
  void aFloodOfControlMessagesIsDelayedAndNotLost() throws InterruptedException {
    int perSecond = 200;
    int count = 500;
    try (Victims victims = new Victims(options -> options.setMaxControlMessagesPerSecond(perSecond));
         RawClient client = RawClient.join("mallory", victims.port())) {
      long start = System.nanoTime();
      client.control().write(pings(count));
      for (int i = 0; i < count; i++) {
        assertEquals(i + 1, client.control().expect(RawFrame.PONG).getInteger("request"));
      }
      victims.assertServed();
      client.control().write(RawFrame.ping(1000)).expect(RawFrame.PONG);
      long millis = (System.nanoTime() - start) / 1_000_000;
      // The allowance of one second is available immediately; the rest waits.
      long least = 1000L * (count - 2 * perSecond) / perSecond;
      assertTrue(millis >= least, () -> count + " messages in " + millis + " ms, expected at least " + least);
    }
  }

  /** A stranger needs to send only one message; pings of strangers are answered. */
  @Test
  void aFloodOfControlMessagesBeforeTheHello() {
    try (Victims victims = new Victims(options -> options.setRegistrationTimeout(Duration.ofSeconds(2)));
         RawClient stranger = RawClient.connect(RawIdentity.of("mallory"), victims.port())) {
      stranger.control().write(pings(5000));
      stranger.connection().expectClose(TIMEOUT.code());
      assertFewAnswers(stranger, 100);
    }
  }

  /** Messages that arrived together are not processed all at once, or others would wait. */
  @Test
  void aFloodOfControlMessagesInOneWrite() {
    int perSecond = 50;
    try (Victims victims = new Victims(options -> options.setMaxControlMessagesPerSecond(perSecond));
         RawClient client = RawClient.join("mallory", victims.port())) {
      client.control().write(pings(5000));
      assertFewAnswers(client, 3 * perSecond);
    }
  }

  private static byte[][] pings(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(RawFrame::ping).toArray(byte[][]::new);
  }

  private static void assertFewAnswers(RawClient client, int most) {
    int answers = 0;
    while (client.control().poll(500) != null) {
      answers++;
      assertTrue(answers <= most, "more than " + most + " answers");
    }
    assertTrue(answers > 0);
  }

  @Test
  void moreClientsThanAllowed() throws InterruptedException {
    try (Victims victims = new Victims(options -> options.setMaxClients(2))) {
      try (RawClient third = RawClient.connect(RawIdentity.of("mallory"), victims.port())) {
        third.control().write(RawFrame.hello("mallory"));
        Close close = third.connection().expectClose(LIMIT_EXCEEDED.code());
        assertTrue(close.reason().contains("maxClients"), close::toString);
      }
      ConecClient refused = victims.net.client(
        victims.net.clientOptions("third").setConnectTimeout(Duration.ofMillis(700)));
      ConecException failure = failure(refused.connect());
      assertTrue(failure.getMessage().contains("maxClients"), failure.getMessage());
      victims.assertServed();
    }
  }

  @Test
  void moreClientsWithOneAddressThanAllowed() {
    try (TestNet net = new TestNet(options -> options.setMaxClientsPerAddress(2))) {
      int port = net.coordinator().actualPort();
      RawClient first = RawClient.join("self-made-1", port);
      try (RawClient second = RawClient.join("self-made-2", port);
           RawClient third = RawClient.connect(RawIdentity.of("self-made-3"), port)) {
        third.control().write(RawFrame.hello("self-made-3"));
        Close close = third.connection().expectClose(LIMIT_EXCEEDED.code());
        assertTrue(close.reason().contains("maxClientsPerAddress"), close::toString);
        net.connect(net.clientOptions("neighbour").setLocalAddress("127.0.0.2"));
        // A client that closes makes room.
        first.close();
        await().until(() -> net.coordinator().clientCount() == 2);
        net.connect("late");
        assertTrue(second.connection().isOpen());
      }
    }
  }

  @Test
  void moreChannelsThanTheCoordinatorAllows() throws InterruptedException {
    try (Victims victims = new Victims(options -> options.setMaxChannelsPerClient(3));
         RawClient client = RawClient.join("mallory", victims.port())) {
      for (int i = 0; i < 3; i++) {
        client.open(i == 0 ? "depot" : "shop");
      }
      JsonObject refused = client.control().write(RawFrame.open(99, "depot")).expect(RawFrame.FAILURE);
      assertEquals(99, refused.getInteger("request"));
      assertEquals(LIMIT_EXCEEDED.code(), refused.getInteger("code"));
      assertTrue(refused.getString("message").contains("maxChannelsPerClient"), refused::encode);
      client.connection().close(0, "");
      await().until(() -> victims.net.coordinator().channelCount() == 0);
      victims.assertServed();
    }
  }

  @Test
  void claimsCountAsChannels() {
    try (Victims victims = new Victims(options -> options.setMaxChannelsPerClient(3));
         RawClient client = RawClient.join("mallory", victims.port())) {
      for (int i = 0; i < 3; i++) {
        client.control().write(RawFrame.control(RawFrame.CLAIM, new JsonObject()
          .put("channel", String.format("%016x", i)).put("peer", "depot").put("initiator", true)));
      }
      JsonObject refused = client.control().write(RawFrame.open(99, "depot")).expect(RawFrame.FAILURE);
      assertEquals(LIMIT_EXCEEDED.code(), refused.getInteger("code"));
    }
  }

  @Test
  void moreChannelsThanAPeerAllows() {
    try (TestNet net = new TestNet()) {
      net.connect(net.clientOptions("small").setMaxChannels(2));
      try (RawClient client = RawClient.join("mallory", net.coordinator().actualPort())) {
        client.open("small");
        client.open("small");
        JsonObject refused = client.control().write(RawFrame.open(99, "small")).expect(RawFrame.FAILURE);
        assertEquals(LIMIT_EXCEEDED.code(), refused.getInteger("code"));
        assertTrue(refused.getString("message").contains("maxChannels"), refused::encode);
      }
    }
  }

  @Test
  void aRelayOverItsAllowanceDropsAndGoesOn() throws InterruptedException {
    try (Victims victims =
           new Victims(PathPolicy.RELAY_ONLY, options -> options.setMaxRelayedBytesPerSecond(20_000))) {
      // A channel's handshake alone takes some of it; QUIC sends again what was dropped.
      victims.assertServed();
      victims.assertServed();
    }
  }

  @Test
  void anInstanceThatIsTooLong() {
    try (Victims victims = new Victims(); RawClient client = RawClient.connect(IDENTITY, victims.port())) {
      client.control().write(RawFrame.control(RawFrame.HELLO, new JsonObject().put("version", 1).put("id", "mallory")
        .put("instance", "x".repeat(60_000)).put("acceptChannels", true)));
      client.connection().expectClose(PROTOCOL_VIOLATION.code());
    }
  }

  @Test
  void anIntroductionThatIsNotAnsweredTimesOut() {
    try (Victims victims = new Victims(); RawClient client = RawClient.join("mallory", victims.port())) {
      Future<?> opened = victims.shop.openChannel("mallory");
      client.control().expect(RawFrame.INTRODUCE);
      assertEquals(ConecError.TIMEOUT, failure(opened).error());
      assertEquals(0, victims.net.coordinator().channelCount());
      assertTrue(client.connection().isOpen());
    }
  }

  @Test
  void anAcceptorThatLeavesFailsTheIntroductionImmediately() {
    try (Victims victims = new Victims()) {
      Future<?> opened;
      try (RawClient client = RawClient.join("mallory", victims.port())) {
        opened = victims.shop.openChannel("mallory");
        client.control().expect(RawFrame.INTRODUCE);
      }
      long start = System.nanoTime();
      failure(opened);
      assertTrue(System.nanoTime() - start < 2_000_000_000L);
    }
  }

  private static ConecException failure(Future<?> future) {
    return assertInstanceOf(ConecException.class,
      assertThrows(Throwable.class, () -> future.await(15, TimeUnit.SECONDS)));
  }
}
