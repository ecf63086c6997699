package io.conec.impl.path;

import io.conec.impl.transport.UdpEndpoint;
import io.conec.impl.wire.ArrivedCounts;
import io.conec.impl.wire.ChannelId;
import io.conec.impl.wire.Probe;
import io.conec.impl.wire.ProbeKey;
import io.conec.impl.wire.ReplayWindow;
import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.DatagramPacket;

import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Sends the probes of one end of a channel, and answers those of the other end. Confined to the event loop.
 */
final class Prober {

  /** Notified of probes and answers. */
  interface Listener {

    /**
     * @param length     of the probe that this path has carried
     * @param sentBefore how many packets were sent on direct paths before it
     */
    void answered(Path path, int length, long roundTripNanos, int sentBefore);

    /**
     * The peer reports how many packets have arrived there.
     *
     * @param path the path of the report
     */
    void reported(Path path, ArrivedCounts counts);

    /** An authentic probe of the peer has arrived on this path. */
    void probedOn(Path path);
  }

  private record Sent(Path path, int length, long nonce, long nanos, int sentBefore) {
  }

  /** The most unanswered probes that are remembered. A path that works answers long before this many more are sent. */
  private static final int MAX_UNANSWERED = 64;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final UdpEndpoint endpoint;
  private final byte[] self;
  private final byte[] peer;
  private final DirectPathLossDetector lossDetector;
  private final Listener listener;
  private final long id = ChannelId.random();
  private final byte[] keyBytes = new byte[ProbeKey.LENGTH];
  private final ProbeKey key;
  private final ReplayWindow received = new ReplayWindow();
  private final Map<Long, Sent> unanswered = new LinkedHashMap<>() {
    @Override
    protected boolean removeEldestEntry(Map.Entry<Long, Sent> eldest) {
      return size() > MAX_UNANSWERED;
    }
  };
  private long lastNumber;
  private long peerId;
  private byte[] peerKeyBytes;
  private ProbeKey peerKey;

  /**
   * @param self the fingerprint of the certificate of this end
   * @param peer the fingerprint of the peer's certificate
   */
  Prober(UdpEndpoint endpoint, byte[] self, byte[] peer, DirectPathLossDetector lossDetector, Listener listener) {
    this.endpoint = endpoint;
    this.self = self;
    this.peer = peer;
    this.lossDetector = lossDetector;
    this.listener = listener;
    RANDOM.nextBytes(keyBytes);
    key = new ProbeKey(keyBytes, peer, self);
  }

  /** @return the id that addresses probes to this end */
  long id() {
    return id;
  }

  /** @return the key that authenticates probes to this end */
  byte[] key() {
    return keyBytes;
  }

  /** Set the id and the key of probes to the peer. */
  void peer(long id, byte[] key) {
    peerId = id;
    if (!Arrays.equals(key, peerKeyBytes)) {
      peerKey = new ProbeKey(key, self, peer);
      peerKeyBytes = key;
    }
  }

  /**
   * @return whether the id and the key of the peer are known
   */
  boolean isReady() {
    return peerKey != null;
  }

  /**
   * @param length of the datagram: a long one detects a path that passes only small ones
   */
  void probe(Path path, int length) {
    long number = ++lastNumber;
    long nonce = RANDOM.nextLong();
    ByteBuf probe = endpoint.allocator().directBuffer(length);
    peerKey.write(probe, Probe.REQUEST, peerId, number, nonce, lossDetector.counts());
    probe.writeZero(length - Probe.LENGTH);
    unanswered.put(number, new Sent(path, length, nonce, System.nanoTime(), lossDetector.sentSoFar()));
    send(path, probe);
  }

  private void send(Path path, ByteBuf probe) {
    DatagramPacket packet = path.outbound(new DatagramPacket(probe, endpoint.localAddress()));
    if (packet != null) {
      endpoint.send(packet);
      endpoint.flush();
    }
  }

  /**
   * A probe with the id of this end has arrived; whether it is authentic is not known yet.
   *
   * @param datagram is not released
   * @param path     the path that it arrived on, on which an answer is sent
   * @param source   the source of the datagram, {@code null} when it was relayed
   */
  void received(ByteBuf datagram, Path path, InetSocketAddress source) {
    if (peerKey == null) {
      return;
    }
    if (Probe.type(datagram) == Probe.ANSWER) {
      answered(datagram, source);
    } else if (key.verifies(datagram) && received.accept(Probe.number(datagram))) {
      ByteBuf answer = endpoint.allocator().directBuffer(Probe.LENGTH);
      key.write(answer, Probe.ANSWER, peerId, Probe.number(datagram), Probe.nonce(datagram), lossDetector.counts());
      send(path, answer);
      listener.reported(path, Probe.counts(datagram));
      listener.probedOn(path);
    }
  }

  /** Accept an answer only from the address that the probe was sent to: a path has to work in both directions. */
  private void answered(ByteBuf answer, InetSocketAddress source) {
    long number = Probe.number(answer);
    Sent sent = unanswered.get(number);
    boolean sameWay = sent != null && sent.nonce == Probe.nonce(answer)
      && (sent.path instanceof DirectPath direct ? direct.remote().equals(source) : source == null);
    if (sameWay && peerKey.verifies(answer)) {
      unanswered.remove(number);
      listener.reported(sent.path, Probe.counts(answer));
      listener.answered(sent.path, sent.length, System.nanoTime() - sent.nanos, sent.sentBefore);
    }
  }
}
