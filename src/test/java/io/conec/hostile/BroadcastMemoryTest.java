package io.conec.hostile;

import io.conec.BroadcastRole;
import io.conec.ConecBroadcast;
import io.conec.ConecClient;
import io.conec.test.TestNet;
import io.conec.test.raw.RawBroadcast;
import io.conec.test.raw.RawBroadcast.Item;
import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawStream;
import io.netty.util.internal.PlatformDependent;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import static io.conec.ConecError.BROADCAST_STALLED;
import static io.conec.hostile.Audience.NAME;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Readers that join, and then read nothing at all. QUIC keeps what it has sent only until it has arrived, so what waits
 * is in Netty's buffers: those of the whole process are measured, with the senders and the other readers.
 */
class BroadcastMemoryTest {

  private static final int MIB = 1024 * 1024;
  private static final int MESSAGE = 32 * 1024;
  private static final int WARM_UP = 4 * MIB;
  /** More than can wait for a reader at the client and at the Coordinator. */
  private static final int MORE = 4 * MIB;
  private static final int UNDER_WAY = 8;

  /** For a broadcast twice its buffer size of 512 KiB; the rest is what senders, readers and the pools take anyway. */
  private static final int MOST_OF_ONE = 16 * MIB;

  /** For eight broadcasts with eight such readers each: separate queues of the readers would take 32 MiB and more. */
  private static final int MOST_OF_EIGHT = 24 * MIB;

  int total() {
    return 32 * MIB;
  }

  /** Measures how much memory has grown. */
  private static final class Memory {

    private final long directBefore = directUsed();
    private final long heapBefore = heapUsed();
    private long mostDirect;

    void look() {
      mostDirect = Math.max(mostDirect, directUsed() - directBefore);
    }

    void assertBounded(int most) {
      assertTrue(mostDirect < most, mostDirect + " bytes of direct memory more");
      long heap = heapUsed() - heapBefore;
      assertTrue(heap < most, heap + " bytes of heap more");
    }

    private static long heapUsed() {
      System.gc();
      return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long directUsed() {
      long pools = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct")).mapToLong(BufferPoolMXBean::getMemoryUsed).sum();
      return pools + Math.max(0, PlatformDependent.usedDirectMemory());
    }
  }

  /** Sends so many bytes, no faster than they are taken; a reader that takes nothing would seem to be gone. */
  private static void publish(ConecBroadcast broadcast, int bytes, Memory memory, RawClient... readers) {
    Deque<Future<Void>> writes = new ArrayDeque<>();
    for (int i = 0; i < bytes / MESSAGE; i++) {
      writes.add(broadcast.write(Buffer.buffer(new byte[MESSAGE])));
      if (writes.size() == UNDER_WAY) {
        await(writes.remove());
        memory.look();
      }
      if (i % 100 == 0) {
        List.of(readers).forEach(reader -> reader.control().write(RawBroadcast.progress(0, 1)));
      }
    }
    writes.forEach(TestNet::await);
  }

  private static JsonObject dropOldest(String name) {
    return RawBroadcast.join(name, "READER").put("overflow", "DROP_OLDEST").put("bufferSize", 1024 * 1024);
  }

  @Test
  void aReaderWithDropOldest() {
    try (Audience audience = new Audience(); RawClient mallory = audience.mallory()) {
      AtomicLong received = new AtomicLong();
      audience.depot.handler(message -> received.incrementAndGet());
      RawStream stream = mallory.joinBroadcast(dropOldest(NAME)).pause();
      publish(audience.shop, WARM_UP, new Memory());
      Memory memory = new Memory();
      publish(audience.shop, total(), memory, mallory);
      long count = (total() + WARM_UP) / MESSAGE;
      awaitUntil(() -> received.get() == count);
      memory.assertBounded(MOST_OF_ONE);
      audience.awaitMembersOf(NAME, 1, 2);
      assertNull(mallory.control().poll(1));
      stream.resume();
      assertGapsAreExact(stream, count);
    }
  }

  /** No more messages wait at the Coordinator than the reader asks for, although there is room. */
  @Test
  void aReaderThatAsksForFewMessages() {
    int few = 10;
    int small = 100;
    int count = 4 * MIB / small;
    try (Audience audience = new Audience(); RawClient mallory = audience.mallory(32 * 1024)) {
      AtomicLong received = new AtomicLong();
      audience.depot.handler(message -> received.incrementAndGet());
      RawStream stream = mallory.joinBroadcast(dropOldest(NAME).put("bufferSize", few)).pause();
      for (int i = 0; i < count; i++) {
        audience.shop.write(Buffer.buffer(new byte[small]));
      }
      awaitUntil(() -> received.get() == count);
      stream.resume();
      long position = 0;
      long last = 0;
      int behindTheLastGap = 0;
      while (position < count) {
        Item item = RawBroadcast.read(stream.frame());
        boolean gap = item.type() == RawBroadcast.DROPPED;
        position += gap ? item.number() : 1;
        assertEquals(position, item.position());
        behindTheLastGap = gap ? 0 : behindTheLastGap + 1;
        last = gap ? item.number() : last;
      }
      assertTrue(behindTheLastGap <= few, behindTheLastGap + " messages behind the last gap");
      assertTrue(last > count / 2, "the last gap is of " + last);
    }
  }

