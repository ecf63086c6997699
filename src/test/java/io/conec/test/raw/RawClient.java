package io.conec.test.raw;

import io.vertx.core.json.JsonObject;

import java.net.InetSocketAddress;

/** A client of a Coordinator, and a peer of other clients. */
public final class RawClient implements AutoCloseable {

  /** A channel that the Coordinator has introduced. */
  public record Introduced(long channel, String certificate) {
  }

  private final RawIdentity identity;
  private final RawSocket socket;
  private final InetSocketAddress coordinator;
  private final RawConnection connection;
  private final RawStream control;
  private long nextRequest = 1;

  private RawClient(RawIdentity identity, RawSocket socket, int port) {
    this.identity = identity;
    this.socket = socket;
    this.coordinator = new InetSocketAddress("127.0.0.1", port);
    this.connection = socket.connect(coordinator).awaitEstablished();
    this.control = connection.openStream();
  }

  /** Connected, but without a hello. */
  public static RawClient connect(RawIdentity identity, int port) {
    return connect(identity, new RawSocket(identity), port);
  }

  public static RawClient connect(RawIdentity identity, RawSocket socket, int port) {
    return new RawClient(identity, socket, port);
  }

  /** Registered. */
  public static RawClient join(String id, int port) {
    return connect(RawIdentity.of(id), port).hello(id);
  }

  /** The same with the certificate of last time, as a program that is started again. */
  public static RawClient joinAgain(String id, int port) {
    return connect(RawIdentity.shared(id), port).hello(id);
  }

  public RawClient hello(String id) {
    control.write(RawFrame.hello(id)).expect(RawFrame.WELCOME);
    return this;
  }

  public RawIdentity identity() {
    return identity;
  }

  public RawSocket socket() {
    return socket;
  }

  public InetSocketAddress coordinator() {
    return coordinator;
  }

  public RawConnection connection() {
    return connection;
  }

  public RawStream control() {
    return control;
  }

  /** Ask for an introduction. */
  public Introduced open(String peer) {
    JsonObject opened = control.write(RawFrame.open(nextRequest++, peer)).expect(RawFrame.OPENED);
    return new Introduced(Long.parseUnsignedLong(opened.getString("channel"), 16), opened.getString("certificate"));
  }

  /** A QUIC connection over a new channel to the peer, without a greeting. */
  public RawConnection connectPeer(String peer) {
    return connectPeer(open(peer).channel());
  }

  /** The same over a channel that is introduced already. */
  public RawConnection connectPeer(long channel) {
    return socket.connect(socket.relay().initiate(channel, coordinator));
  }

  /** Answer the introduction that comes next. */
  public Introduced acceptIntroduction() {
    JsonObject introduce = control.expect(RawFrame.INTRODUCE);
    long channel = Long.parseUnsignedLong(introduce.getString("channel"), 16);
    socket.relay().accept(channel, coordinator);
    control.write(RawFrame.control(RawFrame.INTRODUCED, new JsonObject().put("request", introduce.getLong("request"))));
    return new Introduced(channel, introduce.getString("certificate"));
  }

  /** Ask to be let into a broadcast. */
  public RawStream requestJoin(JsonObject join) {
    return connection.openStream().write(RawFrame.control(RawFrame.JOIN, join));
  }

  /** A membership of a broadcast. */
  public RawStream joinBroadcast(JsonObject join) {
    RawStream stream = requestJoin(join);
    stream.expect(RawFrame.JOINED);
    return stream;
  }

  @Override
  public void close() {
    connection.close(0, "");
    socket.close();
  }
}
