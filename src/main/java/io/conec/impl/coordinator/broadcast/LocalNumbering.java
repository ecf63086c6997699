package io.conec.impl.coordinator.broadcast;

import io.conec.impl.wire.BroadcastFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * This node is the home of the broadcast. It gives each message the next position, and passes it on to its readers and
 * to other nodes, in one write with the messages of the same sender that follow it in this turn of the event loop.
 * <p>
 * When there are other nodes, readers of this one get a message after one of these has it, too: so its position is
 * known when this node dies.
 */
final class LocalNumbering implements Numbering {

  /** Messages of one sender that go to the readers in one write. */
  private static final class Batch {

    private final byte[] sender;
    private final ByteBuf frames;
    private final long before;
    private int messages;

    Batch(byte[] sender, ByteBuf frames, long before) {
      this.sender = sender;
      this.frames = frames;
      this.before = before;
    }
  }

  /** More nodes than there can be: those that are gone may come back. */
  private static final int MAX_TAKEN = 256;

  private final SubscriberTurns turns;
  private final FanOut readers;
  private final PassQueue queue;
  private final Lineage lineage;
  /** The number of the last message of each other node that has a position. */
  private final Map<String, Long> taken = new LinkedHashMap<>() {
    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
      return size() > MAX_TAKEN;
    }
  };
  private final List<NodeLink> links = new CopyOnWriteArrayList<>();
  /** {@code null} when no message waits. */
  private Batch batch;
  private boolean flushDue;

  LocalNumbering(SubscriberTurns turns, FanOut readers, PassQueue queue, Lineage lineage, Map<String, Long> taken) {
    this.turns = turns;
    this.readers = readers;
    this.queue = queue;
    this.lineage = lineage;
    this.taken.putAll(taken);
  }

  @Override
  public Lineage lineage() {
    return lineage;
  }

  @Override
  public SenderGate senders() {
    return readers.senders();
  }

  @Override
  public void publish(byte[] sender, long sequence, byte[] body, ByteBufAllocator allocator) {
    if (readers.isEmpty() && links.isEmpty()) {
      lineage.next();
      return;
    }
    int length = BroadcastFrame.length(sender, body);
    if (batch != null && (batch.sender != sender || batch.frames.readableBytes() + length > Broadcast.MAX_BATCH)) {
      flush();
    }
    if (batch == null) {
      batch = new Batch(sender, allocator.directBuffer(length), lineage.position());
      flushLater();
    }
    BroadcastFrame.write(batch.frames, lineage.next(), sender, sequence, body);
    batch.messages++;
  }

  private void flushLater() {
    if (!flushDue) {
      flushDue = true;
      turns.add(() -> {
        flushDue = false;
        flush();
      });
    }
  }

  @Override
  public void flush() {
    if (batch == null) {
      return;
    }
    Batch passed = batch;
    // First, because a reader that leaves meanwhile calls this again.
    batch = null;
    if (links.isEmpty() && queue.isEmpty()) {
      readers.pass(passed.sender, passed.frames, passed.messages);
      passed.frames.release();
    } else {
      links.forEach(link -> link.add(passed.frames));
      queue.add(new PassQueue.Item(passed.sender, passed.frames, passed.messages, passed.before, lineage.position(), 0,
        0));
    }
  }

  /** Passed on is numbered. */
  @Override
  public void afterAll(Runnable action) {
    flush();
    action.run();
  }

  /** Another node has participants. */
  void attach(NodeLink link) {
    flush();
    links.stream().filter(old -> old.isTo(link)).toList().forEach(this::detach);
    links.add(link);
    link.open();
    senders().add(link);
    copied();
  }

  void detach(NodeLink link) {
    flush();
    if (links.remove(link)) {
      senders().remove(link);
      link.close();
      copied();
    }
  }

  List<NodeLink> links() {
    return links;
  }

  /** The other nodes have received something. */
  void copied() {
    long position = Long.MAX_VALUE;
    if (!links.isEmpty()) {
      position = links.stream().mapToLong(NodeLink::copied).max().orElseThrow();
    }
    queue.limit(position);
  }

  long taken(String node) {
    return taken.getOrDefault(node, 0L);
  }

  Map<String, Long> taken() {
    return taken;
  }

  /** Messages of another node up to this number have a position. */
  void taken(String node, long number) {
    taken.put(node, number);
    links.forEach(link -> link.taken(node));
  }

  /** Give positions that nobody knows yet from now on. */
  void jump(long above) {
    flush();
    links.forEach(NodeLink::flush);
    lineage.jump(above, Lineage.randomStrides());
  }

  @Override
  public boolean isIdle() {
    return links.isEmpty();
  }

  @Override
  public void tick() {
    links.forEach(NodeLink::tick);
  }

  @Override
  public void close() {
    flush();
    links.forEach(NodeLink::flush);
    new ArrayList<>(links).forEach(this::detach);
  }
}