  private static void assertGapsAreExact(RawStream stream, long count) {
    long position = 0;
    long dropped = 0;
    while (position < count) {
      Item item = RawBroadcast.read(stream.frame());
      long step = item.type() == RawBroadcast.DROPPED ? item.number() : 1;
      dropped += item.type() == RawBroadcast.DROPPED ? step : 0;
      position += step;
      assertEquals(position, item.position());
    }
    assertTrue(dropped > count * 9 / 10, dropped + " of " + count + " were dropped");
  }

  @Test
  void aReaderWithBlock() {
    Duration stallTimeout = Duration.ofSeconds(3);
    try (Audience audience = new Audience(limits -> limits.setStallTimeout(stallTimeout));
         RawClient mallory = audience.mallory()) {
      AtomicLong received = new AtomicLong();
      audience.depot.handler(message -> received.incrementAndGet());
      publish(audience.shop, WARM_UP, new Memory());
      ConecBroadcast other = audience.join(audience.client, "other", BroadcastRole.BOTH);
      RawStream stream = mallory.joinBroadcast(RawBroadcast.join(NAME, "READER")).pause();
      Memory memory = new Memory();
      long start = System.nanoTime();
      List<Future<Void>> writes = new ArrayList<>();
      for (int i = 0; i < MORE / MESSAGE; i++) {
        writes.add(audience.shop.write(Buffer.buffer(new byte[MESSAGE])));
      }
      assertServed(other);
      assertNull(mallory.control().poll(1), "the others were served before it was cut off");
      JsonObject cutOff = mallory.control().expect(RawFrame.CUT_OFF);
      long millis = (System.nanoTime() - start) / 1_000_000;
      assertTrue(millis >= stallTimeout.toMillis(), "cut off after " + millis + " ms");
      assertEquals(BROADCAST_STALLED.code(), cutOff.getInteger("code"), cutOff::encode);
      memory.look();
      writes.forEach(TestNet::await);
      awaitUntil(() -> received.get() == (WARM_UP + MORE) / MESSAGE);
      memory.assertBounded(MOST_OF_ONE);
      stream.resume();
      stream.expectEnd();
      audience.awaitMembersOf(NAME, 1, 1);
      Audience.assertAlive(mallory);
    }
  }

  /** Another broadcast goes on. */
  private static void assertServed(ConecBroadcast other) {
    AtomicLong served = new AtomicLong();
    other.handler(message -> served.incrementAndGet());
    for (int i = 1; i <= 3; i++) {
      await(other.write(Buffer.buffer("x")));
      int expected = i;
      awaitUntil(() -> served.get() == expected);
    }
  }

  /** It can report each message once, including those that may wait when it joins, so it fails soon. */
  @Test
  void aReaderThatOnlyClaimsToRead() {
    int before = 2000;
    try (Audience audience = new Audience(limits -> limits.setStallTimeout(Duration.ofSeconds(2)));
         RawClient mallory = audience.mallory()) {
      AtomicLong received = new AtomicLong();
      audience.depot.handler(message -> received.incrementAndGet());
      for (int i = 0; i < before; i++) {
        audience.shop.write(Buffer.buffer("x"));
      }
      awaitUntil(() -> received.get() == before);
      RawStream stream = mallory.joinBroadcast(RawBroadcast.join(NAME, "READER").put("bufferSize", 10)).pause();
      for (int i = 0; i < MORE / MESSAGE; i++) {
        audience.shop.write(Buffer.buffer(new byte[MESSAGE]));
      }
      AtomicLong said = new AtomicLong();
      Awaitility.await().atMost(TestNet.DEADLINE).pollInterval(Duration.ofMillis(20)).until(() -> {
        mallory.control().write(RawBroadcast.progress(stream.id(), said.incrementAndGet()));
        mallory.control().write(RawBroadcast.progress(stream.id(), Long.MAX_VALUE));
        return received.get() == before + MORE / MESSAGE;
      });
      stream.resume();
      Audience.assertCutOff(mallory, stream, BROADCAST_STALLED, "stallTimeout");
    }
  }

  @Test
  void eightReadersOfEightBroadcasts() {
    int broadcasts = 8;
    try (Audience audience = new Audience()) {
      audience.depot.handler(message -> { });
      List<RawClient> readers = new ArrayList<>();
      List<ConecBroadcast> senders = new ArrayList<>();
      ConecClient sender = audience.net.connect("sender");
      for (int i = 0; i < broadcasts; i++) {
        readers.add(RawClient.join("reader" + i, audience.port()));
        senders.add(audience.join(sender, "b" + i, BroadcastRole.SENDER));
      }
      for (RawClient reader : readers) {
        for (ConecBroadcast broadcast : senders) {
          reader.joinBroadcast(dropOldest(broadcast.name())).pause();
        }
      }
      publish(audience.shop, WARM_UP, new Memory());
      Memory memory = new Memory();
      senders.forEach(broadcast -> publish(broadcast, total() / 2 / broadcasts, memory,
        readers.toArray(RawClient[]::new)));
      memory.assertBounded(MOST_OF_EIGHT);
      senders.forEach(broadcast -> audience.awaitMembersOf(broadcast.name(), 1, broadcasts));
      readers.forEach(RawClient::close);
    }
  }
}
