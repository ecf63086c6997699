package io.conec.soak;

import io.conec.ClientOptions;
import io.conec.ConecClient;
import io.conec.bridge.ConecBridge;
import io.conec.bridge.ConecBridgeOptions;
import io.conec.bridge.ConecProducer;
import io.conec.bridge.ExportOptions;
import io.conec.test.NodeProcess;
import io.conec.test.TestNet;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * One of two processes: {@code depot} has a consumer that takes so many messages a second, {@code shop} sends it
 * messages of 1 KiB, as many as it may.
 */
public final class PacedNode implements NodeProcess.Program {

  static final int MESSAGE_SIZE = 1024;

  private static final String ADDRESS = "work";
  private static final long PERIOD_MILLIS = 10;
  private static final long MILLIS_PER_SECOND = 1000;
  private static final long KIB = 1024;

  private final Vertx vertx = Vertx.vertx();
  private ConecBridge bridge;
  private int maxQueued;
  // Of the consumer.
  private long received;
  private long outOfOrder;
  // Of the producer.
  private ConecProducer<Buffer> producer;
  private long total;
  private long written;
  private long confirmed;
  private long failed;
  private long maxUnderWay;

  public static void main(String[] args) {
    NodeProcess.run(new PacedNode(), args);
  }

  /**
   * @param args name, options of the client as JSON in hexadecimal, and for the depot how many messages a second
   */
  @Override
  public String start(String[] args) {
    JsonObject options = new JsonObject(new String(HexFormat.of().parseHex(args[1]), StandardCharsets.UTF_8));
    ConecClient client = ConecClient.create(vertx, new ClientOptions(options));
    bridge = ConecBridge.create(vertx, client,
      new ConecBridgeOptions().addExport(new ExportOptions().setAddress(ADDRESS)));
    TestNet.await(client.connect().compose(connected -> bridge.start()));
    if (args.length > 2) {
      TestNet.await(consume(Integer.parseInt(args[2])));
    }
    return "ready";
  }

  private Future<Void> consume(int rate) {
    Promise<Void> done = Promise.promise();
    vertx.runOnContext(v -> {
      MessageConsumer<Buffer> consumer = vertx.eventBus().consumer(ADDRESS);
      consumer.pause().handler(message -> {
        if (received == 0) {
          pace(consumer, rate);
        }
        outOfOrder += message.body().getLong(0) == received ? 0 : 1;
        received++;
      });
      consumer.completion().onComplete(done);
      consumer.fetch(1);
    });
    return done.future();
  }

  /** As many a second on average, whatever the timers do. */
  private void pace(MessageConsumer<Buffer> consumer, long rate) {
    long begin = System.nanoTime();
    AtomicLong fetched = new AtomicLong();
    vertx.setPeriodic(PERIOD_MILLIS, timer -> {
      maxQueued = Math.max(maxQueued, bridge.counters().getQueued());
      long due = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin) * rate / MILLIS_PER_SECOND;
      consumer.fetch(due - fetched.getAndSet(due));
    });
  }

  @Override
  public String answer(String[] command) throws Exception {
    JsonObject report = command[0].equals("send") ? send(Long.parseLong(command[1]), Long.parseLong(command[2]))
      : onContext(() -> new JsonObject().put("received", received).put("outOfOrder", outOfOrder)
        .put("maxQueued", maxQueued));
    return report.put("heapKib", peakHeap() / KIB).put("residentKib", peakResident()).encode();
  }

  private JsonObject onContext(Supplier<JsonObject> look) {
    Promise<JsonObject> promise = Promise.promise();
    vertx.runOnContext(v -> promise.complete(look.get()));
    return TestNet.await(promise.future());
  }

  private JsonObject send(long count, long seconds) throws Exception {
    total = count;
    Promise<Void> ended = Promise.promise();
    vertx.runOnContext(v -> {
      producer = bridge.sender("depot", ADDRESS);
      write(ended);
    });
    ended.future().await(seconds, TimeUnit.SECONDS);
    return new JsonObject().put("confirmed", confirmed).put("failed", failed).put("maxUnderWay", maxUnderWay);
  }

  private void write(Promise<Void> ended) {
    while (written < total && !producer.writeQueueFull()) {
      producer.write(Buffer.buffer(new byte[MESSAGE_SIZE]).setLong(0, written++)).onComplete((taken, failure) -> {
        confirmed += failure == null ? 1 : 0;
        failed += failure == null ? 0 : 1;
      });
      maxUnderWay = Math.max(maxUnderWay, written - confirmed - failed);
    }
    if (written < total) {
      producer.drainHandler(v -> write(ended));
    } else {
      producer.end().onComplete(ended);
    }
  }

  private static long peakHeap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getType() == MemoryType.HEAP)
      .map(MemoryPoolMXBean::getPeakUsage).mapToLong(usage -> usage.getUsed()).sum();
  }

  private static long peakResident() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream().filter(line -> line.startsWith("VmHWM:"))
      .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).findFirst().orElse(0);
  }
}
