package io.conec.bench;

import io.conec.BroadcastOptions;
import io.conec.BroadcastRole;
import io.conec.ConecBroadcast;
import io.conec.ConecClient;
import io.conec.OverflowPolicy;
import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawStream;
import io.vertx.core.json.JsonObject;

/**
 * One more member of the broadcast, that never reads while it is on.
 */
final class StalledReader {

  /** Control messages of SPEC.md. */
  private static final int JOIN = 0x17;
  private static final int JOINED = 0x18;

  private static final JsonObject JOIN_BODY = new JsonObject().put("name", FanOut.BROADCAST)
    .put("role", BroadcastRole.READER).put("receiveOwnMessages", true).put("overflow", OverflowPolicy.DROP_OLDEST)
    .put("bufferSize", BroadcastOptions.DEFAULT_MAX_BUFFERED_MESSAGES).put("sequence", 0)
    .put("broadcast", "0000000000000000").put("position", 0);

  private StalledReader() {
  }

  /** The application does not read, and the client goes on to drop the oldest. */
  static Switch application(ConecClient client) {
    return new Switch() {
      private ConecBroadcast broadcast;

      @Override
      public void on() {
        broadcast = client.joinBroadcast(FanOut.BROADCAST, new BroadcastOptions().setRole(BroadcastRole.READER)
          .setOverflow(OverflowPolicy.DROP_OLDEST)).await().pause();
      }

      @Override
      public void off() {
        broadcast.leave().await();
      }
    };
  }

  /** The client does not read either, so that QUIC stops the Coordinator. */
  static Switch client(String id, int port) {
    return new Switch() {
      private RawClient client;

      @Override
      public void on() {
        client = RawClient.join(id, port);
        RawStream stream = client.connection().openStream().write(RawFrame.control(JOIN, JOIN_BODY));
        stream.expect(JOINED);
        stream.pause();
      }

      @Override
      public void off() {
        client.close();
      }
    };
  }
}
