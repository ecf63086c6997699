package io.conec.hostile;

import io.conec.ConecClient;
import io.conec.ConecStream;
import io.conec.CoordinatorOptions;
import io.conec.PathOptions;
import io.conec.PathPolicy;
import io.conec.test.TestNet;
import io.vertx.core.buffer.Buffer;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** A Coordinator with two honest clients that must be served, whatever others do: shop calls, depot echoes. */
final class Victims implements AutoCloseable {

  final TestNet net;
  final ConecClient depot;
  final ConecClient shop;
  /** Streams that peers have opened to depot. */
  final BlockingQueue<ConecStream> streams = new LinkedBlockingQueue<>();

  Victims() {
    this(options -> options);
  }

  Victims(UnaryOperator<CoordinatorOptions> options) {
    this(PathOptions.DEFAULT_PATH_POLICY, options);
  }

  Victims(PathPolicy policy, UnaryOperator<CoordinatorOptions> options) {
    net = new TestNet(options);
    depot = net.connect("depot", policy).streamHandler(stream -> {
      stream.handler(stream::write).endHandler(v -> stream.end());
      streams.add(stream);
    });
    shop = net.connect("shop", policy);
  }

  int port() {
    return net.coordinator().actualPort();
  }

  /** Honest clients are served, on a new channel, so that the Coordinator takes part. */
  void assertServed() throws InterruptedException {
    assertServed(shop);
  }

  void assertServed(ConecClient client) throws InterruptedException {
    ConecStream stream = TestNet.await(client.openStream("depot"));
    BlockingQueue<String> received = new LinkedBlockingQueue<>();
    stream.handler(data -> received.add(data.toString()));
    stream.write(Buffer.buffer("still there?"));
    assertEquals("still there?", received.poll(10, TimeUnit.SECONDS));
    TestNet.await(stream.end());
    TestNet.await(stream.channel().close());
    streams.clear();
  }

  @Override
  public void close() {
    net.close();
  }
}
