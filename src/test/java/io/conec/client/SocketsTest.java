package io.conec.client;

import io.conec.ChannelOptions;
import io.conec.ClientInfo;
import io.conec.ClientOptions;
import io.conec.ConecChannel;
import io.conec.ConecClient;
import io.conec.ConecStream;
import io.conec.PathKind;
import io.conec.PathPolicy;
import io.conec.test.Inbox;
import io.conec.test.TestNet;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.List;

import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Clients work with each kind of socket that a user can choose. */
class SocketsTest {

  private static final int MESSAGES = 40;
  private static final int MESSAGE = 50_000;
  private static final VertxOptions NATIVE = new VertxOptions().setPreferNativeTransport(true);

  @Test
  void nativeTransport() {
    assumeNative();
    try (TestNet net = new TestNet(NATIVE, options -> options)) {
      assertTrue(net.vertx().isNativeTransportEnabled());
      assertCarries(net, net.clientOptions("depot"), net.clientOptions("shop"));
    }
  }

  @ParameterizedTest(name = "native {0}, client bound to {1}")
  @CsvSource({"false,::1", "true,::1", "false,::", "true,::", "false,0.0.0.0", "true,0.0.0.0"})
  void ipv6(boolean nativeTransport, String clientHost) {
    assumeIpv6();
    if (nativeTransport) {
      assumeNative();
    }
    try (TestNet net = new TestNet(nativeTransport ? NATIVE : new VertxOptions(),
      options -> options.setHost("::1").setServerNames(List.of("::1")))) {
      assertCarries(net, ipv6Client(net, "depot", clientHost), ipv6Client(net, "shop", clientHost));
      for (ClientInfo client : net.coordinator().clients()) {
        assertTrue(client.getAddress().startsWith("["), client.getAddress());
      }
    }
  }

  private static ClientOptions ipv6Client(TestNet net, String id, String host) {
    return net.clientOptions(id).setLocalAddress(host)
      .setCoordinators(List.of("[::1]:" + net.coordinator().actualPort()));
  }

  /** Relayed and direct. */
  private static void assertCarries(TestNet net, ClientOptions depotOptions, ClientOptions shopOptions) {
    net.connect(depotOptions).streamHandler(stream -> stream.pipeTo(stream));
    ConecClient shop = net.connect(shopOptions);
    for (PathPolicy policy : List.of(PathPolicy.RELAY_ONLY, PathPolicy.DIRECT_ONLY)) {
      ConecChannel channel = await(shop.openChannel("depot", new ChannelOptions().setPathPolicy(policy)));
      assertCarries(channel);
      assertEquals(policy == PathPolicy.RELAY_ONLY ? PathKind.RELAYED : PathKind.DIRECT, channel.path().getKind());
      await(channel.close());
      awaitUntil(() -> net.coordinator().channelCount() == 0);
    }
  }

  /** Some megabytes each way: socket buffers fill up and datagrams go out in batches. */
  private static void assertCarries(ConecChannel channel) {
    ConecStream stream = await(channel.openStream());
    Inbox inbox = new Inbox(stream);
    for (int i = 0; i < MESSAGES; i++) {
      stream.write(Buffer.buffer(new byte[MESSAGE]).setInt(0, i));
    }
    for (int i = 0; i < MESSAGES; i++) {
      Buffer echo = inbox.next();
      assertEquals(MESSAGE, echo.length());
      assertEquals(i, echo.getInt(0));
    }
    assertTrue(await(channel.ping()) > 0);
  }

  private static void assumeNative() {
    Vertx vertx = Vertx.vertx(NATIVE);
    boolean enabled = vertx.isNativeTransportEnabled();
    await(vertx.close());
    assumeTrue(enabled, "this system has no native transport");
  }

  private static void assumeIpv6() {
    try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress("::1", 0))) {
      assertTrue(socket.isBound());
    } catch (IOException e) {
      abort("this machine has no IPv6: " + e.getMessage());
    }
  }
}
