package io.conec.impl.coordinator;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.impl.identity.Credentials;
import io.conec.impl.identity.PeerCertificateVerifier;
import io.conec.impl.identity.Revocations;
import io.conec.impl.wire.ControlMessage.Claim;
import io.conec.test.TestCertificates;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.json.JsonObject;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The nodes of a cluster and the processes of clients in one thread. Nothing happens by itself: neither does time pass,
 * nor does a message arrive.
 */
final class ModelWorld implements AutoCloseable {

  private static final Credentials SHOP = TestCertificates.selfSigned("shop", Clock.systemUTC());
  private static final Credentials OTHER_SHOP = TestCertificates.selfSigned("shop", Clock.systemUTC());
  private static final Credentials DEPOT = TestCertificates.selfSigned("depot", Clock.systemUTC());
  private static final Credentials THIEF = TestCertificates.selfSigned("thief", Clock.systemUTC());

  static final X509Certificate FIRST = SHOP.leaf();
  static final X509Certificate SECOND = OTHER_SHOP.leaf();
  static final X509Certificate ACCEPTOR = DEPOT.leaf();
  static final X509Certificate HOSTILE = THIEF.leaf();

  static final CoordinatorIdentity IDENTITY = new CoordinatorIdentity(SHOP,
    PeerCertificateVerifier.selfSigned(Clock.systemUTC()), List.of(), Revocations.NONE);

  /** As long as it takes to notice that a change, a list or an answer is lost. */
  private static final int SECONDS = 4;

  final ModelBus bus;
  final List<ModelNode> nodes = new ArrayList<>();
  final List<ModelProcess> processes = new ArrayList<>();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final int[] skews;
  private int registrations;
  private long wall = 1000;

  /**
   * @param skews how much the clock of each node is ahead
   */
  ModelWorld(int... skews) {
    this.skews = skews;
    channel.freezeTime();
    bus = new ModelBus(eventLoop(), skews.length);
    for (int index = 0; index < skews.length; index++) {
      nodes.add(new ModelNode(this, bus, index));
    }
    deliverAll(false);
  }

  ModelProcess process(String name, String id, X509Certificate certificate) {
    ModelProcess process = new ModelProcess(name, id, certificate);
    processes.add(process);
    return process;
  }

  EventLoop eventLoop() {
    return channel.eventLoop();
  }

  long wall(int node) {
    return wall + skews[node];
  }

  InetSocketAddress addressOf(ModelProcess process) {
    return new InetSocketAddress("127.0.0.2", 1 + processes.indexOf(process));
  }

  /** A process gets to know that it is registered. */
  void welcomed(ModelSession session) {
    if (session.isAlive()) {
      session.process.welcomed(++registrations);
      eventLoop().execute(() -> {
        if (session.isAlive() && session.isRegistered()) {
          session.process.claimAll();
        }
      });
    }
  }

  /** A process is told why its connection has ended. It may give up only if a later process has replaced it. */
  void told(ModelProcess process, ConecException reason) {
    if (reason.error() == ConecError.REPLACED) {
      assertTrue(processes.stream().anyMatch(other -> other != process && other.certificate == process.certificate
        && other.registered > process.registered), "'" + process.name + "' is replaced by nobody");
    } else if (reason.error() == ConecError.ID_IN_USE && process.current.client() != null && sameClocks()) {
      assertTrue(processes.stream().anyMatch(other -> other.certificate != process.certificate
        && other.firstRegistered > 0 && other.firstRegistered < process.registered),
        "'" + process.name + "' had the id first and loses it");
    }
    process.ended(reason);
  }

  private boolean sameClocks() {
    return Arrays.stream(skews).distinct().count() == 1;
  }

  void connect(ModelProcess process, int node) {
    wall++;
    bus.event(node, ModelBus.mix(wall, process.name.hashCode()));
    process.connect(nodes.get(node));
    channel.runPendingTasks();
  }

  void close(ModelProcess process) {
    ModelSession session = process.current;
    process.state = ModelProcess.State.CLOSED;
    process.current = null;
    bus.event(session.node.index, process.name.hashCode());
    session.close(true);
  }

  void kill(ModelProcess process) {
    process.state = ModelProcess.State.KILLED;
    process.current = null;
  }

  void claim(ModelProcess process, Claim claim) {
    bus.event(process.node.index, claim.hashCode());
    process.claim(claim);
  }

  /** A node gives a connection up of which it hears nothing. */
  void expire(ModelSession session) {
    bus.event(session.node.index, ~session.process.name.hashCode());
    session.close(false);
  }

