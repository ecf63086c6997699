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
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A channel between mallory, a raw peer, and a well-behaved client: mallory as the one who opens it, to depot, or as
 * the one who accepts it, from shop.
 */
record PeerPair(RawClient mallory, RawConnection connection, RawStream control, ConecChannel channel)
  implements AutoCloseable {

  private static final String MALLORY = "mallory";

  static PeerPair open(Victims victims, boolean malloryInitiates) {
    RawClient mallory = RawClient.join(MALLORY, victims.port());
    return malloryInitiates ? initiate(victims, mallory) : accept(victims, mallory);
  }

  private static PeerPair initiate(Victims victims, RawClient mallory) {
    RawConnection connection = mallory.connectPeer("depot").awaitEstablished();
    RawStream control = connection.openStream().write(RawFrame.greeting());
    control.expect(RawFrame.GREETING);
    expectCandidates(control);
    return new PeerPair(mallory, connection, control, victims.depot.channel(MALLORY));
  }

  private static PeerPair accept(Victims victims, RawClient mallory) {
    Future<ConecChannel> opened = victims.shop.openChannel(MALLORY);
    mallory.acceptIntroduction();
    RawConnection connection = mallory.socket().accept().awaitEstablished();
    RawStream control = connection.acceptStream();
    control.expect(RawFrame.GREETING);
    control.write(RawFrame.greeting());
    expectCandidates(control);
    return new PeerPair(mallory, connection, control, TestNet.await(opened));
  }

  /** They follow the greetings at once, and tell no address, because mallory's greeting forbids direct paths. */
  private static void expectCandidates(RawStream control) {
    JsonObject candidates = control.expect(RawFrame.CANDIDATES);
    assertTrue(candidates.getString("id").matches("[0-9a-f]{16}"), candidates::encode);
    assertEquals(16, Base64.getDecoder().decode(candidates.getString("key")).length, candidates::encode);
    assertEquals(new JsonArray(), candidates.getJsonArray("addresses"));
  }

  /** A data stream that mallory opens and that was accepted. */
  RawStream openStream(long id) {
    RawStream stream = connection.openStream().write(RawFrame.streamOpen(id));
    stream.expect(RawFrame.STREAM_ACCEPTED);
    return stream;
  }

  @Override
  public void close() {
    mallory.close();
  }
}
