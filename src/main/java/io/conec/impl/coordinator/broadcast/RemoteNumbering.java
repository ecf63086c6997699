package io.conec.impl.coordinator.broadcast;

import io.conec.impl.cluster.Node;
import io.conec.impl.wire.BroadcastFrame;
import io.conec.impl.wire.BroadcastControl;
import io.conec.impl.wire.ChannelId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.vertx.core.json.JsonObject;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Another node is the home of the broadcast. Messages of senders at this node go to it, and are kept until this node
 * knows that they have a position: the next home gets the others again. Frames come back for the readers at this node.
 * Confined to the event loop.
 */
final class RemoteNumbering implements Numbering {

  private enum State {
    /** No home is known. */
    SEEKING,
    /** The home has not answered. */
    ATTACHING,
    ATTACHED
  }

  /**
   * The numbers begin with the milliseconds since the start of this process, so that they are higher than all that this
   * node has used before, whatever happens to the clock.
   */
  private static final int NUMBER_BITS = 20;
  private static final long PROCESS_START = System.nanoTime();

  /** What waits until all messages up to a number have a position. */
  private record After(long number, Runnable action) {
  }

  private final Broadcast broadcast;
  private final BroadcastNodes nodes;
  private final SubscriberTurns turns;
  private final PassQueue queue;
  private final SenderGate senders;
  private final Map<String, Long> taken = new HashMap<>();
  private final Deque<UpMessage> pending = new ArrayDeque<>();
  private final Deque<UpMessage> unsent = new ArrayDeque<>();
  private final Deque<After> actions = new ArrayDeque<>();
  private State state = State.SEEKING;
  private Lineage lineage;
  private Node home;
  private long link;
  private boolean reads;
  private long received;
  private long number;
  private long lastTaken;
  private long lastTakenAtTick;
  private int pendingBytes;
  private boolean full;
  private boolean sendDue;
  private boolean arriving;

