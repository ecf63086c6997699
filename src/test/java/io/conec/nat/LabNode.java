package io.conec.nat;

import io.conec.ChannelOptions;
import io.conec.ClientOptions;
import io.conec.ConecError;
import io.conec.CoordinatorOptions;
import io.conec.PathKind;
import io.conec.PathPolicy;
import io.conec.PathStatistics;
import io.conec.impl.identity.Credentials;
import io.conec.test.TestCertificates;
import io.vertx.core.json.JsonObject;
import org.awaitility.Awaitility;

import java.time.Duration;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A Coordinator or a client on a host of the laboratory. */
final class LabNode extends RemoteAgent {

  private static final int PORT = CoordinatorOptions.DEFAULT_PORT;
  private static final Credentials CERTIFICATE = TestCertificates.host(Lab.COORDINATOR_ADDRESS);
  private static final Duration POLL = Duration.ofMillis(10);

  private LabNode(Host host, Home home, String role, JsonObject options) {
    super(host, home, NodeAgent.class, new JsonObject().put(NodeAgent.ROLE, role).put(NodeAgent.OPTIONS, options));
  }

  /** Always with the same certificate and port, so that another one can take its place; may not be ready. */
  static LabNode coordinator(Lab lab) {
    return coordinator(lab, Home.SHARED);
  }

  static LabNode coordinator(Lab lab, Home home) {
    return new LabNode(lab.coordinator(), home, NodeAgent.COORDINATOR,
      new CoordinatorOptions().setPort(PORT).setKeyCertOptions(TestCertificates.pem(CERTIFICATE)).toJson());
  }

  static ClientOptions clientOptions() {
    return new ClientOptions().addCoordinator(Lab.COORDINATOR_ADDRESS + ":" + PORT)
      .setConnectTimeout(DEADLINE.minusSeconds(5))
      .setTrustOptions(TestCertificates.pemTrust(CERTIFICATE.chain().get(0)));
  }

  /** A client with the name of the host, which may not be ready yet. */
  static LabNode client(Host host, ClientOptions options) {
    return client(host, Home.SHARED, options);
  }

  static LabNode client(Host host, Home home, ClientOptions options) {
    return new LabNode(host, home, NodeAgent.CLIENT, new ClientOptions(options).setId(host.name())
      .setKeyCertOptions(TestCertificates.pemOfPeer(host.name())).toJson());
  }

  /**
   * What opening a channel took.
   *
   * @param start     the moment before
   * @param toMessage nanoseconds until a first message was answered
   */
  record Opening(long start, long toMessage) {
  }

  Opening open(LabNode peer) {
    return open(peer, null);
  }

  Opening open(LabNode peer, PathPolicy policy) {
    JsonObject answer = tryOpen(peer, policy);
    assertFalse(answer.containsKey("failure"), answer::encode);
    long start = answer.getLong("start");
    return new Opening(start, answer.getLong("answered") - start);
  }

  /** @return the message */
  String openFails(LabNode peer, PathPolicy policy, ConecError error) {
    JsonObject answer = tryOpen(peer, policy);
    assertEquals(error.name(), answer.getString("failure"), answer::encode);
    return answer.getString("message");
  }

  private JsonObject tryOpen(LabNode peer, PathPolicy policy) {
    return ask(NodeAgent.OPEN,
      peer(peer).put(NodeAgent.OPTIONS, new ChannelOptions().setPathPolicy(policy).toJson()));
  }

  void closeChannel(LabNode peer) {
    ask(NodeAgent.CLOSE, peer(peer));
  }

  /** @return the round-trip time in nanoseconds */
  long ping(LabNode peer) {
    return ask(NodeAgent.PING, peer(peer)).getLong("nanos");
  }

  PathKind path(LabNode peer) {
    JsonObject path = ask(NodeAgent.PATH, peer(peer)).getJsonObject(NodeAgent.PATH);
    return PathKind.valueOf(path.getString("kind"));
  }

  PathStatistics statistics(LabNode peer) {
    JsonObject json = ask(NodeAgent.PATH, peer(peer)).getJsonObject("statistics");
    return new PathStatistics(json.getLong("switches"), json.getLong("relayedBytesSent"),
      json.getLong("relayedBytesReceived"), json.getLong("directBytesSent"), json.getLong("directBytesReceived"));
  }

