package io.conec.impl.coordinator;

import io.conec.impl.transport.DatagramRouter;
import io.conec.impl.transport.UdpEndpoint;
import io.conec.impl.util.RateLimit;
import io.conec.impl.wire.RelayHeader;
import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.NetUtil;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;

import java.net.InetSocketAddress;

/**
 * Forwards the datagrams of channels unchanged between the current addresses of the two clients. Confined to the event
 * loop.
 */
final class Relay implements DatagramRouter {

  /**
   * The most datagrams that are refused with an answer in a second. After a restart each client may send some, and one
   * answer is enough for it. Anybody can send such datagrams with a forged source, so this bounds their cost of about
   * 20 microseconds each.
   */
  private static final int MAX_REFUSALS_PER_SECOND = 10_000;

  /** Anybody who knows a channel can cause them. */
  private static final int MAX_WARNINGS_PER_SECOND = 1;

  private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

  private final RateLimit warnings = new RateLimit(MAX_WARNINGS_PER_SECOND, System::nanoTime);
  private final RateLimit refusals = new RateLimit(MAX_REFUSALS_PER_SECOND, System::nanoTime);
  private final LongObjectMap<RelayedChannel> channels = new LongObjectHashMap<>();
  private UdpEndpoint endpoint;
  private volatile int channelCount;
  private long datagrams;

  void endpoint(UdpEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  void add(RelayedChannel channel) {
    channels.put(channel.id(), channel);
    channel.initiator().channels().add(channel);
    channel.acceptor().channels().add(channel);
    channelCount = channels.size();
  }

  void remove(RelayedChannel channel) {
    channels.remove(channel.id());
    channel.initiator().channels().remove(channel);
    channel.acceptor().channels().remove(channel);
    channelCount = channels.size();
  }

  RelayedChannel get(long id) {
    return channels.get(id);
  }

  /**
   * @return the number of channels; from any thread
   */
  int channelCount() {
    return channelCount;
  }

  /**
   * @return how many datagrams were read; on the event loop
   */
  long datagrams() {
    return datagrams;
  }

  @Override
  public DatagramPacket inbound(DatagramPacket packet) {
    datagrams++;
    if (RelayHeader.isQuic(packet.content())) {
      return packet;
    }
    if (endpoint != null && RelayHeader.isPresent(packet.content())
      && RelayHeader.type(packet.content()) != RelayHeader.NOT_RELAYED) {
      relay(packet);
    } else {
      packet.release();
    }
    return null;
  }

  @Override
  public boolean admits(InetSocketAddress remote) {
    return true;
  }

  private void relay(DatagramPacket packet) {
    ByteBuf datagram = packet.content();
    boolean toAcceptor = RelayHeader.type(datagram) == RelayHeader.TO_ACCEPTOR;
    RelayedChannel channel = channels.get(RelayHeader.channel(datagram));
    RegisteredClient from = channel == null ? null : toAcceptor ? channel.initiator() : channel.acceptor();
    if (from == null || !packet.sender().equals(from.address())) {
      warn(from, packet.sender());
      refuse(packet);
      return;
    }
    InetSocketAddress target = (toAcceptor ? channel.acceptor() : channel.initiator()).address();
    // Drop the datagram if the socket is full or the allowance is spent, as a router on the path would.
    if (target != null && endpoint.isWritable() && from.relayLimit().tryTake(datagram.readableBytes())) {
      endpoint.send(new DatagramPacket(datagram, target));
    } else {
      packet.release();
    }
  }

  /** Otherwise nothing says why clients of a node with a wrong address get no answer. */
  private void warn(RegisteredClient from, InetSocketAddress sender) {
    RemoteSession session = from == null ? null : from.remoteSession();
    if (session != null && session.isMaybeFromNode(sender) && warnings.tryTake(1)) {
      LOG.warn("a datagram of '" + from.id() + "' came from " + NetUtil.toSocketAddressString(sender) + ", but its "
        + "node says that it sends from " + NetUtil.toSocketAddressString(session.remoteAddress()) + ", so it was not "
        + "relayed: set 'nodeHost' of that node to the address that it sends from");
    }
  }

  /**
   * Tell the sender, which may be a client of a Coordinator that ran here before. The answer is never longer than the
   * datagram. It is as long when the payload is zeros: then the sender tests whether such lengths pass in both
   * directions.
   */
  private void refuse(DatagramPacket packet) {
    if (!endpoint.isWritable() || !refusals.tryTake(1)) {
      packet.release();
      return;
    }
    ByteBuf refused = packet.content();
    int payload = refused.readableBytes() - RelayHeader.LENGTH;
    int zeros = payload > 0 && refused.getByte(refused.readerIndex() + RelayHeader.LENGTH) == 0 ? payload : 0;
    ByteBuf answer = endpoint.allocator().directBuffer(RelayHeader.LENGTH + zeros);
    RelayHeader.write(answer, RelayHeader.NOT_RELAYED, RelayHeader.channel(refused));
    endpoint.send(new DatagramPacket(answer.writeZero(zeros), packet.sender()));
    packet.release();
  }

  @Override
  public DatagramPacket outbound(DatagramPacket packet) {
    return packet;
  }
}
