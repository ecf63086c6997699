package io.conec.bridge;

import io.conec.ConecStream;
import io.conec.StreamOptions;
import io.conec.test.LogRecorder;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

import static io.conec.bridge.Peers.await;
import static io.conec.bridge.Peers.awaitTrue;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The log of a bridge about a peer, which chooses some of the words. */
class BridgeLogTest {

  @Test
  void anAddressCannotForgeALogRecord() {
    try (LogRecorder log = LogRecorder.of("io.conec.impl.bridge.BusStream"); Peers peers = Peers.with("echo")) {
      ConecStream stream = await(peers.shop.client.openStream("depot", new StreamOptions().setProtocol("conec/bus")));
      byte[] address = "a\n12:00 ERROR x\u202e\u009b\u2028".getBytes(StandardCharsets.UTF_8);
      stream.write(Buffer.buffer(new byte[] {1, 1, (byte) address.length}).appendBytes(address));
      stream.write(Buffer.buffer(new byte[] {9}));
      awaitTrue(() -> !log.messages().isEmpty());
      String expected = "peer 'shop' for address 'a\\n12:00 ERROR x\\u202e\\u009b\\u2028'";
      assertTrue(log.messages().get(0).contains(expected), log.messages()::toString);
    }
  }
}
