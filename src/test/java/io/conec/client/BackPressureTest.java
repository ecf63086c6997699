package io.conec.client;

import io.conec.ConecChannel;
import io.conec.ConecClient;
import io.conec.ConecStream;
import io.conec.PathPolicy;
import io.conec.test.Inbox;
import io.conec.test.StreamPair;
import io.conec.test.TestNet;
import io.netty.util.internal.PlatformDependent;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A reader that does not read stops its writer, and costs both of them and the Coordinator a bounded amount of memory.
 */
class BackPressureTest {

  private static final int MIB = 1024 * 1024;
  private static final int MESSAGE = 32 * 1024;
  private static final int ROUND_TRIPS = 5;
  private static final int OFFERED = 12 * MIB;

  /** The QUIC window of a stream, four messages at the reader, the write queue, and the data in flight. */
  private static final int MOST_ACCEPTED = 3 * MIB;

  private final TestNet net = new TestNet();
  private ConecClient depot;
  private ConecClient shop;

  private void connect(PathPolicy policy) {
    depot = net.connect("depot", policy);
    shop = net.connect("shop", policy);
  }

  @AfterEach
  void close() {
    net.close();
  }

  /** Writes messages as fast as the stream takes them. */
  private static final class Writer {

    private final ConecStream stream;
    private final int total;
    private final AtomicLong accepted = new AtomicLong();
    private long offered;

    Writer(ConecStream stream, int total) {
      this.stream = stream;
      this.total = total;
      stream.drainHandler(v -> write());
    }

    synchronized void write() {
      while (offered < total && !stream.writeQueueFull()) {
        int number = (int) (offered / MESSAGE);
        offered += MESSAGE;
        stream.write(Buffer.buffer(MESSAGE).appendInt(number).appendBytes(new byte[MESSAGE - 4]))
          .onSuccess(v -> accepted.addAndGet(MESSAGE));
      }
      if (offered == total) {
        stream.end();
      }
    }

    /** No message is accepted any more during several round trips of the same connection. */
    void awaitStopped() {
      awaitUntil(() -> accepted.get() > 0);
      awaitUntil(() -> {
        long before = accepted.get();
        for (int i = 0; i < ROUND_TRIPS; i++) {
          await(stream.channel().ping());
        }
        return accepted.get() == before;
      });
    }
  }

  /** Another thread than that of the stream may set the handler when the stream has drained already. */
  @Test
  void aDrainHandlerMayComeLate() {
    connect(PathPolicy.RELAY_ONLY);
    StreamPair pair = StreamPair.open(shop, depot);
    ConecStream near = pair.near();
    pair.far().handler(message -> { }).pause();
    Promise<Void> early = Promise.promise();
    near.drainHandler(v -> early.tryComplete());
    for (int written = 0; written < 2 * MOST_ACCEPTED; written += MESSAGE) {
      near.write(Buffer.buffer(new byte[MESSAGE]));
    }
    assertTrue(near.writeQueueFull());
    pair.far().resume();
    await(early.future());
    AtomicInteger calls = new AtomicInteger();
    Promise<Void> late = Promise.promise();
    near.drainHandler(v -> {
      calls.incrementAndGet();
      near.drainHandler(again -> calls.incrementAndGet());
      late.tryComplete();
    });
    await(late.future());
    await(near.write(Buffer.buffer(1)));
    assertEquals(1, calls.get());
  }

  @ParameterizedTest
  @EnumSource(names = {"RELAY_ONLY", "DIRECT_ONLY"})
  void aPausedReaderStopsItsWriterWithBoundedMemory(PathPolicy policy) {
    connect(policy);
    StreamPair pair = StreamPair.open(shop, depot);
    long heap = heapUsed();
    long direct = directUsed();
    pair.far().pause();
    AtomicLong received = new AtomicLong();
    AtomicLong wrong = new AtomicLong();
    pair.far().handler(message -> {
      if (message.getInt(0) != received.getAndIncrement()) {
        wrong.incrementAndGet();
      }
    });
    Writer writer = new Writer(pair.near(), OFFERED);
    writer.write();
    writer.awaitStopped();
    assertTrue(writer.accepted.get() < MOST_ACCEPTED, writer.accepted + " bytes accepted");
    assertEquals(0, received.get());
    assertTrue(heapUsed() - heap < 16 * MIB, (heapUsed() - heap) + " bytes of heap more, at all three together");
    assertTrue(directUsed() - direct < 16 * MIB, (directUsed() - direct) + " bytes of direct memory more");

    theOtherStreamsGoOn(pair.near().channel());

    pair.far().resume();
    awaitUntil(() -> received.get() == OFFERED / MESSAGE);
    assertEquals(0, wrong.get());
    awaitUntil(() -> writer.accepted.get() == OFFERED);
    await(pair.near().end());
  }

  @Test
  void manyPausedReadersDoNotStopTheOthers() {
    connect(PathPolicy.AUTO);
    List<Writer> writers = new ArrayList<>();
    List<Inbox> inboxes = new ArrayList<>();
    List<StreamPair> pairs = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      StreamPair pair = StreamPair.open(shop, depot);
      pair.far().pause();
      inboxes.add(new Inbox(pair.far()));
      pairs.add(pair);
      Writer writer = new Writer(pair.near(), MIB * 3 / 2);
      writers.add(writer);
      writer.write();
    }
    writers.forEach(Writer::awaitStopped);
    theOtherStreamsGoOn(pairs.get(0).near().channel());
    pairs.forEach(pair -> pair.far().resume());
    inboxes.forEach(inbox -> awaitUntil(() -> inbox.size() == MIB * 3 / 2 / MESSAGE));
  }

  private void theOtherStreamsGoOn(ConecChannel channel) {
    StreamPair other = StreamPair.open(shop, depot);
    Inbox near = new Inbox(other.near());
    other.far().handler(other.far()::write);
    for (int i = 0; i < 20; i++) {
      other.near().write(Buffer.buffer(new byte[MESSAGE]));
      assertEquals(MESSAGE, near.next().length());
    }
    assertEquals(channel, other.near().channel());
    assertTrue(await(channel.ping()) > 0);
  }

  @Test
  void theWriteQueueHasTheSizeThatWasSet() {
    connect(PathPolicy.AUTO);
    StreamPair pair = StreamPair.open(shop, depot);
    pair.far().pause();
    pair.near().setWriteQueueMaxSize(10 * MIB);
    for (int i = 0; i < 6 * MIB / MESSAGE; i++) {
      pair.near().write(Buffer.buffer(new byte[MESSAGE]));
    }
    assertFalse(pair.near().writeQueueFull());
    pair.near().setWriteQueueMaxSize(MIB);
    assertTrue(pair.near().writeQueueFull());
    AtomicLong drained = new AtomicLong();
    pair.near().drainHandler(v -> drained.incrementAndGet());
    Inbox far = new Inbox(pair.far());
    pair.far().resume();
    awaitUntil(() -> far.size() == 6 * MIB / MESSAGE);
    awaitUntil(() -> drained.get() == 1);
    assertFalse(pair.near().writeQueueFull());
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
