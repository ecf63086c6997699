package io.conec.hostile;

import io.conec.test.raw.RawBroadcast;
import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawStream;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.conec.ConecError.PROTOCOL_VIOLATION;
import static io.conec.hostile.Audience.NAME;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;

/**
 * After STOP_SENDING at the worst moment a subscription has ended: it is not counted, nothing waits for it, and the
 * client may join again.
 */
class BroadcastGhostTest {

  /** The part of a large message that the Coordinator gives to QUIC at once. */
  private static final int SLICE = 32 * 1024;
  /** More bytes than QUIC takes for a client that reads nothing. */
  private static final int LARGE = 1024 * 1024;

  private static Audience audience;

  @BeforeAll
  static void start() {
    audience = new Audience(limits -> limits.setMaxMessageSize(LARGE));
  }

  @AfterAll
  static void stop() {
    audience.close();
  }

  @AfterEach
  void noSubscriptionIsLeft() {
    audience.assertServed();
    audience.awaitAlone();
  }

  /** A multiple of three. */
  int rounds() {
    return 9;
  }

  private static void assertMayJoinAgain(String name) {
    try (RawClient back = audience.mallory()) {
      RawStream again = back.joinBroadcast(RawBroadcast.join(name));
      again.write(RawFrame.of("me"));
      while (!RawBroadcast.read(again.frame()).body().equals("me")) {
        // what the others have sent
      }
      again.endMarked();
      again.expectEnd();
    }
  }

  /** STOP_SENDING arrives with the join, before its answer, or after it. */
  @ParameterizedTest
  @ValueSource(strings = {NAME, "first"})
  void aClientThatDoesNotWantTheAnswer(String name) {
    for (int i = 0; i < rounds(); i++) {
      try (RawClient mallory = audience.mallory()) {
        RawStream stream = mallory.connection().openStream();
        byte[] join = RawFrame.control(RawFrame.JOIN, RawBroadcast.join(name));
        if (i % 3 == 0) {
          stream.atOnce(() -> {
            stream.stopSending(7);
            stream.write(join);
          });
        } else if (i % 3 == 1) {
          stream.atOnce(() -> stream.write(join).stopSending(7));
        } else {
          stream.write(join).stopSending(7);
        }
        // The Coordinator sees it when it has something to send, and ends the connection.
        awaitUntil(() -> {
          stream.write(RawFrame.of("me"));
          return !mallory.connection().isOpen();
        });
        mallory.connection().expectClose(PROTOCOL_VIOLATION.code());
      }
      audience.awaitAlone();
    }
    assertMayJoinAgain(name);
  }

  /** The client leaves while it receives a message, and does not want the rest, some of which is in Netty. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, SLICE / 2})
  void aClientThatLeavesInsideAMessage(int beyondSlices) {
    for (int i = 0; i < rounds() / 3; i++) {
      try (RawClient mallory = audience.mallory(joinedLength() + 16 * SLICE + beyondSlices)) {
        RawStream stream = mallory.joinBroadcast(RawBroadcast.join(NAME)).pause();
        await(audience.shop.write(Buffer.buffer(new byte[LARGE])));
        awaitLarge();
        stream.atOnce(() -> {
          stream.stopSending(7);
          stream.endMarked();
        });
        audience.awaitMembersOf(NAME, 1, 1);
      }
      audience.awaitAlone();
    }
    assertMayJoinAgain(NAME);
  }

  private static void awaitLarge() {
    while (audience.next().body().length() < LARGE) {
      // mallory's own messages
    }
  }

  /** The bytes of the answer, which comes first and takes a part of the window. */
  private static int joinedLength() {
    try (RawClient mallory = audience.mallory()) {
      return Integer.BYTES + mallory.requestJoin(RawBroadcast.join(NAME)).frame().length;
    }
  }
}
