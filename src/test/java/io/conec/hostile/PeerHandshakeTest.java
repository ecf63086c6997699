package io.conec.hostile;

import io.conec.ClientOptions;
import io.conec.ConecChannel;
import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawConnection;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawIdentity;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import static io.conec.ConecError.PEER_MISMATCH;
import static io.conec.ConecError.PROTOCOL_VIOLATION;
import static io.conec.ConecError.TIMEOUT;
import static io.conec.ConecError.VERSION_MISMATCH;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Peers with a wrong identity, or without a greeting, get no channel, in either role. */
class PeerHandshakeTest {

  private static final String MALLORY = "mallory";
  private static final Duration OPEN_TIMEOUT = Duration.ofMillis(800);

  private static Victims victims;
  /** Like shop and depot, but waits for nobody. */
  private static ConecClient hasty;

  @BeforeAll
  static void start() {
    victims = new Victims();
    ClientOptions options = victims.net.clientOptions("hasty").setOpenTimeout(OPEN_TIMEOUT);
    hasty = victims.net.connect(options);
  }

  @AfterAll
  static void stop() {
    victims.close();
  }

  @AfterEach
  void honestClientsAreServed() throws InterruptedException {
    victims.assertServed();
    victims.assertServed(hasty);
    await().until(() -> hasty.channels().isEmpty());
    await().until(() -> victims.net.coordinator().channelCount() == 0);
  }

  @Test
  void theInitiatorShowsAnotherCertificate() {
    try (RawClient mallory = RawClient.join(MALLORY, victims.port())) {
      mallory.socket().present(RawIdentity.of(MALLORY));
      RawConnection connection = mallory.connectPeer("depot").awaitEstablished();
      assertTrue(connection.expectClose(PEER_MISMATCH.code()).reason().contains("another certificate"));
      assertNull(connection.pollStream(0));
    }
  }

  @Test
  void theAcceptorShowsAnotherCertificate() {
    try (RawClient mallory = RawClient.join(MALLORY, victims.port())) {
      mallory.socket().present(RawIdentity.of(MALLORY));
      Future<ConecChannel> opened = hasty.openChannel(MALLORY);
      mallory.acceptIntroduction();
      RawConnection connection = mallory.socket().accept();
      assertEquals(PEER_MISMATCH, failure(opened).error());
      connection.expectClose(PEER_MISMATCH.code());
      assertNull(connection.pollStream(0), "a stream was opened to an impostor");
    }
  }

  @Test
  void theInitiatorDoesNotGreet() {
    try (RawClient mallory = RawClient.join(MALLORY, victims.port())) {
      RawConnection silent = mallory.connectPeer("hasty").awaitEstablished();
      RawConnection.Close close = silent.expectClose(TIMEOUT.code());
      assertTrue(close.reason().contains("openTimeout"), close::toString);
    }
  }

  @Test
  void theAcceptorDoesNotGreet() {
    try (RawClient mallory = RawClient.join(MALLORY, victims.port())) {
      Future<ConecChannel> opened = hasty.openChannel(MALLORY);
      mallory.acceptIntroduction();
      RawConnection silent = mallory.socket().accept().awaitEstablished();
      ConecException failure = failure(opened);
      assertEquals(TIMEOUT, failure.error());
      assertTrue(failure.getMessage().contains("openTimeout"), failure.getMessage());
      silent.expectClose(TIMEOUT.code());
    }
  }

  @Test
  void theInitiatorDoesNotConnect() {
    try (RawClient mallory = RawClient.join(MALLORY, victims.port())) {
      mallory.open("hasty");
      JsonObject closed = mallory.control().expect(RawFrame.CHANNEL_CLOSED);
      assertEquals(TIMEOUT.code(), closed.getInteger("code"));
    }
  }

  @Test
  void theAcceptorDoesNotAnswerTheHandshake() {
    try (RawClient mallory = RawClient.join(MALLORY, victims.port())) {
      Future<ConecChannel> opened = hasty.openChannel(MALLORY);
      JsonObject introduce = mallory.control().expect(RawFrame.INTRODUCE);
      mallory.control().write(RawFrame.control(RawFrame.INTRODUCED,
        new JsonObject().put("request", introduce.getLong("request"))));
      assertEquals(TIMEOUT, failure(opened).error());
      assertEquals(introduce.getString("channel"),
        mallory.control().expect(RawFrame.CHANNEL_CLOSED).getString("channel"));
    }
  }

  @Test
  void somethingElseThanAGreeting() {
    for (byte[] message : new byte[][] {RawFrame.streamOpen(1), RawFrame.hello("x"),
      RawFrame.control(RawFrame.STREAM_ENDED, "{\"stream\":1}"),
      RawFrame.control(RawFrame.FAILURE, "{\"request\":0,\"code\":6,\"message\":\"\"}")}) {
      try (RawClient mallory = RawClient.join(MALLORY, victims.port())) {
        RawConnection connection = mallory.connectPeer("depot").awaitEstablished();
        connection.openStream().write(message);
        assertTrue(connection.expectClose(PROTOCOL_VIOLATION.code()).reason().contains("before the greeting"));
      }
      try (RawClient mallory = RawClient.join(MALLORY, victims.port())) {
        Future<ConecChannel> opened = hasty.openChannel(MALLORY);
        mallory.acceptIntroduction();
        RawConnection connection = mallory.socket().accept().awaitEstablished();
        connection.acceptStream().write(message);
        assertEquals(PROTOCOL_VIOLATION, failure(opened).error());
        connection.expectClose(PROTOCOL_VIOLATION.code());
      }
    }
  }

  @Test
  void aGreetingOfAnotherVersion() {
    byte[] greeting = RawFrame.control(RawFrame.GREETING, "{\"version\":2,\"paths\":\"AUTO\",\"idleTimeout\":30000}");
    try (RawClient mallory = RawClient.join(MALLORY, victims.port())) {
      RawConnection connection = mallory.connectPeer("depot").awaitEstablished();
      connection.openStream().write(greeting);
      connection.expectClose(VERSION_MISMATCH.code());
    }
    try (RawClient mallory = RawClient.join(MALLORY, victims.port())) {
      Future<ConecChannel> opened = hasty.openChannel(MALLORY);
      mallory.acceptIntroduction();
      mallory.socket().accept().awaitEstablished().acceptStream().write(greeting);
      assertEquals(VERSION_MISMATCH, failure(opened).error());
    }
  }

  @Test
  void theInitiatorOpensASecondStreamBeforeTheGreeting() {
    try (RawClient mallory = RawClient.join(MALLORY, victims.port())) {
      RawConnection connection = mallory.connectPeer("depot").awaitEstablished();
      connection.openStream().write(new byte[] {0});
      connection.openStream().write(RawFrame.greeting());
      assertTrue(connection.expectClose(PROTOCOL_VIOLATION.code()).reason().contains("before the greeting"));
    }
  }

  @Test
  void thePeerIsGoneBeforeTheHandshakeEnds() {
    Future<ConecChannel> opened;
    try (RawClient mallory = RawClient.join(MALLORY, victims.port())) {
      opened = hasty.openChannel(MALLORY);
      mallory.control().expect(RawFrame.INTRODUCE);
    }
    ConecError error = failure(opened).error();
    assertTrue(error == ConecError.PEER_LOST || error == TIMEOUT, error::toString);
  }

  private static ConecException failure(Future<?> future) {
    return assertInstanceOf(ConecException.class,
      assertThrows(Throwable.class, () -> future.await(10, TimeUnit.SECONDS)));
  }
}
