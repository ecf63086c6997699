package io.conec.hostile;

import io.conec.ChannelOptions;
import io.conec.ChannelPath;
import io.conec.ConecChannel;
import io.conec.ConecClient;
import io.conec.PathKind;
import io.conec.PathPolicy;
import io.conec.test.TestNet;
import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawConnection;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawPackets;
import io.conec.test.raw.RawProbe;
import io.conec.test.raw.RawRelay;
import io.conec.test.raw.RawStream;
import io.conec.test.raw.RawUdp;
import io.conec.test.raw.RawUdp.Datagram;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

/**
 * A channel between mallory, a raw peer that finds paths as the protocol says, and a well-behaved client. Its direct
 * paths are UDP sockets of their own, whose QUIC is put into relay datagrams for its own socket.
 */
final class PathPeer implements AutoCloseable {

  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final long DEADLINE = TestNet.DEADLINE.toMillis();

  final String name = "mallory-" + COUNT.incrementAndGet();
  final long id = new Random().nextLong();
  /** The key of probes for mallory, and of mallory's answers. */
  byte[] key;
  final InetSocketAddress target;
  final RawClient client;
  final List<ChannelPath> taken = new CopyOnWriteArrayList<>();
  final AtomicInteger directQuic = new AtomicInteger();
  RawConnection connection;
  RawStream control;
  ConecChannel channel;
  /** The last candidates of the well-behaved client. */
  JsonObject signalled;

  private final AtomicLong number = new AtomicLong();
  private final List<RawUdp> sockets = new ArrayList<>();
  private final QuicDetour detour;
  private final byte[] secret = new byte[16];
  private byte[] theirCertificate;

  private PathPeer(TestNet net, ConecClient other) {
    new Random().nextBytes(secret);
    client = RawClient.join(name, net.coordinator().actualPort());
    target = net.addressOf(other.id());
    detour = new QuicDetour(client, target);
  }

  /** Both have greeted; the other has signalled its candidates, mallory has not. */
  static PathPeer open(TestNet net, ConecClient other, boolean malloryInitiates, String paths) {
    PathPeer peer = new PathPeer(net, other);
    if (malloryInitiates) {
      peer.initiate(other, paths);
    } else {
      peer.accept(other, paths);
    }
    peer.channel.pathHandler(peer.taken::add);
    peer.awaitCandidates();
    return peer;
  }

  static PathPeer open(TestNet net, ConecClient other) {
    return open(net, other, true, "AUTO");
  }

  private void initiate(ConecClient other, String paths) {
    RawClient.Introduced introduced = client.open(other.id());
    introduced(RawRelay.TO_INITIATOR, introduced.channel(), introduced.certificate());
    connection = client.socket().connect(client.socket().relay().initiate(introduced.channel(), detour.address()))
      .awaitEstablished();
    control = connection.openStream().write(RawFrame.greeting(paths));
    expect(control, RawFrame.GREETING);
    TestNet.awaitUntil(() -> other.channel(name) != null);
    channel = other.channel(name);
  }

  private void accept(ConecClient other, String paths) {
    channel = TestNet.await(accept(other, other.openChannel(name), paths));
  }

  /** One side opens a channel with DIRECT_ONLY, so it is not open before there is a path. */
  static PathPeer acceptDirectOnly(TestNet net, ConecClient other, Promise<ConecChannel> opened) {
    PathPeer peer = new PathPeer(net, other);
    ChannelOptions options = new ChannelOptions().setPathPolicy(PathPolicy.DIRECT_ONLY);
    peer.accept(other, other.openChannel(peer.name, options), "AUTO").onComplete(opened);
    peer.awaitCandidates();
    return peer;
  }

  private Future<ConecChannel> accept(ConecClient other, Future<ConecChannel> opened, String paths) {
    JsonObject introduce = expect(client.control(), RawFrame.INTRODUCE);
    long introducedChannel = Long.parseUnsignedLong(introduce.getString("channel"), 16);
    introduced(RawRelay.TO_ACCEPTOR, introducedChannel, introduce.getString("certificate"));
    client.socket().relay().accept(introducedChannel, detour.address());
    client.control().write(RawFrame.control(RawFrame.INTRODUCED,
      new JsonObject().put("request", introduce.getLong("request"))));
    connection = client.socket().accept().awaitEstablished();
    control = connection.acceptStream();
    expect(control, RawFrame.GREETING);
    control.write(RawFrame.greeting(paths));
    return opened;
  }

  private void introduced(byte inboundType, long introducedChannel, String certificate) {
    detour.channel(inboundType, introducedChannel);
    theirCertificate = Base64.getDecoder().decode(certificate);
    key = RawProbe.key(secret, theirCertificate, ourCertificate());
  }

  private byte[] ourCertificate() {
    return Base64.getDecoder().decode(client.identity().base64());
  }

  /** The next message of this type; what comes before it is skipped. */
  static JsonObject expect(RawStream control, int type) {
    long deadline = System.nanoTime() + TestNet.DEADLINE.toNanos();
    while (System.nanoTime() < deadline) {
      byte[] frame = control.poll(DEADLINE);
      assertNotNull(frame, "no frame came");
      if (frame[0] == type) {
        return json(frame);
      }
    }
    throw new AssertionError("no message of type " + type);
  }