  List<ModelSession> dead() {
    return nodes.stream().flatMap(node -> node.sessions.stream()).filter(session -> !session.isAlive()).toList();
  }

  /** A node has not heard of another one for three seconds. */
  void judgeGone(int node, int other) {
    bus.inject(node, "conec.coordinator." + ModelBus.name(node),
      new JsonObject().put("type", "leave").put("node", ModelBus.name(other)));
  }

  /** A node and the others hear nothing of each other any more. */
  void split(int node) {
    bus.cut(node, true);
    for (int other = 0; other < nodes.size(); other++) {
      if (other != node) {
        judgeGone(node, other);
        judgeGone(other, node);
      }
    }
  }

  void pass(long millis) {
    for (int node = 0; node < nodes.size(); node++) {
      bus.event(node, millis);
    }
    channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    channel.runPendingTasks();
  }

  void run(Runnable event) {
    event.run();
    channel.runPendingTasks();
  }

  /** @param backwards the links in the other order */
  void deliverAll(boolean backwards) {
    int count = nodes.size() * nodes.size();
    boolean delivered = true;
    for (int messages = 0; delivered; messages++) {
      assertTrue(messages < 10_000, "nodes send messages for ever");
      delivered = false;
      for (int index = 0; index < count; index++) {
        int link = backwards ? count - 1 - index : index;
        int from = link / nodes.size();
        int to = link % nodes.size();
        if (bus.hasParcel(from, to)) {
          run(() -> bus.deliver(from, to));
          delivered = true;
        }
      }
    }
  }

  /**
   * All links work, beats go out every second, dead connections are given up, and clients without one come back: at the
   * same moment, and one after another, because they make random pauses.
   *
   * @param backwards the messages of the links arrive in the other order
   * @param wait      for what waits longer than lost messages, in milliseconds
   * @param each      what each process does every second
   */
  void settle(boolean backwards, long wait, Consumer<ModelProcess> each) {
    for (int node = 0; node < nodes.size(); node++) {
      bus.cut(node, false);
    }
    rest(backwards, wait, each);
    dead().forEach(session -> run(() -> expire(session)));
    rest(backwards, wait, each);
    deliverAll(backwards);
  }

  private void rest(boolean backwards, long wait, Consumer<ModelProcess> each) {
    for (int second = 0; second < SECONDS; second++) {
      deliverAll(backwards);
      for (int node = 0; node < nodes.size(); node++) {
        int index = node;
        run(() -> bus.tick(index));
      }
      deliverAll(backwards);
      pass(1000);
      boolean oneAfterAnother = second % 2 == 1;
      for (ModelProcess process : processes) {
        if (process.isRunning() && process.current == null) {
          run(() -> connect(process, process.node.index));
          if (oneAfterAnother) {
            deliverAll(backwards);
          }
        }
      }
      processes.forEach(process -> run(() -> each.accept(process)));
    }
    deliverAll(backwards);
    pass(wait);
    deliverAll(backwards);
  }

  long hash() {
    long hash = ModelBus.mix(bus.hash(), wall);
    for (ModelProcess process : processes) {
      hash = ModelBus.mix(hash, process.hash());
    }
    return hash;
  }

  /** Nobody or one live connection has the id, and all nodes know which. */
  ModelSession agreedHolder(String id) {
    List<ModelSession> holders = nodes.stream().flatMap(node -> node.sessions.stream())
      .filter(session -> session.process.id.equals(id) && session.isRegistered()).toList();
    assertTrue(holders.size() <= 1, () -> "held by " + holders.stream()
      .map(holder -> holder.process.name + " at " + holder.node.index).toList());
    ModelSession holder = holders.isEmpty() ? null : holders.get(0);
    for (ModelNode node : nodes) {
      RegisteredClient client = node.registry.get(id);
      Session session = client == null ? null : client.session();
      String seen = session == null ? "none" : session instanceof RemoteSession remote ? remote.node().id()
        : ModelBus.name(node.index);
      assertEquals(holder == null ? "none" : ModelBus.name(holder.node.index), seen,
        "who has '" + id + "' in the eyes of node " + node.index);
    }
    boolean wanted = processes.stream().anyMatch(process -> process.id.equals(id) && process.isRunning());
    assertTrue(holder != null || !wanted, "a client is left without its id, and nobody has it");
    assertTrue(holder == null || holder.isAlive(), "a dead connection has the id");
    return holder;
  }

  @Override
  public void close() {
    channel.close();
  }
}
