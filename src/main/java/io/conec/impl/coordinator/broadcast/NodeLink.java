package io.conec.impl.coordinator.broadcast;

import io.conec.impl.cluster.Node;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The link from the home of a broadcast to another node with participants. Frames go to the node once, whatever the
 * number of its readers; what it has not passed on is bounded by a window, and a full window holds all senders, as a
 * full reader does. Messages of its senders wait here while the senders are held. Confined to the event loop.
 */
final class NodeLink implements Sender {

  /** The most bytes that the other side has not passed on before the senders are held; they may send a batch more. */
  static final int WINDOW = 1024 * 1024;

  /** What a message costs in addition to its bytes. */
  private static final int COST = 128;

  private record Sent(long number, long after, int bytes) {
  }

  private final BroadcastNodes nodes;
  private final SubscriberTurns turns;
  private final Broadcast broadcast;
  private final LocalNumbering numbering;
  private final Node node;
  private final long id;
  private final boolean reads;
  private final Deque<Sent> unread = new ArrayDeque<>();
  /** Nodes of whose messages more have a position now. */
  private final Set<String> takenOf = new HashSet<>();
  private final Deque<UpMessage> arrived = new ArrayDeque<>();
  private ByteBuf frames = Unpooled.buffer();
  private boolean sendDue;
  private long sentTo;
  private long number;
  private long acknowledged;
  private long acknowledgedAtTick;
  private long copied;
  private int unreadBytes;
  private boolean full;
  private boolean held;
  private boolean closed;
  /** The number of the last message of the other node's senders. */
  private long lastArrived;

  /**
   * @param reads whether the node has readers
   * @param after the number of the message before the first one that the node sends
   */
  NodeLink(BroadcastNodes nodes, SubscriberTurns turns, Broadcast broadcast, LocalNumbering numbering, Node node,
           long id, boolean reads, long after) {
    this.nodes = nodes;
    this.turns = turns;
    this.broadcast = broadcast;
    this.numbering = numbering;
    this.node = node;
    this.id = id;
    this.reads = reads;
    this.sentTo = numbering.lineage().position();
    this.copied = sentTo;
    this.lastArrived = Math.max(numbering.taken(node.id()), after);
  }

  Node node() {
    return node;
  }

  boolean isTo(NodeLink other) {
    return node.id().equals(other.node.id());
  }

  long id() {
    return id;
  }

  /** The node does not want anything any more. */
  void detach() {
    numbering.detach(this);
    broadcast.endIfUnused();
  }

  /**
   * @return the last position that the node has
   */
  long copied() {
    return copied;
  }

  /** These frames, up to the present position, go to the node. */
  void add(ByteBuf batch) {
    if (reads) {
      frames.writeBytes(batch, batch.readerIndex(), batch.readableBytes());
    }
    if (frames.readableBytes() >= Broadcast.MAX_BATCH) {
      send();
    } else {
      sendLater();
    }
  }

  /** More messages of this node have a position. */
  void taken(String of) {
    takenOf.add(of);
    sendLater();
  }

  /** A message was lost: what it said about messages of nodes is said again. */
  void repeat() {
    takenOf.addAll(numbering.taken().keySet());
    sendLater();
  }

  private void sendLater() {
    if (!sendDue) {
      sendDue = true;
      turns.add(() -> {
        sendDue = false;
        if (!closed) {
          numbering.flush();
          flush();
        }
      });
    }
  }

  /** Send what waits for the end of this turn of the event loop. */
  void flush() {
    if (numbering.lineage().position() != sentTo || !takenOf.isEmpty()) {
      send();
    }
  }

  /** Each message says which positions it is about, so the other side notices when one before it was lost. */
  private void send() {
    Lineage lineage = numbering.lineage();
    Map<String, Long> taken = new HashMap<>();
    takenOf.forEach(of -> taken.put(of, numbering.taken(of)));
    takenOf.clear();
    ByteBuf message = LinkFrames.start(LinkFrames.DOWN, id).writeLong(++number).writeLong(lineage.start())
      .writeLong(sentTo).writeLong(lineage.position());
    LinkFrames.writeNumbers(message, taken);
    message.writeBytes(frames);
    frames = Unpooled.buffer();
    sentTo = lineage.position();
    int bytes = message.readableBytes() + COST;
    unread.add(new Sent(number, sentTo, bytes));
    unreadBytes += bytes;
    nodes.send(node, message);
    if (unreadBytes > WINDOW && !full) {
      full = true;
      numbering.senders().readerFull();
    }
  }

  /**
   * @param received the number of the last message that has arrived
   * @param passed   the number of the last message that all readers of the node have room for
   */
  void acknowledged(long received, long passed) {
    acknowledged = Math.max(acknowledged, received);
    for (Sent sent : unread) {
      if (sent.number > received) {
        break;
      }
      copied = Math.max(copied, sent.after);
    }
    while (!unread.isEmpty() && unread.peek().number <= passed) {
      unreadBytes -= unread.poll().bytes;
    }
    if (full && unreadBytes <= WINDOW / 2) {
      full = false;
      numbering.senders().readerFree();
    }
    numbering.copied();
  }

  /** Messages of the senders of the node. Those that were repeated, or come after a lost one, do not count. */
  void arrived(ByteBuf in) {
    long next = in.readLong();
    UpMessage message = null;
    while (in.isReadable()) {
      message = UpMessage.read(in, next++, message);
      if (message.number() == lastArrived + 1) {
        lastArrived++;
        arrived.add(message);
      }
    }
    drain();
  }

  /**
   * @return the number of the last message that has arrived with all before it
   */
  long lastArrived() {
    return lastArrived;
  }

  private void drain() {
    while (!held && !arrived.isEmpty()) {
      UpMessage message = arrived.poll();
      numbering.publish(message.sender(), message.sequence(), message.body(), ByteBufAllocator.DEFAULT);
      numbering.taken(node.id(), message.number());
    }
  }

  @Override
  public void hold() {
    held = true;
  }

  @Override
  public void release() {
    held = false;
    drain();
  }

  /** When nothing was acknowledged for a second something was lost: one more message shows it. */
  void tick() {
    if (acknowledged < number && acknowledged == acknowledgedAtTick) {
      takenOf.addAll(numbering.taken().keySet());
      send();
    }
    acknowledgedAtTick = acknowledged;
  }

  void open() {
    nodes.opened(this);
  }

  void close() {
    closed = true;
    nodes.closed(this);
    if (full) {
      full = false;
      numbering.senders().readerFree();
    }
  }
}
