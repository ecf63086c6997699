package io.conec.hostile;

import io.conec.ConecClient;
import io.conec.test.TestNet;
import io.conec.test.raw.RawBroadcast;
import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawStream;
import io.vertx.core.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static io.conec.hostile.Audience.MALLORY;
import static io.conec.hostile.Audience.NAME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Streams and subscriptions are counted, and each is released however it ends. */
class BroadcastStreamsTest {

  private static final int MAX_PER_CLIENT = 10;
  private static final int ROUNDS = 30;

  private static Audience audience;

  @BeforeAll
  static void start() {
    audience = new Audience(limits -> limits.setMaxBroadcastsPerClient(MAX_PER_CLIENT).setMaxMessageSize(1000));
  }

  @AfterAll
  static void stop() {
    audience.close();
  }

  @AfterEach
  void honestClientsAreServed() {
    audience.assertServed();
    audience.awaitAlone();
  }

  @Test
  void silentStreamsAreBounded() {
    try (RawClient mallory = audience.mallory()) {
      assertEquals(MAX_PER_CLIENT + Audience.SPARE_STREAMS, mallory.connection().allowedStreams());
      // A part of a length is not a whole request.
      mallory.connection().openStreams(1000, new byte[] {0});
      Audience.assertAlive(mallory);
      assertEquals(0, mallory.connection().allowedStreams());
      audience.assertServed();
      assertNull(mallory.control().poll(300), "there is nothing to tell");
      assertTrue(mallory.connection().isOpen());
    }
  }

  @Test
  void joinsAndLeavesInALoop() {
    try (RawClient mallory = audience.mallory()) {
      for (int round = 0; round < ROUNDS; round++) {
        List<RawStream> streams = new ArrayList<>();
        for (int i = 0; i < MAX_PER_CLIENT; i++) {
          streams.add(mallory.requestJoin(RawBroadcast.join(i == 0 ? NAME : "b" + i)));
        }
        for (RawStream stream : streams) {
          stream.expect(RawFrame.JOINED);
          stream.endMarked();
        }
        streams.forEach(RawStream::expectEnd);
        Audience.awaitStreams(mallory, MAX_PER_CLIENT);
      }
      audience.awaitAlone();
    }
  }

  /** In one flight: the join, a message, and the end, before the answer to the join. */
  @Test
  void joinsAndLeavesWithoutWaitingForAnAnswer() {
    try (RawClient mallory = audience.mallory()) {
      for (int round = 0; round < ROUNDS; round++) {
        List<RawStream> streams = new ArrayList<>();
        for (int i = 0; i < MAX_PER_CLIENT; i++) {
          streams.add(mallory.requestJoin(RawBroadcast.join(i == 0 ? NAME : "b" + i)).write(RawFrame.of("me")));
        }
        streams.forEach(RawStream::endMarked);
        streams.forEach(RawStream::expectEnd);
        assertEquals(MALLORY, audience.next().sender());
        Audience.awaitStreams(mallory, MAX_PER_CLIENT);
      }
    }
  }

  /** Streams that end in every way: refused, cut off, reset. */
  @Test
  void streamsThatEndEarlyAreReleased() {
    try (RawClient mallory = audience.mallory()) {
      mallory.joinBroadcast(RawBroadcast.join(NAME, "SENDER"));
      for (int round = 0; round < ROUNDS; round++) {
        List<RawStream> streams = new ArrayList<>();
        streams.add(mallory.requestJoin(RawBroadcast.join(NAME)));
        streams.add(mallory.requestJoin(RawBroadcast.join("")));
        streams.add(mallory.connection().openStream().write(RawFrame.of("buy")));
        streams.add(mallory.joinBroadcast(RawBroadcast.join("a", "READER")).write(RawFrame.of("buy")));
        streams.add(mallory.joinBroadcast(RawBroadcast.join("b")).write(RawFrame.of(new byte[2000])));
        streams.add(mallory.joinBroadcast(RawBroadcast.join("c")).write(new byte[] {0, 0}));
        streams.add(mallory.connection().openStream().write(new byte[] {0, 0}));
        streams.forEach(RawStream::abandon);
        streams.forEach(RawStream::expectEnd);
        Audience.awaitStreams(mallory, MAX_PER_CLIENT);
      }
    }
    audience.awaitAlone();
  }

  @Test
  void connectionsThatAreLostWhileInBroadcasts() {
    for (int round = 0; round < ROUNDS; round++) {
      RawClient mallory = audience.mallory();
      for (int i = 0; i < MAX_PER_CLIENT; i++) {
        mallory.requestJoin(RawBroadcast.join(i == 0 ? NAME : "b" + i)).write(RawFrame.of("me"));
      }
      mallory.close();
    }
    audience.awaitAlone();
  }

  /** A client of this library instead of a raw one. */
  @Test
  void aClientThatJoinsAndLeavesInALoop() {
    ConecClient client = audience.net.connect(MALLORY);
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < MAX_PER_CLIENT; i++) {
        Future<Void> left = client.joinBroadcast(i == 0 ? NAME : "b" + i).compose(broadcast -> broadcast.leave());
        TestNet.await(left);
      }
      assertFalse(client.broadcasts().size() > 1, "more than the one that is about to go");
    }
    TestNet.await(client.close());
  }
}