  /**
   * A change of the path.
   *
   * @param at     when
   * @param kind   to which kind
   * @param remote where datagrams go now
   */
  record PathEvent(long at, PathKind kind, String remote) {
  }

  /** The latest path of that kind to that peer. */
  PathEvent lastPath(LabNode peer, PathKind kind) {
    return pathEvents(peer).stream().filter(path -> path.kind() == kind).reduce((a, b) -> b).orElseThrow();
  }

  /** The paths of the channels to that peer, beginning with the first one of each. */
  List<PathEvent> pathEvents(LabNode peer) {
    return events(NodeAgent.PATH).stream().filter(e -> isOf(e, peer)).map(LabNode::pathEvent).toList();
  }

  /** Wait for a path of that kind that was taken after that moment. */
  PathEvent awaitPath(LabNode peer, PathKind kind, long after) {
    return pathEvent(awaitEvent(NodeAgent.PATH, e -> {
      PathEvent event = pathEvent(e);
      return isOf(e, peer) && event.kind == kind && event.at > after;
    }));
  }

  private static boolean isOf(JsonObject event, LabNode peer) {
    return event.getString(NodeAgent.PEER).equals(peer.name());
  }

  private static PathEvent pathEvent(JsonObject event) {
    return new PathEvent(event.getLong("at"), PathKind.valueOf(event.getString("kind")), event.getString("remote"));
  }

  /**
   * Begin a transfer in both directions.
   *
   * @param bytesPerSecond the pace, 0 for as fast as possible
   * @param back           the pace of the other direction
   */
  void transfer(LabNode peer, int messageSize, long bytesPerSecond, long back) {
    ask(NodeAgent.TRANSFER, peer(peer).put("size", messageSize).put("rate", bytesPerSecond).put("back", back));
    awaitMessages(1);
    peer.awaitMessages(1);
  }

  int received() {
    return report().getInteger("received");
  }

  /** Of the transfer so far. */
  JsonObject report() {
    return ask(NodeAgent.REPORT, new JsonObject());
  }

  /** Wait until that many more messages have come. */
  void awaitMessages(int more) {
    int enough = received() + more;
    Awaitility.await(name() + " receives").atMost(DEADLINE).pollInterval(POLL).until(() -> received() >= enough);
  }

  /** End the transfer. @return the report of this side */
  JsonObject stopTransfer() {
    return ask(NodeAgent.STOP, new JsonObject());
  }

  /** @return the report of this side, when the other one has ended the transfer */
  JsonObject endOfTransfer() {
    return ask(NodeAgent.END, new JsonObject());
  }

  /** The longest time in nanoseconds without a message, that has at least a moment between the two. */
  long largestGap(long from, long to) {
    return ask(NodeAgent.GAP, new JsonObject().put("from", from).put("to", to)).getLong("nanos");
  }

  /** When the first message after that moment came. */
  long firstMessageAfter(long moment) {
    return Awaitility.await(name() + " receives").atMost(DEADLINE).pollInterval(POLL).until(
      () -> ask(NodeAgent.NEXT, new JsonObject().put("from", moment)).getLong("at"), at -> at > 0);
  }

  /** It was not disconnected since it was connected to the Coordinator for the last time. */
  boolean isConnected() {
    List<JsonObject> lost = events("disconnected");
    return lost.isEmpty() || !events("connected", lost.get(lost.size() - 1).getLong(Agent.AT)).isEmpty();
  }

  /** Whenever it was disconnected after that moment it was connected again soon. */
  void assertBackWithin(long nanos, long after) {
    for (JsonObject lost : events("disconnected")) {
      long at = lost.getLong("at");
      assertTrue(at <= after || events("connected").stream().map(e -> e.getLong("at"))
        .anyMatch(back -> back > at && back <= at + nanos), lost::encode);
    }
  }

  private static JsonObject peer(LabNode peer) {
    return new JsonObject().put(NodeAgent.PEER, peer.name());
  }
}
