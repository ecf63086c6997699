package io.conec.hostile;

import io.conec.ConecClient;
import io.conec.PathOptions;
import io.conec.PathPolicy;
import io.conec.test.NoLeaksExtension;
import io.conec.test.raw.RawCoordinator;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawIdentity;
import io.conec.test.raw.RawRelay;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import static io.conec.test.TestNet.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** A client claims all channels immediately at a Coordinator that has forgotten them, but not the client. */
@ExtendWith(NoLeaksExtension.class)
class ManyHintsTest {

  private static final int CHANNELS = 20;
  private static final long LIMIT = TimeUnit.SECONDS.toNanos(2);

  private final RawIdentity peer = RawIdentity.of("shop");
  private Vertx vertx;
  private RawCoordinator coordinator;
  private RawCoordinator.Session session;
  private InetSocketAddress client;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    coordinator = new RawCoordinator();
    PathOptions paths = new PathOptions().setPathPolicy(PathPolicy.RELAY_ONLY);
    ConecClient depot = ConecClient.create(vertx, coordinator.clientOptions("depot")
      .setMaxChannelsPerPeer(CHANNELS).setPathOptions(paths));
    var connected = depot.connect();
    session = coordinator.welcome();
    await(connected);
    client = session.connection().remoteAddress();
    coordinator.socket().present(peer);
  }

  @AfterEach
  void stop() {
    await(vertx.close());
    coordinator.close();
  }

  /** The peer is at the address of the Coordinator. */
  private void open(long channel) {
    session.control().write(RawFrame.control(RawFrame.INTRODUCE, new JsonObject().put("request", channel)
      .put("channel", text(channel)).put("peer", "shop").put("certificate", peer.base64())))
      .expect(RawFrame.INTRODUCED);
    coordinator.socket().connect(coordinator.socket().relay().initiate(channel, client)).awaitEstablished()
      .openStream().write(RawFrame.greeting()).expect(RawFrame.GREETING);
  }

  private static String text(long channel) {
    return String.format("%016x", channel);
  }

  @Test
  void allChannelsAreClaimedImmediately() {
    for (long channel = 1; channel <= CHANNELS; channel++) {
      open(channel);
    }
    Set<String> claimed = new HashSet<>();
    long start = System.nanoTime();
    while (claimed.size() < CHANNELS && System.nanoTime() - start < LIMIT) {
      for (long channel = 1; channel <= CHANNELS; channel++) {
        coordinator.socket().sendDatagram(ManInTheMiddle.header(RawRelay.NOT_RELAYED, channel), client);
      }
      for (byte[] frame = session.control().poll(50); frame != null; frame = session.control().poll(0)) {
        read(frame, claimed);
      }
    }
    assertEquals(CHANNELS, claimed.size(), () -> "claimed within 2 s: " + claimed);
  }

  private void read(byte[] frame, Set<String> claimed) {
    JsonObject json = new JsonObject(new String(frame, 1, frame.length - 1, StandardCharsets.UTF_8));
    if (frame[0] == RawFrame.PING) {
      session.control().write(RawFrame.control(RawFrame.PONG, json));
    } else if (frame[0] == RawFrame.CLAIM) {
      claimed.add(json.getString("channel"));
    }
  }
}
