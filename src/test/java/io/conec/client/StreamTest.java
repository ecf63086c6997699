package io.conec.client;

import io.conec.ConecClient;
import io.conec.ConecStream;
import io.conec.test.TestNet;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static io.conec.test.TestNet.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

class StreamTest {

  @Test
  void echo() throws Exception {
    try (TestNet net = new TestNet()) {
      ConecClient depot = net.connect("depot");
      depot.streamHandler(stream -> {
        stream.handler(stream::write);
        stream.endHandler(v -> stream.end());
      });
      ConecClient shop = net.connect("shop");
      ConecStream stream = await(shop.openStream("depot"));
      BlockingQueue<Buffer> received = new LinkedBlockingQueue<>();
      stream.handler(received::add);
      stream.write(Buffer.buffer("hello"));
      stream.write(Buffer.buffer());
      stream.write(Buffer.buffer("x".repeat(1_000_000)));
      assertEquals("hello", received.poll(10, TimeUnit.SECONDS).toString());
      assertEquals(0, received.poll(10, TimeUnit.SECONDS).length());
      assertEquals(1_000_000, received.poll(10, TimeUnit.SECONDS).length());
      await(stream.end());
    }
  }
}
