package io.conec.hostile;

import io.conec.ConecChannel;
import io.conec.test.TestNet;
import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawConnection;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawStream;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.Base64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A channel between mallory, a raw peer, and a well-behaved client: mallory opens it to depot, or accepts it from shop.
 */
record PeerPair(RawClient mallory, long id, RawConnection connection, RawStream control, JsonObject candidates,
                ConecChannel channel) implements AutoCloseable {

  private static final String MALLORY = "mallory";

  /** Mallory wants no direct path, so the other side signals no address. */
  static PeerPair open(Victims victims, boolean malloryInitiates) {
    PeerPair pair = open(victims, malloryInitiates, "RELAY_ONLY");
    assertEquals(new JsonArray(), pair.candidates.getJsonArray("addresses"));
    return pair;
  }

  /**
   * @param paths what mallory allows
   */
  static PeerPair open(Victims victims, boolean malloryInitiates, String paths) {
    RawClient mallory = RawClient.joinAgain(MALLORY, victims.port());
    byte[] greeting = RawFrame.greeting(paths);
    return malloryInitiates ? initiate(victims, mallory, greeting) : accept(victims, mallory, greeting);
  }

  private static PeerPair initiate(Victims victims, RawClient mallory, byte[] greeting) {
    long id = mallory.open("depot").channel();
    RawConnection connection = mallory.connectPeer(id).awaitEstablished();
    RawStream control = connection.openStream().write(greeting);
    control.expect(RawFrame.GREETING);
    JsonObject candidates = expectCandidates(control);
    TestNet.awaitUntil(() -> victims.depot.channel(MALLORY) != null);
    return new PeerPair(mallory, id, connection, control, candidates, victims.depot.channel(MALLORY));
  }

  private static PeerPair accept(Victims victims, RawClient mallory, byte[] greeting) {
    Future<ConecChannel> opened = victims.shop.openChannel(MALLORY);
    long id = mallory.acceptIntroduction().channel();
    RawConnection connection = mallory.socket().accept().awaitEstablished();
    RawStream control = connection.acceptStream();
    control.expect(RawFrame.GREETING);
    control.write(greeting);
    JsonObject candidates = expectCandidates(control);
    return new PeerPair(mallory, id, connection, control, candidates, TestNet.await(opened));
  }

  /** They follow the greetings immediately. */
  private static JsonObject expectCandidates(RawStream control) {
    JsonObject candidates = control.expect(RawFrame.CANDIDATES);
    assertTrue(candidates.getString("id").matches("[0-9a-f]{16}"), candidates::encode);
    assertEquals(16, Base64.getDecoder().decode(candidates.getString("key")).length, candidates::encode);
    return candidates;
  }

  /** A data stream that mallory opens and that was accepted. */
  RawStream openStream(long id) {
    RawStream stream = connection.openStream().write(RawFrame.streamOpen(id));
    stream.expect(RawFrame.STREAM_ACCEPTED);
    return stream;
  }

  /** Everything that mallory has sent is processed, and the channel is open. */
  void assertAlive() {
    control.write(RawFrame.ping(4711));
    byte[] frame = control.frame();
    while (frame[0] != RawFrame.PONG) {
      frame = control.frame();
    }
    assertFalse(channel.isClosed());
  }

  @Override
  public void close() {
    mallory.close();
  }
}
