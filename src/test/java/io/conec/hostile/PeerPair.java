package io.conec.hostile;

import io.conec.ConecChannel;
import io.conec.test.TestNet;
import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawConnection;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawStream;
import io.vertx.core.Future;

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
    return new PeerPair(mallory, connection, control, victims.depot.channel(MALLORY));
  }

  private static PeerPair accept(Victims victims, RawClient mallory) {
    Future<ConecChannel> opened = victims.shop.openChannel(MALLORY);
    mallory.acceptIntroduction();
    RawConnection connection = mallory.socket().accept().awaitEstablished();
    RawStream control = connection.acceptStream();
    control.expect(RawFrame.GREETING);
    control.write(RawFrame.greeting());
    return new PeerPair(mallory, connection, control, TestNet.await(opened));
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
