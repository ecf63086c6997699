package io.conec.hostile;

import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.test.raw.RawCoordinator;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawIdentity;
import io.conec.test.raw.RawStream;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.conec.test.TestNet.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A client has its own limits for introductions, because a Coordinator may be old, or lie. */
class ForgedIntroductionsTest {

  private static final int MAX_CHANNELS = 20;

  private final RawIdentity peer = RawIdentity.of("shop");
  private Vertx vertx;
  private RawCoordinator coordinator;
  private ConecClient client;
  private RawStream control;
  private long channels;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    coordinator = new RawCoordinator();
    client = ConecClient.create(vertx, coordinator.clientOptions("depot").setMaxChannels(MAX_CHANNELS)
      .setMaxChannelsPerPeer(2));
    var connected = client.connect();
    control = coordinator.welcome().control();
    await(connected);
  }

  @AfterEach
  void stop() {
    await(vertx.close());
    coordinator.close();
  }

  private RawStream introduce(String id) {
    channels++;
    return control.write(RawFrame.control(RawFrame.INTRODUCE, new JsonObject().put("request", channels)
      .put("channel", String.format("%016x", channels)).put("peer", id).put("certificate", peer.base64())));
  }

  private void assertRefused(String id, String option) {
    JsonObject failure = introduce(id).expect(RawFrame.FAILURE);
    assertEquals(ConecError.LIMIT_EXCEEDED.code(), failure.getInteger("code"), failure::encode);
    assertTrue(failure.getString("message").contains(option), failure::encode);
  }

  @Test
  void onePeerGetsItsShareWhetherItConnectsOrNot() {
    introduce("shop").expect(RawFrame.INTRODUCED);
    introduce("shop").expect(RawFrame.INTRODUCED);
    assertRefused("shop", "maxChannelsPerPeer");
    introduce("other").expect(RawFrame.INTRODUCED);
    control.write(RawFrame.control(RawFrame.CHANNEL_CLOSED,
      new JsonObject().put("channel", String.format("%016x", 1)).put("code", 0)));
    control.expect(RawFrame.CHANNEL_CLOSED);
    introduce("shop").expect(RawFrame.INTRODUCED);
  }

  @Test
  void allPeersLeaveAQuarterToTheClientItself() {
    for (int i = 0; i < MAX_CHANNELS - MAX_CHANNELS / 4; i++) {
      introduce("peer" + i).expect(RawFrame.INTRODUCED);
    }
    assertRefused("another", "(maxChannels ");
    client.openChannel("shop");
    control.expect(RawFrame.OPEN);
  }
}
