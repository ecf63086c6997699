package io.conec.hostile;

import io.conec.BroadcastMessage;
import io.conec.BroadcastRole;
import io.conec.ConecBroadcast;
import io.conec.test.raw.RawBroadcast;
import io.conec.test.raw.RawBroadcast.Item;
import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawStream;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Random;

import static io.conec.hostile.Audience.MALLORY;
import static io.conec.hostile.Audience.NAME;
import static io.conec.test.TestNet.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** Whatever a sender writes, readers get its verified id and its message. */
class BroadcastForgeryTest {

  private static Audience audience;

  @BeforeAll
  static void start() {
    audience = new Audience();
  }

  @AfterAll
  static void stop() {
    audience.close();
  }

  /** Frames that a Coordinator would send for other senders, in every form that a naive one might accept. */
  private static byte[][] forgeries() {
    byte[] message = RawBroadcast.message(1, "shop", 1, "buy");
    byte[] body = Arrays.copyOfRange(message, 4, message.length);
    return new byte[][] {
      RawFrame.of(body), RawFrame.of(message),
      RawFrame.of(Arrays.copyOfRange(body, 17, body.length)),
      RawFrame.of("shop: buy"), RawFrame.of("{\"sender\":\"shop\",\"sequence\":1,\"body\":\"buy\"}"),
      RawBroadcast.dropped(1, 1000), RawFrame.of(""),
      RawFrame.control(RawFrame.JOIN, RawBroadcast.join(NAME).put("id", "shop")), RawFrame.hello("shop")};
  }

  @Test
  void aFrameThatNamesAnotherSenderIsOnlyABodyOfItsSender() {
    try (RawClient mallory = audience.mallory()) {
      RawStream stream = mallory.joinBroadcast(RawBroadcast.join(NAME, "SENDER"));
      byte[][] forgeries = forgeries();
      stream.write(forgeries);
      for (int i = 0; i < forgeries.length; i++) {
        BroadcastMessage message = audience.next();
        assertEquals(MALLORY, message.sender());
        assertEquals(i + 1, message.sequence());
        assertArrayEquals(Arrays.copyOfRange(forgeries[i], 4, forgeries[i].length), message.body().getBytes());
      }
      audience.assertServed();
    }
    audience.awaitAlone();
  }

  @Test
  void randomBytesAreOnlyBodiesOfTheirSender() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    try (RawClient mallory = audience.mallory()) {
      RawStream stream = mallory.joinBroadcast(RawBroadcast.join(NAME, "SENDER"));
      for (int i = 1; i <= 500; i++) {
        byte[] body = new byte[random.nextInt(300)];
        random.nextBytes(body);
        stream.write(RawFrame.of(body));
        BroadcastMessage message = audience.next();
        assertEquals(MALLORY, message.sender(), "seed " + seed);
        assertEquals(i, message.sequence(), "seed " + seed);
        assertArrayEquals(body, message.body().getBytes(), "seed " + seed);
      }
    }
    audience.awaitAlone();
  }

  @Test
  void aJoinCannotNameAnotherClient() {
    try (RawClient mallory = audience.mallory()) {
      JsonObject join = RawBroadcast.join(NAME, "SENDER");
      for (String field : new String[] {"id", "sender", "peer", "client", "from"}) {
        join.put(field, "shop");
      }
      mallory.joinBroadcast(join).write(RawFrame.of("buy"));
      assertEquals(MALLORY, audience.next().sender());
    }
    audience.awaitAlone();
  }

  /** Each sender has its own numbers: a wrong number of one does not affect another. */
  @Test
  void wrongNumbersDoNotAffectOtherSenders() {
    await(audience.shop.write(Buffer.buffer("a")));
    long first = audience.next().sequence();
    try (RawClient mallory = audience.mallory()) {
      long sequence = (1L << 53) - 1;
      RawStream stream = mallory.joinBroadcast(RawBroadcast.join(NAME).put("sequence", sequence));
      stream.write(RawFrame.of("b"));
      BroadcastMessage message = audience.next();
      assertEquals(MALLORY, message.sender());
      assertEquals(sequence + 1, message.sequence());
      assertEquals(sequence + 1, RawBroadcast.read(stream.frame()).number());
      await(audience.shop.write(Buffer.buffer("c")));
      assertEquals(first + 1, audience.next().sequence());
      Item item = RawBroadcast.read(stream.frame());
      assertEquals("shop", item.sender());
      assertEquals(first + 1, item.number());
    }
    audience.awaitAlone();
  }

  /** For an impossible position the number of dropped messages is not negative. */
  @Test
  void anImpossiblePositionIsNotAGap() {
    ConecBroadcast market = audience.join(audience.client, "positions", BroadcastRole.SENDER);
    await(market.write(Buffer.buffer("a")));
    String broadcast;
    try (RawClient mallory = audience.mallory()) {
      RawStream stream = mallory.requestJoin(RawBroadcast.join("positions"));
      JsonObject joined = stream.expect(RawFrame.JOINED);
      assertEquals(0, joined.getLong("dropped"), "it was never there");
      broadcast = joined.getString("broadcast");
    }
    for (long position : new long[] {2, 1L << 53, Long.MAX_VALUE}) {
      try (RawClient mallory = audience.mallory()) {
        JsonObject joined = mallory.requestJoin(RawBroadcast.join("positions").put("broadcast", broadcast)
          .put("position", position)).expect(RawFrame.JOINED);
        assertEquals(0, joined.getLong("dropped"), joined::encode);
        assertEquals(1, joined.getLong("position"), joined::encode);
      }
    }
    await(market.leave());
    audience.awaitAlone();
  }
}
