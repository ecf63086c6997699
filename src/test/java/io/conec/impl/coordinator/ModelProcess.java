package io.conec.impl.coordinator;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.impl.wire.ControlCodec;
import io.conec.impl.wire.ControlMessage.ChannelClosed;
import io.conec.impl.wire.ControlMessage.Claim;
import io.conec.impl.wire.ControlMessage.Hello;

import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.TreeMap;

/**
 * The process of a client in a model. It has one connection at a time; nodes may still have earlier ones.
 */
final class ModelProcess {

  /** What has become of it. */
  enum State {
    /** It has not been started. */
    NEW,
    /** It wants to be connected. */
    RUNNING,
    /** It was told that another process has its id, and has given up. */
    REPLACED,
    /** Its user has closed it. */
    CLOSED,
    /** It was killed, and told nobody. */
    KILLED
  }

  final String name;
  final String id;
  final X509Certificate certificate;
  State state = State.NEW;
  /** Its connection, {@code null} while it has none. */
  ModelSession current;
  /** The node at which it was last. */
  ModelNode node;
  /** When its present registration was, counted over all processes; 0 for never. */
  int registered;
  int firstRegistered;
  /** The channels that it has, and what it says when it claims them. */
  final Map<Long, Claim> channels = new TreeMap<>();

  ModelProcess(String name, String id, X509Certificate certificate) {
    this.name = name;
    this.id = id;
    this.certificate = certificate;
  }

  /** A secret as in a real hello: long enough. */
  Hello hello() {
    return new Hello(ControlCodec.VERSION, id, "instance-of-" + name + "-0123456789", true);
  }

  boolean isRunning() {
    return state == State.RUNNING;
  }

  /** It connects to a node, and forgets the connection that it had. */
  void connect(ModelNode to) {
    state = State.RUNNING;
    node = to;
    current = new ModelSession(to, this);
    to.hello(current);
  }

  /** The node has welcomed it. */
  void welcomed(int time) {
    registered = time;
    firstRegistered = firstRegistered == 0 ? time : firstRegistered;
  }

  void claimAll() {
    channels.values().forEach(this::claim);
  }

  void claim(Claim claim) {
    current.node.introducer.claim(current.client(), claim);
  }

  /** Its connection has ended. */
  void ended(ConecException reason) {
    current = null;
    if (reason.error() == ConecError.REPLACED) {
      state = State.REPLACED;
    }
  }

  void channelClosed(ChannelClosed closed) {
    channels.remove(closed.channel());
  }

  long hash() {
    long hash = ModelBus.mix(name.hashCode(), state.ordinal());
    hash = ModelBus.mix(hash, current == null ? 0 : current.isRegistered() ? 2 : 1);
    hash = ModelBus.mix(hash, node == null ? 7 : node.index);
    return ModelBus.mix(hash, channels.hashCode());
  }
}
