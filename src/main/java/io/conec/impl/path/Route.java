package io.conec.impl.path;

import io.conec.ChannelPath;
import io.conec.PathStatistics;
import io.conec.impl.wire.ControlMessage.Candidates;
import io.conec.impl.wire.QuicHeader;
import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.DatagramPacket;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * One end of one channel, as the path layer sees it: the virtual address that QUIC knows, and the path taken now.
 */
public final class Route {

  /** Attempts to connect for one channel: a stranger who forges one shall not be able to take its place. */
  private static final int MAX_CONNECTIONS = 4;

  private final InetSocketAddress virtualAddress;
  private final long channel;
  private final boolean initiator;
  private final RelayedPath relayed;
  private final PathCounters counters = new PathCounters();
  private final RecentDatagrams recent = new RecentDatagrams();
  private volatile Path path;
  private PathFinder finder;
  private RelayParts parts;
  private long connectionNumber;
  private int connections;
  private long heardAt = System.nanoTime();
  private long aliveAt = heardAt;
  private Consumer<ChannelPath> pathHandler = taken -> { };

  Route(InetSocketAddress virtualAddress, long channel, boolean initiator, RelayedPath relayed) {
    this.virtualAddress = virtualAddress;
    this.channel = channel;
    this.initiator = initiator;
    this.relayed = relayed;
    this.path = relayed;
  }

  /**
   * @return the remote address to give to QUIC
   */
  public InetSocketAddress virtualAddress() {
    return virtualAddress;
  }

  public long channel() {
    return channel;
  }

  /**
   * @return whether this end opened the channel
   */
  public boolean isInitiator() {
    return initiator;
  }

  /**
   * @return the path taken now; from any thread
   */
  public ChannelPath describe() {
    return path.describe();
  }

  /**
   * @return what the paths have carried; from any thread
   */
  public PathStatistics statistics() {
    return counters.snapshot();
  }

  /** Set who is told of each path that is taken from now on. */
  public void pathHandler(Consumer<ChannelPath> handler) {
    pathHandler = handler;
  }

  /** The peer has told its candidates. */
  public void remote(Candidates candidates) {
    finder.remote(candidates);
  }

  /** Our own addresses have changed. */
  public void refresh() {
    if (finder != null) {
      finder.refresh();
    }
  }

  /**
   * @return which direct paths were tried and what became of them, for people
   */
  public String tried() {
    return finder.tried();
  }

  /**
   * @param maxLength of a datagram from the peer
   */
  void start(PathFinder finder, long connectionNumber, int maxLength) {
    this.finder = finder;
    this.connectionNumber = connectionNumber;
    parts = new RelayParts(maxLength);
    finder.start();
  }

  void stop() {
    if (finder != null) {
      finder.stop();
    }
    relayed.stop();
    recent.clear();
  }

  PathFinder finder() {
    return finder;
  }

  long connectionNumber() {
    return connectionNumber;
  }

  RelayedPath relayed() {
    return relayed;
  }

  Path path() {
    return path;
  }

  void take(Path next) {
    next.taken(Instant.now());
    path = next;
    if (next != relayed) {
      relayed.left();
    }
    counters.switched();
    repeat(next);
    pathHandler.accept(next.describe());
  }

  DatagramPacket outbound(DatagramPacket packet) {
    Path current = path;
    if (finder != null) {
      recent.add(packet.content());
      if (finder.used(packet.content().readableBytes())) {
        repeat(packet.content(), relayed);
      }
    }
    return outbound(current, packet);
  }

  /** Send this way, once more, what was sent last: it may have been lost where it went. */
  void repeat(Path way) {
    recent.forEach(datagram -> repeat(datagram, way));
    finder.flush();
  }

  private void repeat(ByteBuf datagram, Path way) {
    DatagramPacket copy = outbound(way, new DatagramPacket(datagram.retainedDuplicate(), virtualAddress));
    if (copy != null) {
      finder.send(copy);
    }
  }

  /** A probe or an answer of the peer has come. */
  void heard() {
    heardAt = System.nanoTime();
  }

  /**
   * @return when a probe or an answer of the peer came last
   */
  public long heardAt() {
    return heardAt;
  }

  /** The peer has answered what was sent at this time. */
  void alive(long sentAt) {
    aliveAt = Math.max(aliveAt, sentAt);
  }

  /**
   * @return when the last probe was sent that the peer has answered: at this time it was alive
   */
  public long aliveAt() {
    return aliveAt;
  }

  /** Ask the peer, on all paths, whether it is still there. */
  public void ask() {
    finder.ask();
  }

  /** The Coordinator may relay again what it did not before. */
  public void relayChanged() {
    if (finder != null) {
      finder.relayChanged();
    }
  }

  private DatagramPacket outbound(Path way, DatagramPacket packet) {
    counters.sent(way.kind(), packet.content().readableBytes());
    return way.outbound(packet);
  }

  /**
   * @param packet a QUIC packet that was relayed
   * @param opened whether it is for a connection that was opened here
   * @return whether it can belong to this channel: once the peer is verified nobody begins another handshake
   */
  boolean accepts(ByteBuf packet, boolean opened) {
    return initiator ? opened : !opened && (finder == null || !QuicHeader.isLong(packet));
  }

  /**
   * @param part of a datagram that was relayed
   * @return the datagram when it is whole now, {@code null} otherwise
   */
  ByteBuf join(ByteBuf part) {
    return parts == null ? null : parts.join(part);
  }

  /**
   * @return whether the peer may begin one more connection
   */
  boolean admitsConnection() {
    return !initiator && connections++ < MAX_CONNECTIONS;
  }

  /** A QUIC packet has arrived through the Coordinator. */
  DatagramPacket relayed(ByteBuf packet, InetSocketAddress localAddress) {
    counters.relayedReceived(packet.readableBytes());
    if (finder != null) {
      finder.heard(null, packet.readableBytes());
    }
    return new DatagramPacket(packet, localAddress, virtualAddress);
  }

  /** A QUIC packet has arrived straight from the peer. */
  DatagramPacket direct(DatagramPacket packet, InetSocketAddress localAddress) {
    int length = packet.content().readableBytes();
    counters.directReceived(length);
    finder.heard(packet.sender(), length);
    return new DatagramPacket(packet.content(), localAddress, virtualAddress);
  }
}
