package io.conec.nat;

import io.conec.ClientOptions;
import io.conec.PathKind;
import io.conec.PathOptions;
import io.conec.PathPolicy;
import io.conec.nat.LabNode.PathEvent;
import io.conec.nat.RemoteAgent.Home;
import io.vertx.core.json.JsonObject;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Two clients behind NATs, a channel between them, and a checked transfer over it in both directions. */
final class LiveSession implements AutoCloseable {

  private static final int MESSAGE_SIZE = 1024;
  private static final int LARGE_MESSAGE_SIZE = 8 * 1024;
  private static final long STEADY = 2_000_000;
  private static final Duration POLL = Duration.ofMillis(10);
  /** About a quarter of a second. */
  private static final int SOME = 500;
  private static final int SOME_LARGE = SOME * MESSAGE_SIZE / LARGE_MESSAGE_SIZE;

  /** A client that has lost the path and the Coordinator may notice that only after 30 s, the idle time-out. */
  private static final Duration RECONNECT_DEADLINE = RemoteAgent.DEADLINE.multipliedBy(2);

  /** Of the connections to the Coordinator: its death is noticed soon. */
  private static final Duration KEEP_ALIVE = Duration.ofMillis(500);

  /** Of what is killed or stopped only when the tables of the manual are written. */
  private static final Home STOPPED_FOR_TABLES = Report.UPDATE ? Home.OWN : Home.SHARED;

  final Lab lab = LabSupport.lab();
  final NatBox nearNat;
  final NatBox farNat;
  final Host nearHost;
  final Host farHost;
  final EmulatedLink nearLink;
  final EmulatedLink coordinatorLink;
  final LabNode near;
  final LabNode far;
  private final List<LabNode> nodes = new ArrayList<>();
  private LabNode coordinator;
  private int some = SOME;
  private long opened;

  LiveSession(PathOptions options) {
    this(LabNode.clientOptions().setPathOptions(options).setKeepAliveInterval(KEEP_ALIVE));
  }

  LiveSession(ClientOptions clientOptions) {
    this(clientOptions, false, Home.OWN, session -> { });
  }

  /** The links of the near NAT and of the Coordinator are emulated. */
  static LiveSession emulated(ClientOptions clientOptions) {
    return new LiveSession(clientOptions, true, STOPPED_FOR_TABLES, session -> { });
  }

  /**
   * With NATs that are not as usual.
   *
   * @param nats changes them before anything passes
   */
  static LiveSession behind(Consumer<LiveSession> nats, ClientOptions clientOptions) {
    return new LiveSession(clientOptions, false, Home.SHARED, nats);
  }

