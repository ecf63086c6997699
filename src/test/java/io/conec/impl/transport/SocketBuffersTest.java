package io.conec.impl.transport;

import io.netty.channel.socket.DatagramChannel;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.ContextInternal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

import static io.conec.test.TestNet.await;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class SocketBuffersTest {

  private static final int SMALL = 100_000;
  private static final Path LIMIT = Path.of("/proc/sys/net/core/rmem_max");

  /** Real sockets: each kind of transport reports in a way of its own what the system has granted. */
  @ParameterizedTest(name = "native {0}")
  @ValueSource(booleans = {false, true})
  void whatTheSystemDoesNotGrantIsSaid(boolean nativeTransport) throws IOException {
    assumeTrue(Files.isReadable(LIMIT), "the limit is told here on Linux alone, and not in every container");
    // In one read: the kernel answers no second one.
    int limit = Integer.parseInt(Files.newBufferedReader(LIMIT).readLine());
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(nativeTransport));
    try {
      assumeTrue(vertx.isNativeTransportEnabled() == nativeTransport, "this system has no native transport");
      assertNull(limited(vertx, SMALL));
      assertNull(limited(vertx, limit));
      String more = limited(vertx, limit + SMALL);
      assertTrue(more.contains("buffers of " + limit + " bytes to receive") && more.contains("sysctl")
        && more.contains("net.core.rmem_max=" + (limit + SMALL)), more);
    } finally {
      await(vertx.close());
    }
  }

  private static String limited(Vertx vertx, int bytes) {
    ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
    DatagramChannel socket = DatagramSockets.of(context.nettyEventLoop()).newChannel();
    SocketBuffers.ask(socket, bytes);
    context.nettyEventLoop().register(socket).syncUninterruptibly();
    socket.bind(new InetSocketAddress("127.0.0.1", 0)).syncUninterruptibly();
    try {
      return SocketBuffers.limited(socket, vertx.isNativeTransportEnabled(), bytes);
    } finally {
      socket.close().syncUninterruptibly();
    }
  }
}
