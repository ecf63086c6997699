package io.conec.bridge;

import io.conec.ConecStream;
import io.conec.StreamOptions;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

import static io.conec.bridge.Peers.await;
import static io.conec.bridge.Peers.awaitTrue;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What the log of a bridge says about a peer, who chooses some of the words. */
class BridgeLogTest {

  private final List<String> records = new CopyOnWriteArrayList<>();

  private final Handler recorder = new Handler() {

    @Override
    public void publish(LogRecord record) {
      records.add(record.getMessage());
    }

    @Override
    public void flush() {
      // nothing is buffered
    }

    @Override
    public void close() {
      // nothing is open
    }
  };

  @Test
  void anAddressCanNotForgeARecord() {
    Logger logger = Logger.getLogger("io.conec.impl.bridge.BusStream");
    logger.addHandler(recorder);
    try (Peers peers = Peers.with("echo")) {
      ConecStream stream = await(peers.shop.client.openStream("depot", new StreamOptions().setProtocol("conec/bus")));
      byte[] address = "a\n12:00 ERROR x\u202e\u009b\u2028".getBytes(StandardCharsets.UTF_8);
      stream.write(Buffer.buffer(new byte[] {1, 1, (byte) address.length}).appendBytes(address));
      stream.write(Buffer.buffer(new byte[] {9}));
      awaitTrue(() -> !records.isEmpty());
      String expected = "peer 'shop' for address 'a\\n12:00 ERROR x\\u202e\\u009b\\u2028'";
      assertTrue(records.get(0).contains(expected), records.get(0));
    } finally {
      logger.removeHandler(recorder);
    }
  }
}