  private LiveSession(ClientOptions clientOptions, boolean emulated, Home coordinatorHome,
                      Consumer<LiveSession> nats) {
    try {
      nearNat = lab.nat("near-nat", NatType.PORT_RESTRICTED);
      farNat = lab.nat("far-nat", NatType.PORT_RESTRICTED);
      nearHost = nearNat.host("near");
      farHost = farNat.host("far");
      nearLink = emulated ? lab.emulate(nearNat) : null;
      coordinatorLink = emulated ? lab.emulate(lab.coordinator()) : null;
      nats.accept(this);
      coordinator = started(LabNode.coordinator(lab, coordinatorHome));
      near = started(LabNode.client(nearHost, STOPPED_FOR_TABLES, clientOptions));
      far = started(LabNode.client(farHost, clientOptions));
      nodes.forEach(LabNode::ready);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private LabNode started(LabNode node) {
    nodes.add(node);
    return node;
  }

  /** SIGKILL. */
  void killCoordinator() {
    coordinator.kill();
  }

  /** After {@link #killCoordinator()}: another one in its place, which knows nothing of it. */
  void restartCoordinator() {
    coordinator = started(LabNode.coordinator(lab, Home.OWN));
    coordinator.ready();
  }

  void open(PathPolicy policy) {
    opened = System.nanoTime();
    near.open(far, policy);
  }

  void openDirect() {
    open(PathPolicy.AUTO);
    awaitPath(PathKind.DIRECT);
  }

  /** Both sides are on a path of that kind. @return when the second one took it */
  long awaitPath(PathKind kind) {
    Awaitility.await(kind.name()).atMost(RemoteAgent.DEADLINE).pollInterval(POLL)
      .until(() -> near.path(far) == kind && far.path(near) == kind);
    return Math.max(near.lastPath(far, kind).at(), far.lastPath(near, kind).at());
  }

  /** A transfer that leaves the processors time. */
  void transfer() {
    some = SOME;
    near.transfer(far, MESSAGE_SIZE, STEADY, STEADY);
    awaitSome();
  }

  /** A transfer at another pace. */
  void transfer(int messageSize, long bytesPerSecond, long back) {
    some = (int) Math.min(SOME, bytesPerSecond / messageSize / 2);
    near.transfer(far, messageSize, bytesPerSecond, back);
    awaitSome();
  }

  /** A transfer that takes all that there is in one direction; in both it would measure who gets a processor. */
  void transferAtFullLoad() {
    some = SOME_LARGE;
    near.transfer(far, LARGE_MESSAGE_SIZE, 0, STEADY);
    awaitSome();
  }

  /** Some more messages have come at both ends. */
  void awaitSome() {
    near.awaitMessages(some);
    far.awaitMessages(some);
  }

  /** Both sides are on a direct path again, the far side on another one than before. @return when it took that */
  long awaitOtherDirect(PathEvent before) {
    try {
      Awaitility.await("another direct path").atMost(RECONNECT_DEADLINE)
        .until(() -> !far.lastPath(near, PathKind.DIRECT).remote().equals(before.remote()));
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("paths since " + before + ": " + pathEvents(before.at()), e);
    }
    awaitPath(PathKind.DIRECT);
    return far.lastPath(near, PathKind.DIRECT).at();
  }

  /** How long it took after that moment until something came at both ends. */
  long firstMessageAfter(long moment) {
    return Math.max(near.firstMessageAfter(moment), far.firstMessageAfter(moment)) - moment;
  }

  /** The longest time that one of the two received nothing. */
  long largestGap(long from, long to) {
    return Math.max(near.largestGap(from, to), far.largestGap(from, to));
  }

  /** How both ends' paths have changed since. */
  List<PathEvent> pathEvents(long since) {
    return Stream.concat(near.pathEvents(far).stream(), far.pathEvents(near).stream())
      .filter(event -> event.at() > since).toList();
  }

  /** End the transfer: every message has come once, intact, in order. @return how many */
  long finish() {
    long received = 0;
    JsonObject atNear = near.stopTransfer();
    JsonObject atFar = far.endOfTransfer();
    for (JsonObject report : List.of(atNear, atFar)) {
      assertIntact(report);
      received += report.getInteger("received");
    }
    assertEquals(List.of(), near.events("closed", opened));
    assertEquals(List.of(), far.events("closed", opened));
    return received;
  }

  /** Another one can be opened. */
  void closeChannel() {
    long closing = System.nanoTime();
    near.closeChannel(far);
    far.awaitEvent("closed", event -> event.getLong(Agent.AT) > closing);
  }

  /** Both clients are connected to the Coordinator. */
  void awaitConnected() {
    Awaitility.await("connected").atMost(RemoteAgent.DEADLINE).until(() -> near.isConnected() && far.isConnected());
  }

  /** Every message that was sent has come once, intact, in order. */
  static void assertIntact(JsonObject report) {
    assertTrue(report.getBoolean("complete"), report::encode);
    for (String fault : List.of("lost", "repeated", "reordered", "corrupted")) {
      assertEquals(0, report.getInteger(fault), report::encode);
    }
  }

  @Override
  public void close() {
    nodes.forEach(LabNode::close);
    lab.close();
  }
}
