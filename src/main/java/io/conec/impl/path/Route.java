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
 * One end of one channel, as the path layer sees it: the virtual address that QUIC knows, and the path in use.
 */
public final class Route {

  /**
   * Connection attempts that are accepted for a channel: more than one, so that a forged one cannot block the genuine.
   */
  private static final int MAX_CONNECTIONS = 4;

  private final InetSocketAddress virtualAddress;
  private final long channel;
  private final boolean initiator;
  private final RelayedPath relayPath;
  private final PathCounters counters = new PathCounters();
  private final RecentDatagrams recent = new RecentDatagrams();
  private volatile Path path;
  private PathFinder finder;
  private RelayReassembler reassembler;
  private long connectionNumber;
  private int connections;
  private long heardAt = System.nanoTime();
  private long aliveAt = heardAt;
  private Consumer<ChannelPath> pathHandler = selected -> { };

  Route(InetSocketAddress virtualAddress, long channel, boolean initiator, RelayedPath relayPath) {
    this.virtualAddress = virtualAddress;
    this.channel = channel;
    this.initiator = initiator;
    this.relayPath = relayPath;
    this.path = relayPath;
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
   * @return the path in use; from any thread
   */
  public ChannelPath describe() {
    return path.describe();
  }

  /**
   * @return the counters of the paths; from any thread
   */
  public PathStatistics statistics() {
    return counters.snapshot();
  }

  /** Set the handler of changes of the path. */
  public void pathHandler(Consumer<ChannelPath> handler) {
    pathHandler = handler;
  }

  /** The peer has signalled its candidates. */
  public void remoteCandidates(Candidates candidates) {
    finder.remoteCandidates(candidates);
  }

  /** The local candidates have changed. */
  public void refresh() {
    if (finder != null) {
      finder.refresh();
    }
  }

  /**
   * @return which direct paths were checked, and the results, for error messages
   */
  public String describeChecks() {
    return finder.describeChecks();
  }

  /**
   * @param maxLength of the datagrams of the peer
   */
  void start(PathFinder finder, long connectionNumber, int maxLength) {
    this.finder = finder;
    this.connectionNumber = connectionNumber;
    reassembler = new RelayReassembler(maxLength);
    finder.start();
  }

  void stop() {
    if (finder != null) {
      finder.stop();
    }
    relayPath.stop();
    recent.clear();
  }

  PathFinder finder() {
    return finder;
  }

  long connectionNumber() {
    return connectionNumber;
  }

  RelayedPath relayPath() {
    return relayPath;
  }

  Path path() {
    return path;
  }

  void select(Path next) {
    next.selected(Instant.now());
    path = next;
    if (next != relayPath) {
      relayPath.left();
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
        repeat(packet.content(), relayPath);
      }
    }
    return outbound(current, packet);
  }

  /** Send the last datagrams once more, on this path, because they may have been lost on another. */
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

  /** A probe or an answer of the peer has arrived. */
  void heard() {
    heardAt = System.nanoTime();
  }

  /**
   * @return when the last probe or answer of the peer arrived
   */
  public long heardAt() {
    return heardAt;
  }

  /** The peer has answered a probe that was sent at this time. */
  void alive(long sentAt) {
    aliveAt = Math.max(aliveAt, sentAt);
  }

  /**
   * @return when the last answered probe was sent: at this time the peer was alive
   */
  public long aliveAt() {
    return aliveAt;
  }

  /** Probe the peer on all paths to find out whether it is alive. */
  public void checkAlive() {
    finder.checkAlive();
  }

  /** The Coordinator may relay for this channel again. */
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
   * @return whether it can belong to this channel: no handshake begins once the peer is verified
   */
  boolean accepts(ByteBuf packet, boolean opened) {
    return initiator ? opened : !opened && (finder == null || !QuicHeader.isLong(packet));
  }

  /**
   * @param fragment of a relayed datagram
   * @return the datagram if it is complete now, {@code null} otherwise
   */
  ByteBuf reassemble(ByteBuf fragment) {
    return reassembler == null ? null : reassembler.add(fragment);
  }

  /**
   * @return whether the peer may open one more connection
   */
  boolean admitsConnection() {
    return !initiator && connections++ < MAX_CONNECTIONS;
  }

  /** A QUIC packet has arrived by the relay. */
  DatagramPacket receiveRelayed(ByteBuf packet, InetSocketAddress localAddress) {
    counters.relayedReceived(packet.readableBytes());
    if (finder != null) {
      finder.heard(null, packet.readableBytes());
    }
    return new DatagramPacket(packet, localAddress, virtualAddress);
  }

  /** A QUIC packet has arrived on a direct path. */
  DatagramPacket receiveDirect(DatagramPacket packet, InetSocketAddress localAddress) {
    int length = packet.content().readableBytes();
    counters.directReceived(length);
    finder.heard(packet.sender(), length);
    return new DatagramPacket(packet.content(), localAddress, virtualAddress);
  }
}