  private static JsonObject json(byte[] frame) {
    return new JsonObject(new String(frame, 1, frame.length - 1, StandardCharsets.UTF_8));
  }

  /** The other side signals its candidates. */
  JsonObject awaitCandidates() {
    signalled = expect(control, RawFrame.CANDIDATES);
    return signalled;
  }

  List<String> signalledAddresses() {
    return signalled.getJsonArray("addresses").stream().map(Object::toString).toList();
  }

  long theirId() {
    return Long.parseUnsignedLong(signalled.getString("id"), 16);
  }

  /** The key of probes for the other side, and of its answers. */
  byte[] theirKey() {
    return RawProbe.key(Base64.getDecoder().decode(signalled.getString("key")), ourCertificate(), theirCertificate);
  }

  /** One more address of mallory that answers probes and accepts QUIC. */
  RawUdp answering() {
    return answering(Integer.MAX_VALUE);
  }

  /** The same, on a path that loses longer datagrams. */
  RawUdp answering(int maxLength) {
    return address(maxLength, 0).socket();
  }

  /** One more address, on a path with this delay. */
  PathAddress delayed(long millis) {
    return address(Integer.MAX_VALUE, millis);
  }

  private PathAddress address(int maxLength, long delayMillis) {
    PathAddress address = new PathAddress(this, maxLength, delayMillis);
    sockets.add(address.socket());
    return address;
  }

  /** A QUIC packet has come directly from the other side. */
  void takeQuic(Datagram datagram) {
    directQuic.incrementAndGet();
    detour.arrive(datagram.bytes());
  }

  boolean isProbe(Datagram datagram) {
    return RawProbe.isProbe(datagram.bytes(), id, key);
  }

  byte[] answerTo(Datagram probe) {
    return RawProbe.answer(theirId(), RawProbe.number(probe.bytes()), RawProbe.nonce(probe.bytes()),
      directQuic.get(), key);
  }

  /** One more address of mallory that keeps silent. */
  RawUdp silent() {
    return silent("127.0.0.1");
  }

  RawUdp silent(String host) {
    RawUdp socket = new RawUdp(host, datagram -> { });
    sockets.add(socket);
    return socket;
  }

  /** The number of the last {@link #probe()}. */
  long lastNumber() {
    return number.get();
  }

  /** An authentic probe with a number of its own. */
  byte[] probe() {
    return RawProbe.probe(theirId(), number.incrementAndGet(), theirKey());
  }

  /** Mallory sends its QUIC packets directly from this socket, {@code null} for the relay. */
  void sendFrom(RawUdp socket) {
    detour.sendFrom(socket);
  }

  /** From now on direct packets of mallory have another connection id that the other side has issued. */
  void changeConnectionId() {
    RawPackets theirs = client.socket().packets(false);
    byte[] next = client.socket().relay().relayed().stream().map(theirs::newId).filter(Objects::nonNull).findFirst()
      .orElseThrow(() -> new AssertionError("no other connection id was offered"));
    RawPackets own = client.socket().packets(true);
    detour.change(packet -> own.redirect(packet, next));
  }

  /** The last QUIC packet of mallory. */
  byte[] lastQuic() {
    return detour.lastQuic();
  }

  JsonObject candidates(String... addresses) {
    return new JsonObject().put("id", String.format("%016x", id)).put("key", Base64.getEncoder().encodeToString(secret))
      .put("addresses", new JsonArray(List.of(addresses)));
  }

  void signal(String... addresses) {
    signal(candidates(addresses));
  }

  void signal(JsonObject candidates) {
    control.write(RawFrame.control(RawFrame.CANDIDATES, candidates));
  }

  /** Waits until the other side has read all control messages of mallory. */
  void sync() {
    control.write(RawFrame.ping(1));
    expect(control, RawFrame.PONG);
  }

  /** Signal an address, and wait until it is the path. */
  RawUdp takeDirect() {
    RawUdp direct = answering();
    signal(direct.text());
    TestNet.awaitUntil(() -> channel.path().getRemoteAddress().equals(direct.text()));
    return direct;
  }

  /** The channel works, and has changed its path only so often. */
  void assertUndisturbed(PathKind kind, long switches) {
    ping();
    assertFalse(channel.isClosed());
    assertEquals(kind, channel.path().getKind());
    assertEquals(switches, channel.pathStatistics().getSwitches());
    assertEquals(switches, taken.size());
  }

  /** A ping of the well-behaved client is answered. */
  void ping() {
    Future<Long> pong = channel.ping();
    TestNet.awaitUntil(() -> {
      byte[] frame = control.poll(1);
      if (frame != null && frame[0] == RawFrame.PING) {
        control.write(RawFrame.control(RawFrame.PONG, json(frame)));
      }
      return pong.isComplete();
    });
    TestNet.await(pong);
  }

  @Override
  public void close() {
    connection.close(0, "");
    client.close();
    detour.close();
    sockets.forEach(RawUdp::close);
  }
}