  /**
   * @param lineage the positions that the readers know, {@code null} when they know none
   */
  RemoteNumbering(Broadcast broadcast, BroadcastNodes nodes, EventLoop eventLoop, SubscriberTurns turns,
                  LongSupplier datagrams, PassQueue queue, Lineage lineage) {
    this.broadcast = broadcast;
    this.nodes = nodes;
    this.turns = turns;
    this.queue = queue;
    this.senders = new SenderGate(eventLoop, turns, datagrams);
    this.lineage = lineage;
    this.number = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - PROCESS_START) << NUMBER_BITS;
    queue.onPassed(this::acknowledge);
    queue.limit(Long.MAX_VALUE);
  }

  @Override
  public Lineage lineage() {
    return lineage;
  }

  @Override
  public SenderGate senders() {
    return senders;
  }

  /**
   * @return the home, {@code null} before the first one
   */
  Node home() {
    return home;
  }

  boolean isSeeking() {
    return state == State.SEEKING;
  }

  /**
   * @param reader whether for a reader
   */
  boolean isAttached(boolean reader) {
    return state == State.ATTACHED && (reads || !reader);
  }

  Map<String, Long> taken() {
    return taken;
  }

  Deque<UpMessage> pending() {
    return pending;
  }

  /** The home gives no positions any more. */
  void seek() {
    state = State.SEEKING;
    nodes.forget(link);
  }

  /** Readers have come to this node, or the last one has left. */
  void reads(boolean reader) {
    if (reads != reader) {
      reads = reader;
      if (state != State.SEEKING) {
        attach(home);
      }
    }
  }

  /** Ask this node for positions. */
  void attach(Node node) {
    JsonObject request = broadcast.message();
    attach(node, request);
    nodes.send(home, BroadcastNodes.ATTACH, request);
  }

  /** Ask this node for positions, with this message. */
  void attach(Node node, JsonObject request) {
    nodes.forget(link);
    state = State.ATTACHING;
    home = node;
    link = nodes.open(this);
    received = 0;
    request.put("link", link).put("reads", reads)
      .put("id", ChannelId.format(lineage == null ? BroadcastControl.NO_BROADCAST : lineage.id()))
      .put("position", lineage == null ? 0 : lineage.position())
      .put("after", pending.isEmpty() ? number : pending.peek().number() - 1);
  }

  /** The home has answered. */
  void attached(Lineage positions, Map<String, Long> numbers) {
    state = State.ATTACHED;
    adopt(positions);
    taken.clear();
    taken.putAll(numbers);
    takenUp();
    unsent.clear();
    unsent.addAll(pending);
    send();
  }

  /** From now on these are the positions; readers learn what they do not have. */
  void adopt(Lineage other) {
    if (lineage != null) {
      skip(other.after(lineage.fork(other)), lineage.position(), other.position());
    }
    lineage = other;
  }

  private void skip(long count, long before, long position) {
    if (count > 0 && reads) {
      ByteBuf frame = BroadcastFrame.dropped(ByteBufAllocator.DEFAULT, position, count);
      queue.add(new PassQueue.Item(null, frame, 1, before, position, link, received));
    }
  }

  /** The home has given positions. */
  void arrived(ByteBuf in) {
    if (state != State.ATTACHED) {
      return;
    }
    long last = received;
    received = in.readLong();
    long start = in.readLong();
    long before = in.readLong();
    long after = in.readLong();
    if (start != lineage.start()) {
      attach(home);
      return;
    }
    long known = lineage.position();
    LinkFrames.readNumbers(in, taken);
    arriving = true;
    skip(before - known, known, before);
    lineage.advance(after);
    if (in.isReadable() && reads) {
      pass(in);
    }
    arriving = false;
    acknowledge();
    takenUp();
    if (received != last + 1) {
      check();
    }
  }

  private void pass(ByteBuf in) {
    ByteBuf frames = ByteBufAllocator.DEFAULT.directBuffer(in.readableBytes()).writeBytes(in);
    while (frames.isReadable()) {
      int start = frames.readerIndex();
      byte[] sender = BroadcastFrame.sender(frames);
      long before = BroadcastFrame.position(frames) - 1;
      long after;
      int messages = 0;
      do {
        after = BroadcastFrame.position(frames);
        frames.skipBytes(BroadcastFrame.length(frames));
        messages++;
      } while (frames.isReadable() && BroadcastFrame.isFrom(frames, sender));
      ByteBuf some = frames.retainedSlice(start, frames.readerIndex() - start);
      long complete = frames.isReadable() ? received - 1 : received;
      queue.add(new PassQueue.Item(sender, some, messages, before, after, link, complete));
    }
    frames.release();
  }

  private void acknowledge() {
    if (state == State.ATTACHED && !arriving) {
      nodes.send(home, LinkFrames.start(LinkFrames.ACK, link).writeLong(received)
        .writeLong(queue.passed(link, received)));
    }
  }

  /** Messages of this node have a position, and are not kept any longer. */
  private void takenUp() {
    lastTaken = Math.max(lastTaken, taken.getOrDefault(nodes.self(), 0L));
    while (!pending.isEmpty() && pending.peek().number() <= lastTaken) {
      pendingBytes -= pending.poll().cost();
    }
    while (!unsent.isEmpty() && unsent.peek().number() <= lastTaken) {
      unsent.poll();
    }
    if (full && pendingBytes <= NodeLink.WINDOW / 2) {
      full = false;
      senders.readerFree();
    }
    while (!actions.isEmpty() && actions.peek().number <= lastTaken) {
      actions.poll().action.run();
    }
    if (pending.isEmpty()) {
      broadcast.endIfUnused();
    }
  }

  @Override
  public void publish(byte[] sender, long sequence, byte[] body, ByteBufAllocator allocator) {
    UpMessage message = new UpMessage(++number, sender, sequence, body);
    pending.add(message);
    unsent.add(message);
    pendingBytes += message.cost();
    if (pendingBytes > NodeLink.WINDOW && !full) {
      full = true;
      senders.readerFull();
    }
    if (!sendDue) {
      sendDue = true;
      turns.add(() -> {
        sendDue = false;
        send();
      });
    }
  }

  private void send() {
    while (state == State.ATTACHED && !unsent.isEmpty()) {
      ByteBuf message = LinkFrames.start(LinkFrames.UP, link).writeLong(unsent.peek().number());
      do {
        unsent.poll().write(message);
      } while (!unsent.isEmpty() && message.readableBytes() + unsent.peek().cost() <= Broadcast.MAX_BATCH);
      nodes.send(home, message);
    }
  }

  /** The home has all messages up to this number, and not the next one. */
  void repeatAfter(long arrived) {
    unsent.clear();
    pending.stream().filter(message -> message.number() > arrived).forEach(unsent::add);
    send();
  }

  @Override
  public void afterAll(Runnable action) {
    if (pending.isEmpty()) {
      action.run();
    } else {
      actions.add(new After(number, action));
    }
  }

  @Override
  public void flush() {
    send();
  }

  @Override
  public boolean isIdle() {
    return pending.isEmpty();
  }

  @Override
  public void tick() {
    if (state == State.ATTACHED && !pending.isEmpty() && unsent.isEmpty() && lastTaken == lastTakenAtTick) {
      check();
    }
    lastTakenAtTick = lastTaken;
  }

  /** Something may be lost. */
  private void check() {
    if (state == State.ATTACHED) {
      nodes.send(home, BroadcastNodes.CHECK, broadcast.message().put("link", link)
        .put("number", unsent.isEmpty() ? number : unsent.peek().number() - 1));
    }
  }

  /** The home is this node now, or the broadcast has ended. */
  @Override
  public void close() {
    send();
    if (state != State.SEEKING) {
      nodes.send(home, BroadcastNodes.DETACH, broadcast.message().put("link", link));
    }
    seek();
    queue.onPassed(() -> { });
    actions.forEach(after -> after.action.run());
    actions.clear();
  }
}
