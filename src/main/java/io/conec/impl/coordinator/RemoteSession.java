package io.conec.impl.coordinator;

import io.conec.ConecException;
import io.conec.impl.cluster.ClientRecord;
import io.conec.impl.cluster.Cluster;
import io.conec.impl.cluster.Node;
import io.conec.impl.wire.ChannelId;
import io.conec.impl.wire.ControlMessage.ChannelClosed;
import io.conec.impl.wire.ControlMessage.Claim;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * The connection of a client to another node of the cluster, which handles these messages in {@link ClusterMember}.
 * Confined to the event loop.
 */
final class RemoteSession implements Session {

  static final String PING = "ping";
  static final String INTRODUCE = "introduce";
  static final String CLOSED = "closed";
  static final String CLAIM = "claim";

  /** The client at the node that gets the message. */
  static final String CLIENT = "client";
  /** The client at the node that sends it. */
  static final String PEER = "peer";
  static final String CHANNEL = "channel";
  static final String CERTIFICATE = "certificate";
  static final String CODE = "code";
  /** Whether the peer has opened the channel. */
  static final String INITIATOR = "initiator";
  /** Whether this answers a claim. */
  static final String ANSWER = "answer";
  static final String ALIVE = "alive";

  /** The node needs the whole time for its client, and some to answer. */
  private static final Duration ANSWER_DELAY = Duration.ofSeconds(1);

  private final Cluster cluster;
  private final Node node;
  private final ClientRecord record;
  private Future<JsonObject> check;

  RemoteSession(Cluster cluster, Node node, ClientRecord record) {
    this.cluster = cluster;
    this.node = node;
    this.record = record;
  }

  Node node() {
    return node;
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return node.address();
  }

  /**
   * Its node decides. A node that does not answer may only be slow, so it is asked again until it answers or is gone;
   * otherwise two nodes might have a client with the id. All callers share the question.
   */
  @Override
  public Future<?> checkAlive(Duration timeout) {
    if (check == null || check.isComplete()) {
      check = ask(timeout);
    }
    return check;
  }

  private Future<JsonObject> ask(Duration timeout) {
    return cluster.request(node, PING, new JsonObject().put(CLIENT, record.id()), timeout.plus(ANSWER_DELAY),
      "the ping of '" + record.id() + "'").transform((answer, failure) -> {
        if (failure != null) {
          return cluster.other(node.id()) == null ? Future.failedFuture(failure)
            : cluster.pause().compose(paused -> ask(timeout));
        } else if (!answer.getBoolean(ALIVE)) {
          cluster.clients().directory().forget(node.id(), record);
          return Future.failedFuture("its node has no live connection");
        }
        return Future.succeededFuture(answer);
      });
  }

  @Override
  public Future<byte[]> introduce(long channel, String initiator, byte[] certificate) {
    return cluster.request(node, INTRODUCE, new JsonObject().put(CLIENT, record.id()).put(PEER, initiator)
      .put(CHANNEL, ChannelId.format(channel)).put(CERTIFICATE, certificate), Introducer.ANSWER_TIMEOUT,
      "the introduction to '" + record.id() + "'").map(answer -> answer.getBinary(CERTIFICATE));
  }

  @Override
  public void channelClosed(ChannelClosed closed) {
    cluster.send(node, CLOSED, new JsonObject().put(CLIENT, record.id()).put(CHANNEL,
      ChannelId.format(closed.channel()))
      .put(CODE, closed.code()));
  }

  /**
   * A client of this node claims a channel with this one.
   *
   * @param answer whether this answers a claim of the other node
   */
  void claim(String claimer, Claim claim, boolean answer) {
    cluster.send(node, CLAIM, new JsonObject().put(CLIENT, record.id()).put(PEER, claimer)
      .put(CHANNEL, ChannelId.format(claim.channel())).put(INITIATOR, claim.initiator()).put(ANSWER, answer));
  }

  /**
   * @return whether its node may have sent from this address, because nobody else is known to use it: its
   * {@code nodeHost} is another one then
   */
  boolean isMaybeFromNode(InetSocketAddress sender) {
    return sender.getPort() == node.address().getPort()
      && cluster.others().stream().noneMatch(other -> other.address().equals(sender));
  }

  /** Its node limits what it asks of a client. */
  @Override
  public boolean writeQueueFull() {
    return false;
  }

  /** Its node ends the connection itself, when it learns which node has the id. */
  @Override
  public void end(ConecException reason) {
  }
}
